module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'gateway',
  rootDir: __dirname,
  testTimeout: 30_000,
  globalSetup: '../../tools/jest-postgres.mjs',
  globalTeardown: '../../tools/jest-postgres-stop.mjs',
};
