const preset = require('../../jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'erp',
  rootDir: __dirname,
  transform: { ...preset.transform, '\\.(graphql|css)$': '<rootDir>/jest-text.js' },
};
