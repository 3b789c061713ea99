// @ts-check
// Bundles the gateway, and the playground that it serves:
//
//   node build.mjs [folder]     into dist unless told otherwise
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transform } from '@swc/core';
import { build } from 'esbuild';

// esbuild alone would drop the types that type-graphql's decorators read, so swc goes first.
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

/** @type {import('esbuild').Plugin} */
const packages = {
  // Our rooms are bundled, packages stay in node_modules.
  name: 'packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@tillkeep/') ? undefined : { path, external: true },
    );
  },
};

/** @type {import('esbuild').Plugin} */
const withoutFonts = {
  // GraphiQL's stylesheet has 350 KB of fonts in it, as data: addresses that our content security policy refuses.
  name: 'without fonts',
  setup({ onLoad }) {
    onLoad({ filter: /\/graphiql\/dist\/style\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/@font-face\s*{[^}]*}/g, ''),
      loader: 'css',
    }));
  },
};

const [folder = 'dist'] = process.argv.slice(2);
await rm(`${folder}/playground`, { recursive: true, force: true }); // names change with what is in a file
await Promise.all([buildGateway(), buildPlayground()]);

async function buildGateway() {
  await build({
    entryPoints: ['src/main.ts'],
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    plugins: [decorators, packages],
  });
}

/** Script, stylesheet and fonts with the hash of their content in their names, and the page that names them. */
async function buildPlayground() {
  const { outputFiles, metafile } = await build({
    entryPoints: ['src/playground/app.tsx', 'src/playground/app.css'],
    outdir: `${folder}/playground`,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    loader: { '.woff2': 'file' },
    define: { EXAMPLES: JSON.stringify(await readExamples()) },
    plugins: [withoutFonts],
    metafile: true,
    write: false,
  });
  await mkdir(`${folder}/playground`, { recursive: true });
  for (const { path, contents } of outputFiles) {
    await writeFile(path, contents);
    if (!path.endsWith('.woff2')) await writeFile(`${path}.gz`, gzipSync(contents, { level: 9 }));
  }
  let page = await readFile('src/playground/page.html', 'utf8');
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) page = page.replace(`app.${path.split('.').at(-1)}`, basename(path));
  }
  await writeFile(`${folder}/playground/page.html`, page);
}

/** In the order of the numbers that their names begin with. */
async function readExamples() {
  const examples = '../../libs/client/examples';
  const names = (await readdir(examples))
    .filter((name) => name.endsWith('.graphql'))
    .sort((a, b) => parseInt(a) - parseInt(b));
  return Promise.all(names.map((name) => readFile(`${examples}/${name}`, 'utf8')));
}
