// Shared by every project's jest.config.js: TypeScript (with the gateway's decorators) through swc.
module.exports = {
  testEnvironment: 'node',
  passWithNoTests: true,
  testMatch: ['<rootDir>/**/*.spec.{ts,tsx}'],
  testPathIgnorePatterns: ['/node_modules/', '/e2e/', '/.next/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.next/', '<rootDir>/dist/'],
  extensionsToTreatAsEsm: [],
  transformIgnorePatterns: ['/node_modules/(?!(uuid|@noble|canonicalize|@prisma/schema-engine-wasm)/)'],
  transform: {
    '^.+\\.([cm]?[jt]s|tsx)$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true, decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
            react: { runtime: 'automatic' },
          },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
      },
    ],
  },
};
