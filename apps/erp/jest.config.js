module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'erp',
  rootDir: __dirname,
  testTimeout: 30_000, // ms; real processes on a busy machine
  transform: { ...require('../../jest.preset.js').transform, '\\.(graphql|css)$': '<rootDir>/jest-text.js' },
};
