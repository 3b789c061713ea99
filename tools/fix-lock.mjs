// @ts-check
// Makes package-lock.json complete and free of registry addresses, so that `npm ci` accepts it on every machine.
//
// Why: packages with native code list one optional package per platform. When the registry that `npm install` talked to
// does not serve all of them, npm leaves the missing ones out of the lock, and `npm ci` then refuses that lock
// ("Missing: @swc/core-darwin-arm64@ from lock file"). Their versions are exact and their names say the platform, so
// the entries can be written down without asking anyone.
//
//   node tools/fix-lock.mjs            after each `npm install`
//   node tools/fix-lock.mjs --check    exits 1 with one line when the lock needs the above
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram, root } from './repository.mjs';

/** @typedef {{ version?: string, resolved?: string, link?: boolean, dev?: boolean, optional?: boolean,
 *   os?: string[], cpu?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} LockedPackage */
/** @typedef {{ packages: Record<string, LockedPackage> }} Lock */

const lockFile = join(root, 'package-lock.json');

if (isProgram(import.meta.url)) main(process.argv.includes('--check'));

/**
 * The lock with every optional platform package in it and no registry address, and what had to be changed for that.
 * @param {Lock} lock
 * @returns {{ lock: Lock, added: string[], addresses: string[] }}
 */
export function completeLock(lock) {
  /** @type {Record<string, LockedPackage>} */
  const packages = {};
  const addresses = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    const { resolved, ...rest } = entry;
    // A workspace's link names its folder in `resolved`; anything with a scheme is an address on some registry.
    const isAddress = resolved?.includes('://') ?? false;
    if (isAddress) addresses.push(path);
    packages[path] = isAddress ? rest : entry;
  }

  const added = [];
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, wanted] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = resolve(packages, parent, name);
      const isExact = /^\d+\.\d+\.\d+(-|\+|$)/.test(wanted);
      if (found && (!isExact || packages[found]?.version === wanted)) continue;
      if (!isExact)
        throw new Error(`${parent} wants ${name}@${wanted}: not in the lock, and not an exact version.`);
      const path = found ? `${parent}/node_modules/${name}` : `node_modules/${name}`;
      packages[path] = {
        version: wanted,
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        ...platformOf(name),
      };
      added.push(`${name}@${wanted}`);
    }
  }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return { lock: { ...lock, packages: sorted }, added, addresses };
}

/**
 * The platform that a native package's name ends in: `@swc/core-linux-arm-gnueabihf` → linux, arm, glibc.
 * @param {string} name
 * @returns {Pick<LockedPackage, 'os' | 'cpu' | 'libc'>}
 */
export function platformOf(name) {
  if (name.endsWith('-wasm32-wasi')) return { cpu: ['wasm32'] };
  const match =
    /[-/](android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(gnu|musl|msvc|eabi)\w*)?$/.exec(
      name,
    );
  const [, os, cpu, abi] = match ?? [];
  if (!os || !cpu) throw new Error(`The name ${name} does not say for which platform it is.`);
  const libc = abi === 'musl' ? 'musl' : abi === 'gnu' ? 'glibc' : undefined;
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) };
}

/**
 * Where Node would find `name` from the package at `path`: its own node_modules, then each folder's above.
 * @param {Record<string, LockedPackage>} packages
 * @param {string} path
 * @param {string} name
 * @returns {string | undefined}
 */
function resolve(packages, path, name) {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    const candidate = `${from}${from ? '/' : ''}node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (!from) return undefined;
  }
}

/** @param {boolean} checkOnly */
function main(checkOnly) {
  const before = readFileSync(lockFile, 'utf8');
  const { lock, added, addresses } = completeLock(JSON.parse(before));
  const after = `${JSON.stringify(lock, null, 2)}\n`;
  if (after === before) return;
  if (checkOnly) {
    console.error(
      `package-lock.json lacks ${added.length} platform packages and names a registry ${addresses.length} times: run \`node tools/fix-lock.mjs\` and commit it.`,
    );
    process.exitCode = 1;
    return;
  }
  writeFileSync(lockFile, after);
  console.log(
    `package-lock.json: ${added.length} platform packages added, ${addresses.length} registry addresses removed.`,
  );
}
