module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'web',
  rootDir: __dirname,
  testEnvironment: 'jsdom',
  testTimeout: 60_000, // on a busy machine
  setupFilesAfterEnv: ['<rootDir>/jest.setup.ts'],
};
