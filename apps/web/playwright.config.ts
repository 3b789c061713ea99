import { defineConfig } from '@playwright/test';

// Run through tools/e2e.mjs, which finds the browser and builds first.
export default defineConfig({
  testDir: 'e2e',
  outputDir: '../../test-results',
  workers: 2, // each has a shop, of three services, which its tests share
  // For machines that are busy with something else: a fault must never be one of impatience.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM_PATH },
  },
});
