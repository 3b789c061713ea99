// @ts-check
// The browser tests: gets a browser, builds what is stale, runs Playwright. Arguments go on to Playwright:
//
//   npm run e2e -- sync.spec.ts --headed
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { root } from './repository.mjs';

process.exitCode = await main(process.argv.slice(2));

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function main(args) {
  const browser = findBrowser((line) => console.error(line));
  if (!browser) return 1;
  const problem = await build();
  if (problem) {
    console.error(problem);
    return 1;
  }
  const playwright = [
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    '-c',
    'apps/web/playwright.config.ts',
  ];
  const child = spawn(process.execPath, [...playwright, ...args], {
    cwd: root,
    env: { ...process.env, CHROMIUM_PATH: browser },
    stdio: 'inherit',
  });
  // Ctrl-C reaches Playwright from the terminal; it ends its browsers and shops, and then so do we.
  process.on('SIGINT', () => {});
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
