module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'data',
  rootDir: __dirname,
  globalSetup: '../../tools/jest-postgres.mjs',
  globalTeardown: '../../tools/jest-postgres-stop.mjs',
};
