import type { CodegenConfig } from '@graphql-codegen/cli';

// Paths are from the root of the repository: graphql-codegen --config libs/client/codegen.ts
const config: CodegenConfig = {
  schema: 'libs/client/schema.graphql',
  documents: 'libs/client/src/operations/*.graphql',
  generates: {
    'libs/client/src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        strictScalars: true,
        useTypeImports: true,
        enumType: 'string-literal',
        scalars: { ID: 'string', Money: 'number', Quantity: 'number', Date: 'string', DateTime: 'string' },
      },
    },
  },
};

export default config;
