import type { CodegenConfig } from '@graphql-codegen/cli';

// The gateway knows the ERP by its committed schema file and by nothing else.
const config: CodegenConfig = {
  schema: 'apps/erp/schema.graphql',
  documents: 'apps/gateway/src/sync/erp.graphql',
  generates: {
    'apps/gateway/src/generated/erp/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        strictScalars: true,
        scalars: { DateTime: 'string', Date: 'string', Money: 'number', Quantity: 'number' },
      },
    },
  },
};

export default config;
