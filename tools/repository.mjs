// @ts-check
// The repository's folder and the few things that every tool does with it: walk its sources, fingerprint them, run a
// program of it quietly.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Where tools remember what they did; goes away with node_modules, as it must: other packages, other results. */
export const cacheFolder = join(root, 'node_modules/.cache/tillkeep');

/** Nothing that a build or test runs reports home, asks for updates or leaves a daemon behind. */
export const quietEnvironment = {
  NEXT_TELEMETRY_DISABLED: '1',
  NX_DAEMON: 'false',
  NX_LOAD_DOT_ENV_FILES: 'false', // .env is for running the shop: a build must not depend on it
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  // Without a name here `prisma generate` downloads an engine that it then does not use.
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
};

/**
 * Whether the module with this `import.meta.url` is the program that was started.
 * @param {string} url
 */
export function isProgram(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/** Folders that hold nothing a person wrote. */
const MADE = new Set(['node_modules', 'dist', 'generated', 'test-results', 'playwright-report', 'coverage']);

/**
 * Every file at or under `paths`, in a stable order, without made and hidden folders inside them (a made folder may be
 * one of `paths`). A path that does not exist has no files.
 * @param {string[]} paths relative to the root
 * @returns {string[]} relative to the root
 */
export function sourceFiles(paths) {
  return paths.flatMap((path) => {
    const info = statSync(join(root, path), { throwIfNoEntry: false });
    if (!info?.isDirectory()) return info?.isFile() ? [path] : [];
    const names = readdirSync(join(root, path)).filter((name) => !MADE.has(name) && !name.startsWith('.'));
    return sourceFiles(names.sort().map((name) => `${path}/${name}`));
  });
}

/**
 * A fingerprint of what the files say.
 * @param {string[]} files relative to the root
 */
export function contentFingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/**
 * A fingerprint of the files' sizes and times of change: milliseconds for a whole repository. Unchanged files may look
 * changed to it (after a fresh checkout).
 * @param {string[]} files relative to the root
 */
export function quickFingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

/**
 * Runs an installed program (`node_modules/.bin`) or `node` in the root and collects what it says. An aborted `signal`
 * ends it with all that it started.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run(program, args, { env, signal, onOutput } = {}) {
  if (signal?.aborted) return Promise.resolve({ ok: false, output: '' });
  const path = program === 'node' ? process.execPath : join(root, 'node_modules/.bin', program);
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      cwd: root,
      env: { ...process.env, ...quietEnvironment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // its own process group, so that one signal reaches its children too
    });
    const abort = () => child.pid && process.kill(-child.pid, 'SIGKILL');
    signal?.addEventListener('abort', abort);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        onOutput?.(text);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      signal?.removeEventListener('abort', abort);
      resolve({ ok: code === 0, output });
    });
  });
}
