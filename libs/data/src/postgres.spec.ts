import { setTimeout as sleep } from 'node:timers/promises';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { Client } from 'pg';
import { openDb } from './db';
import { newPostgresDatabase } from './test-shop';

it('F46: a connection that is cut in the midst of a transaction fails that transaction, and nothing else', async () => {
  const url = await newPostgresDatabase();
  const db = await openDb(url);
  const administrator = new Client(url);
  await administrator.connect();
  const cut = db.transaction(async (tx) => {
    const [backend] = await tx.query<{ pid: number }>(sql`SELECT pg_backend_pid() AS "pid"`);
    await administrator.query('SELECT pg_terminate_backend($1)', [backend?.pid]);
    await sleep(100); // nobody asks anything of the connection while it breaks
    return tx.query(sql`SELECT 1`);
  });
  await expect(cut).rejects.toThrow();
  expect(await db.transaction((tx) => tx.query<{ one: number }>(sql`SELECT 1 AS "one"`))).toEqual([
    { one: 1 },
  ]);
  await administrator.end();
  await db.close();
});

it('has one clock for all who use it', async () => {
  const db = await openDb(await newPostgresDatabase());
  const before = await db.now();
  const [first, second] = await db.transaction(async (tx) => {
    const start = await tx.now();
    await sleep(20);
    return [start, await tx.now()];
  });
  expect(first.getTime()).toBeGreaterThanOrEqual(before.getTime());
  expect(second.getTime()).toBeGreaterThan(first.getTime());
  await db.close();
});
