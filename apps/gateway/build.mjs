// @ts-check
// Bundles the gateway. esbuild alone would drop the types that type-graphql's decorators read, so swc goes first.
import { readFile } from 'node:fs/promises';
import { transform } from '@swc/core';
import { build } from 'esbuild';

/** @type {import('esbuild').Plugin} */
const decorators = {
  name: 'decorators',
  setup({ onLoad }) {
    onLoad({ filter: /\/apps\/gateway\/src\/.*\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), {
        filename: path,
        swcrc: false,
        sourceMaps: 'inline',
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  keepNames: true,
  plugins: [
    decorators,
    {
      // Our rooms are bundled, packages stay in node_modules.
      name: 'packages',
      setup({ onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@tillkeep/') ? undefined : { path, external: true },
        );
      },
    },
  ],
});
