// Bundled as text by esbuild (package.json) and by jest (jest-text.js).
declare module '*.graphql' {
  const text: string;
  export default text;
}
declare module '*.css' {
  const text: string;
  export default text;
}
