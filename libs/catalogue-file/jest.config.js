module.exports = { ...require('../../jest.preset.js'), displayName: 'catalogue-file', rootDir: __dirname };
