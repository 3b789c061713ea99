module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'data',
  rootDir: __dirname,
  testTimeout: 60_000, // thousands of rows, real servers and processes, on a busy machine
  globalSetup: '../../tools/jest-postgres.mjs',
  globalTeardown: '../../tools/jest-postgres-stop.mjs',
};
