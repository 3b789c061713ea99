// @ts-check
// Jest's globalSetup for suites that run on PostgreSQL too: one real server for the whole run, whose address the tests
// find in the variable TEST_POSTGRES_URL. tools/jest-postgres-stop.mjs is its globalTeardown.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './postgres.mjs';

/** @type {() => Promise<void>} */
let stop = async () => undefined;

export default async function startForJest() {
  const folder = mkdtempSync(join(tmpdir(), 'tillkeep-postgres-'));
  const server = await startPostgres(folder);
  process.env.TEST_POSTGRES_URL = server.url;
  stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

export const stopForJest = () => stop();
