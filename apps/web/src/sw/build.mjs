// @ts-check
// After `next build`: makes the service worker of that build (.next/sw.js), and says what /register loads.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const web = fileURLToPath(new URL('../..', import.meta.url));
const next = join(web, '.next');

await build({
  entryPoints: [join(web, 'src/sw/sw.ts')],
  outfile: join(next, 'sw.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome123', 'firefox128', 'safari17.5'],
  define: { 'process.env.NODE_ENV': '"production"', BUILD: JSON.stringify(thisBuild()) },
});
console.log(`/register: ${registerKiB()} KiB of JavaScript (gzip)`);

function thisBuild() {
  const id = readFileSync(join(next, 'BUILD_ID'), 'utf8');
  const files = [
    ...filesIn(join(next, 'static'))
      // Lists for a router that this app does not use.
      .filter((file) => !file.startsWith(`${id}/`))
      .map((file) => `/_next/static/${file}`),
    ...filesIn(join(web, 'public')).map((file) => `/${file}`),
  ];
  return {
    id,
    pages: ['/register', '/offline', '/manifest.webmanifest', '/icon.svg'],
    files,
  };
}

/** Without source maps. @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** Every script that the page names when it comes: the framework's and its own, each compressed by itself. */
function registerKiB() {
  const page = join(next, 'server/app/register/page');
  /** @type {{ rootMainFiles: string[] }} */
  const { rootMainFiles } = JSON.parse(readFileSync(join(page, 'build-manifest.json'), 'utf8'));
  /** @type {{ __RSC_MANIFEST?: Record<string, { entryJSFiles: Record<string, string[]> }> }} */
  const manifest = {};
  runInNewContext(readFileSync(`${page}_client-reference-manifest.js`, 'utf8'), { globalThis: manifest });
  const own = Object.values(manifest.__RSC_MANIFEST?.['/register/page']?.entryJSFiles ?? {}).flat();
  const scripts = [...new Set([...rootMainFiles, ...own])];
  const bytes = scripts.map((file) => gzipSync(readFileSync(join(next, file))).length);
  return (bytes.reduce((sum, size) => sum + size, 0) / 1024).toFixed(1);
}
