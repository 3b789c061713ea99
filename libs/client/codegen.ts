import type { CodegenConfig } from '@graphql-codegen/cli';

// Paths are from the root of the repository: graphql-codegen --config libs/client/codegen.ts
const operations = 'libs/client/src/operations';
const types = {
  strictScalars: true,
  useTypeImports: true,
  enumType: 'string-literal',
  scalars: { ID: 'string', Money: 'number', Quantity: 'number', Date: 'string', DateTime: 'string' },
};

const config: CodegenConfig = {
  schema: 'libs/client/schema.graphql',
  generates: {
    'libs/client/src/generated/': {
      documents: [`${operations}/*.graphql`, `!${operations}/register.graphql`],
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: types,
    },
    // The register's own operations, as text: it loads neither syntax trees nor what prints them.
    'libs/client/src/generated/register/': {
      documents: `${operations}/register.graphql`,
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { ...types, documentMode: 'string' },
    },
  },
};

export default config;
