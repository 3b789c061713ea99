// What esbuild's text loader does in the build: a .graphql or .css file imports as its text.
module.exports = { process: (text) => ({ code: `module.exports = ${JSON.stringify(text)};` }) };
