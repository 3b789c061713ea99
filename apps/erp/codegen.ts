import { join } from 'node:path';
import type { CodegenConfig } from '@graphql-codegen/cli';

// Absolute paths: the command answers the same from the root and from this folder.
const config: CodegenConfig = {
  schema: join(__dirname, 'schema.graphql'),
  generates: {
    [join(__dirname, 'src/generated/schema.ts')]: {
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
