// @ts-check
// Builds the three services. `npm run build` always asks nx; `npm start` asks only when a source changed since, because
// nx takes seconds to say that nothing did.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const problem = await build();
  if (problem) console.error(problem);
  process.exitCode = problem ? 1 : 0;
}

/** Whether the last build is there and nothing that goes into a build has been touched since. */
export function isBuilt() {
  const isThere = Object.values(built).every((file) => existsSync(file)) && existsSync(stampFile);
  return isThere && readFileSync(stampFile, 'utf8') === sourceStamp();
}

/**
 * Generates and builds whatever is not up to date.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string | undefined>} what went wrong, with what the failed program said
 */
export async function build({ signal } = {}) {
  const problem = await generate({ signal });
  if (problem) return problem;
  const stamp = sourceStamp();
  const { ok, output } = await run('nx', ['run-many', '-t', 'build', '--outputStyle=stream'], { signal });
  if (!ok) return output.trim();
  packWeb();
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stampFile, stamp);
  return undefined;
}

/** Next leaves what a CDN might serve out of its standalone server; here that server serves everything. */
function packWeb() {
  cpSync(join(web, 'static'), join(web, 'standalone/apps/web/.next/static'), { recursive: true });
  const files = join(root, 'apps/web/public');
  if (existsSync(files)) cpSync(files, join(web, 'standalone/apps/web/public'), { recursive: true });
}

function sourceStamp() {
  // Tests are no part of a build, and Next writes next-env.d.ts with every one.
  const files = sourceFiles(inputs).filter((file) => !/\.spec\.|\/e2e\/|next-env\.d\.ts$/.test(file));
  return quickFingerprint(files);
}
