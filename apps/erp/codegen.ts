import type { CodegenConfig } from '@graphql-codegen/cli';

// Paths are from the root of the repository: graphql-codegen --config apps/erp/codegen.ts
const config: CodegenConfig = {
  schema: 'apps/erp/schema.graphql',
  generates: {
    'apps/erp/src/generated/schema.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        strictScalars: true,
        scalars: { DateTime: 'Date', Date: 'string', Money: 'number', Quantity: 'number' },
        // Types only: nothing generated is needed to run or to test.
        enumsAsTypes: true,
        useTypeImports: true,
        mappers: { Document: '../books#BookedDocument' },
      },
    },
  },
};

export default config;
