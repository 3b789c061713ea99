// @ts-check
// Builds the three services, and only when a source changed since the last build: nx takes seconds to say that nothing did.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from './generate.mjs';
import { cacheFolder, isProgram, quickFingerprint, root, run, sourceFiles } from './repository.mjs';

const inputs = [
  ...['apps', 'libs', 'prisma', 'package.json', 'package-lock.json', 'nx.json', 'tsconfig.base.json'],
  ...['tools/build.mjs', 'tools/generate.mjs'],
];
const web = join(root, 'apps/web/.next');

/** What a finished build leaves; the services are started from here. */
export const built = {
  erp: join(root, 'apps/erp/dist/main.js'),
  gateway: join(root, 'apps/gateway/dist/main.js'),
  web: join(web, 'standalone/apps/web/server.js'),
};

const stampFile = join(cacheFolder, 'built');

if (isProgram(import.meta.url)) {
  const problem = await build({ onOutput: (text) => process.stdout.write(text) });
  if (problem) console.error('The build failed: the lines above say why.');
  process.exitCode = problem ? 1 : 0;
}

/** Whether the last build is there and nothing that goes into a build has been touched since. */
export function isBuilt() {
  const isThere = Object.values(built).every((file) => existsSync(file)) && existsSync(stampFile);
  return isThere && readFileSync(stampFile, 'utf8') === sourceStamp();
}

/**
 * Brings the build up to date; waits for one that another program makes here meanwhile.
 * @param {{ signal?: AbortSignal, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<string | undefined>} what went wrong, with what the failed program said
 */
export async function build(options = {}) {
  // Loaded only here: `npm start` must be able to say in words that a native package does not fit.
  const { tryLock } = await import('./file-lock.mjs');
  const lockFile = join(cacheFolder, 'build.lock');
  let lock = tryLock(lockFile);
  if (!lock) console.log('Another build is running here: waiting for it …');
  while (!lock && !options.signal?.aborted) {
    await sleep(500);
    lock = tryLock(lockFile);
  }
  const problem = isBuilt() ? undefined : await buildAll(options);
  lock?.release();
  return problem;
}

/** @param {{ signal?: AbortSignal, onOutput?: (text: string) => void }} options */
async function buildAll(options) {
  const problem = await generate(options);
  if (problem) return problem;
  const stamp = sourceStamp();
  const { ok, output } = await run('nx', ['run-many', '-t', 'build', '--outputStyle=stream'], options);
  if (!ok) return output.trim();
  packWeb();
  writeFileSync(stampFile, stamp);
  return undefined;
}

/** Next leaves what a CDN might serve out of its standalone server; here that server serves everything. */
function packWeb() {
  cpSync(join(web, 'static'), join(web, 'standalone/apps/web/.next/static'), { recursive: true });
  const files = join(web, 'standalone/apps/web/public');
  cpSync(join(root, 'apps/web/public'), files, { recursive: true });
  cpSync(join(web, 'sw.js'), join(files, 'sw.js'));
}

function sourceStamp() {
  // Tests are no part of a build, and Next writes next-env.d.ts with every one.
  const files = sourceFiles(inputs).filter((file) => !/\.spec\.|\/e2e\/|next-env\.d\.ts$/.test(file));
  return quickFingerprint(files);
}
