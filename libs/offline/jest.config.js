module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'offline',
  rootDir: __dirname,
  testTimeout: 120_000, // thousands of rows in a store made of JavaScript, on a busy machine
};
