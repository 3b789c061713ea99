// (h) What other outlets cost: somebody who belongs to one outlet reads its sales, where it is the only one and where it is
// one of 1,000. Both shops hold the same sales of that outlet; request by request in turn.
import { join } from 'node:path';
import { SaleListDocument, SalePageDocument } from '@tillkeep/client';
import { createUser, listOutlets, openDb, startSession } from '@tillkeep/data';
import type Database from 'better-sqlite3';
import { print } from 'graphql';
import { Client, judged, median, medianRatio, percentile, printTable, type Options } from './measure';
import { startGateway } from './services';
import { count, inShop, openShop } from './shops';

/** Of the outlet that is read. */
const SALES = 20_000;
/** Of each of the others. */
const SALES_ELSEWHERE = 100;

export async function benchOutlets({ quick }: Options, folder: string): Promise<void> {
  const outlets = quick ? 50 : 1000;
  const [rounds, perRound] = quick ? [3, 50] : [15, 100];
  const folders = [join(folder, 'many'), join(folder, 'one')];
  for (const dataFolder of folders) await openShop(dataFolder, { products: 1000, sales: SALES });
  inShop(folders[0] ?? '', (db) => addOutlets(db, outlets - 1));
  const gateways = await Promise.all(folders.map((dataFolder) => startGateway(dataFolder)));
  const clients = await Promise.all(
    gateways.map(async ({ url }, side) => {
      const authorization = `Bearer ${await managerOfMain(folders[side] ?? '')}`;
      return new Client(url, 1, { authorization });
    }),
  );
  const sale = inShop(folders[1] ?? '', (db) =>
    db.prepare<[], string>('SELECT "id" FROM "Sale" LIMIT 1').pluck().get(),
  );
  const reads = {
    'newest 50 sales': { query: print(SaleListDocument), variables: { first: 50, filter: {} } },
    'failed and pending': {
      query: print(SaleListDocument),
      variables: { first: 50, filter: { syncStatus: ['PENDING', 'FAILED'] } },
    },
    'sales of a day': {
      query: print(SaleListDocument),
      variables: { first: 50, filter: { from: '2026-04-20', to: '2026-04-20' } },
    },
    'one sale': { query: print(SalePageDocument), variables: { id: sale } },
  };
  const rows: Record<string, string>[] = [];
  for (const [name, read] of Object.entries(reads)) {
    const body = JSON.stringify(read);
    const p95s: number[][] = [];
    for (let round = -1; round < rounds; round++) {
      const took: number[][] = clients.map(() => []);
      for (let request = 0; request < perRound; request++) {
        // Whoever goes first changes with every request, so that neither always comes after the other.
        const order = request % 2 ? [0, 1] : [1, 0];
        for (const side of order) took[side]?.push((await clients[side]?.send(body)) ?? NaN);
      }
      if (round >= 0) p95s.push(took.map((times) => percentile(times, 95))); // the first round warms both up
    }
    const [many, one] = [0, 1].map((side) => p95s.map((p95) => p95[side] ?? NaN));
    rows.push({
      read: name,
      [`1 of ${count(outlets)}, p95 ms`]: median(many ?? []).toFixed(2),
      '1 of 1, p95 ms': median(one ?? []).toFixed(2),
      ratio: judged(medianRatio(many ?? [], one ?? []), { atMost: 1.2 }),
    });
  }
  await Promise.all([
    ...clients.map((client) => client.close()),
    ...gateways.map((gateway) => gateway.stop()),
  ]);
  printTable(
    `A manager of one outlet with ${count(SALES)} sales reads them, alone and beside ${count(outlets - 1)} outlets with ${SALES_ELSEWHERE} sales each: median of ${rounds} rounds`,
    rows,
  );
}

/** The access token of somebody who belongs to MAIN and nowhere else. */
async function managerOfMain(dataFolder: string): Promise<string> {
  const db = await openDb(`file:${join(dataFolder, 'shop.sqlite')}`);
  const main = (await listOutlets(db)).find(({ code }) => code === 'MAIN');
  const user = { name: 'Mia', email: 'mia@bench.example', role: 'MANAGER' as const, passwordHash: '' };
  const id = await createUser(db, { ...user, outletIds: main ? [main.id] : [] });
  const { accessToken } = await startSession(db, { id, name: user.name });
  await db.close();
  return accessToken;
}

/** Outlets with a register each and copies of the newest sales, which lie among those of MAIN in every order but the outlet's. */
function addOutlets(db: Database.Database, outlets: number): void {
  const numbers = `WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ${outlets})`;
  const copy = (table: string, changed: Record<string, string>, from: string) => {
    const columns = db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
    const values = columns.map((name) => changed[name] ?? `t."${name}"`);
    db.exec(`${numbers} INSERT INTO "${table}" SELECT ${values.join(', ')} FROM k CROSS JOIN ${from}`);
  };
  const own = (column: string) => `printf('%04d', k.n) || substr(${column}, 5)`;
  db.exec(`CREATE TEMP TABLE newest AS
    SELECT "id" FROM "Sale" ORDER BY "businessDate" DESC, "soldAt" DESC LIMIT ${SALES_ELSEWHERE}`);
  const ofNewest = (table: string, id: string) =>
    `(SELECT * FROM "${table}" WHERE "${id}" IN (SELECT "id" FROM newest)) t`;
  db.transaction(() => {
    copy('Outlet', { id: own('t."id"'), code: `'O' || k.n` }, '"Outlet" t');
    copy('Register', { id: own('t."id"'), outletId: own('t."outletId"') }, '"Register" t');
    copy('RegisterClaim', { id: own('t."id"'), registerId: own('t."registerId"') }, '"RegisterClaim" t');
    copy(
      'Sale',
      {
        id: own('t."id"'),
        claimId: own('t."claimId"'),
        outletId: own('t."outletId"'),
        registerId: own('t."registerId"'),
        reference: `'O' || k.n || t."reference"`,
      },
      ofNewest('Sale', 'id'),
    );
    for (const table of ['SaleLine', 'Payment'])
      copy(table, { saleId: own('t."saleId"') }, ofNewest(table, 'saleId'));
  })();
}
