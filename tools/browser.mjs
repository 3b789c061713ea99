// @ts-check
// A Chromium for the browser tests: one that is here already, else one that it gets.
//
//   node tools/browser.mjs    prints its path; says on stderr what it does; exits 1 with one line when there is none
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { isProgram, root } from './repository.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
];
const MAC_APPS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const DOWNLOAD_WITHIN_MS = 180_000;
const PACKAGE_WITHIN_MS = 300_000;

if (isProgram(import.meta.url)) {
  const path = findBrowser((line) => console.error(line));
  if (path) console.log(path);
  else process.exitCode = 1;
}

/**
 * @param {(line: string) => void} say
 * @returns {string | undefined} the path of a Chromium that runs here; undefined after having said what to install
 */
export function findBrowser(say) {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (runs(named)) return named;
    say(`CHROMIUM_PATH names ${named}, which is not a browser that runs here. Correct it, or leave it out.`);
    return undefined;
  }
  const present = installed();
  if (present) return present;

  say('No Chromium found: getting the one that Playwright offers …');
  attempt(
    process.execPath,
    [join(root, 'node_modules/@playwright/test/cli.js'), 'install', '--no-shell', 'chromium'],
    DOWNLOAD_WITHIN_MS,
  );
  const downloaded = installed();
  if (downloaded) return downloaded;

  if (process.getuid?.() === 0 && onPath('apt-get')) {
    say("That one can't be had or does not run here: installing Debian's package chromium …");
    attempt('apt-get', ['update'], PACKAGE_WITHIN_MS);
    attempt('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], PACKAGE_WITHIN_MS);
    const packaged = installed();
    if (packaged) return packaged;
  }
  say(
    'The browser tests need Chromium: install it (on Debian: sudo apt-get install chromium) or name one in CHROMIUM_PATH.',
  );
  return undefined;
}

/** @returns {string | undefined} */
function installed() {
  const candidates = [...NAMES.map(onPath), ...MAC_APPS, chromium.executablePath()];
  return candidates.find((path) => path !== undefined && runs(path));
}

/** Whether it starts: a downloaded browser often lacks libraries of the system. @param {string} path */
function runs(path) {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** @param {string} name @returns {string | undefined} */
function onPath(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** @param {string} program @param {string[]} args @param {number} withinMs */
function attempt(program, args, withinMs) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync(program, args, { env, stdio: 'ignore', timeout: withinMs, killSignal: 'SIGKILL' });
  } catch {
    // What counts is whether a browser runs afterwards.
  }
}
