import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { openDb, type Tx } from './db';
import { Prisma, PrismaClient } from './generated/sqlite/client';
import { listOutlets } from './outlets';
import { useShop } from './test-shop';

const { sql } = Prisma;

describe('SQLite', () => {
  const shop = useShop('SQLite');

  /** The smallest row there is to write. */
  const writeOutlet = (tx: Tx, code: string, name = code) =>
    tx.execute(sql`
      INSERT INTO "Outlet" ("id", "code", "name", "timeZone", "currency", "pricesIncludeTax")
      VALUES (${code}, ${code}, ${name}, 'UTC', 'EUR', ${true})`);
  const codes = async () => (await listOutlets(shop.db)).map((outlet) => outlet.code);

  describe('one transaction beside another', () => {
    /** A transaction that has written OPEN and then waits to be told how it ends. */
    const openTransaction = async () => {
      const gate = promised();
      const begun = promised();
      const ended = shop.db.transaction(async (tx) => {
        await writeOutlet(tx, 'OPEN');
        begun.resolve();
        await gate.promise;
      });
      ended.catch(() => undefined);
      await begun.promise;
      return { end: gate.resolve, fail: () => gate.reject(new Error('taken back')), ended };
    };

    it('shows nothing to readers before its commit', async () => {
      const open = await openTransaction();
      expect(await codes()).toEqual(['MAIN']);
      expect(await shop.db.query(sql`SELECT "code" FROM "Outlet"`)).toEqual([{ code: 'MAIN' }]);
      open.end();
      await open.ended;
      expect(await codes()).toEqual(['MAIN', 'OPEN']);
    });

    it('takes nobody else’s write with it when it is rolled back', async () => {
      const open = await openTransaction();
      const other = shop.db.transaction((tx) => writeOutlet(tx, 'OTHER'));
      open.fail();
      await expect(open.ended).rejects.toThrow('taken back');
      await other;
      expect(await codes()).toEqual(['MAIN', 'OTHER']);
    });

    it('would do both with Prisma’s own adapter, on one connection: that is why there are two, and a queue', async () => {
      const stock = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: shop.url }) });
      const outlet = (code: string) => ({
        data: { id: code, code, name: code, timeZone: 'UTC', currency: 'EUR', pricesIncludeTax: true },
      });
      const gate = promised();
      const begun = promised();
      const open = stock.$transaction(async (tx) => {
        await tx.outlet.create(outlet('OPEN'));
        begun.resolve();
        await gate.promise;
      });
      open.catch(() => undefined);
      await begun.promise;
      expect(await stock.outlet.findUnique({ where: { code: 'OPEN' } })).not.toBeNull(); // seen, and never committed
      expect(await stock.outlet.create(outlet('OTHER'))).toMatchObject({ code: 'OTHER' }); // acknowledged
      gate.reject(new Error('taken back'));
      await expect(open).rejects.toThrow('taken back');
      expect(await stock.outlet.findUnique({ where: { code: 'OTHER' } })).toBeNull(); // and gone
      await stock.$disconnect();
    });
  });

  it('refuses to write on the connections that read', async () => {
    const { read } = shop.db;
    const rename = { where: { code: 'MAIN' }, data: { name: 'Other' } };
    await expect(read.outlet.update(rename)).rejects.toThrow(/readonly/);
    await expect(read.$transaction([read.outlet.update(rename)])).rejects.toThrow(/readonly/);
    await expect(read.$executeRaw(sql`DELETE FROM "Outlet"`)).rejects.toThrow(/readonly/);
    for (const write of [sql`DELETE FROM "Outlet"`, sql`DELETE FROM "Outlet" RETURNING "id"`]) {
      await expect(shop.db.query(write)).rejects.toMatchObject({
        message: expect.stringMatching(/readonly|does not return/),
      });
    }
    expect(await listOutlets(shop.db)).toMatchObject([{ name: 'Main street' }]);
  });

  describe('keeps what makes a commit durable', () => {
    const held = async (url: string) => {
      const db = await openDb(url);
      const pragma = async (name: string) => {
        const [row] = await db.transaction((tx) =>
          tx.query<Record<string, unknown>>(Prisma.raw(`PRAGMA ${name}`)),
        );
        return Object.values(row ?? {})[0];
      };
      const names = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'];
      const values = [];
      for (const name of names) values.push(await pragma(name));
      await db.close();
      return values;
    };

    it('on the writing connection, in a new file and in one that is in WAL mode already', async () => {
      expect(await held(shop.url)).toEqual(['wal', 2, 1, 5000]);
      expect(await held(shop.url)).toEqual(['wal', 2, 1, 5000]);
    });

    it('which the driver on its own would not, in a file that is in WAL mode already', () => {
      const driver = new Database(shop.url.slice('file:'.length));
      expect(driver.pragma('synchronous', { simple: true })).toBe(1);
      driver.close();
    });

    it('or does not open', async () => {
      await expect(openDb('file::memory:')).rejects.toThrow(
        'SQLite does not keep journal_mode = wal: it answers memory.',
      );

      const { pragma } = Database.prototype;
      const deaf = jest.spyOn(Database.prototype, 'pragma').mockImplementation(function (
        this: Database.Database,
        source,
        options,
      ) {
        return /synchronous = /.test(source) ? undefined : pragma.call(this, source, options);
      });
      await expect(openDb(shop.url)).rejects.toThrow('SQLite does not keep synchronous = 2: it answers 1.');
      deaf.mockRestore();
    });

    /** Commits are frames of the write-ahead log that name the size of the database (https://sqlite.org/walformat.html). */
    const commits = () => {
      const log = readFileSync(`${shop.url.slice('file:'.length)}-wal`);
      const frame = 24 + log.readUInt32BE(8);
      let count = 0;
      for (let at = 32; at + frame <= log.length; at += frame) if (log.readUInt32BE(at + 4) > 0) count++;
      return count;
    };

    it('and lets transactions that wait together share it', async () => {
      const before = commits();
      await Promise.all(
        Array.from({ length: 50 }, (_, n) => shop.db.transaction((tx) => writeOutlet(tx, `N${n}`))),
      );
      expect(commits()).toBe(before + 1);
      for (let n = 50; n < 53; n++) await shop.db.transaction((tx) => writeOutlet(tx, `N${n}`));
      expect(commits()).toBe(before + 4);
    });
  });

  describe('transactions that share a commit', () => {
    it('take back only their own writes when they throw', async () => {
      const outcomes = await Promise.allSettled(
        ['A', 'B', 'C', 'D', 'E'].map((code) =>
          shop.db.transaction(async (tx) => {
            await writeOutlet(tx, `${code}1`);
            if (code === 'B') throw new Error('changed my mind');
            await writeOutlet(tx, code === 'D' ? 'A1' : `${code}2`);
            return code;
          }),
        ),
      );
      expect(outcomes).toMatchObject([
        { value: 'A' },
        { reason: { message: 'changed my mind' } },
        { value: 'C' },
        { reason: { code: 'SQLITE_CONSTRAINT_UNIQUE' } },
        { value: 'E' },
      ]);
      expect(await codes()).toEqual(['A1', 'A2', 'C1', 'C2', 'E1', 'E2', 'MAIN']);
    });

    it('see what those before them wrote', async () => {
      const counts = Array.from({ length: 5 }, (_, n) =>
        shop.db.transaction(async (tx) => {
          await writeOutlet(tx, `N${n}`);
          const [row] = await tx.query<{ count: number }>(sql`SELECT COUNT(*) AS "count" FROM "Outlet"`);
          return row?.count;
        }),
      );
      expect(await Promise.all(counts)).toEqual([2, 3, 4, 5, 6]);
    });

    it('are of no use after their end', async () => {
      const kept: Tx[] = [];
      await shop.db.transaction(async (tx) => kept.push(tx));
      await shop.db.transaction(async (tx) => Promise.reject(kept.push(tx))).catch(() => undefined);
      for (const tx of kept) {
        await expect(writeOutlet(tx, 'LATE')).rejects.toThrow('This transaction has ended.');
        await expect(tx.query(sql`SELECT 1`)).rejects.toThrow('This transaction has ended.');
      }
      expect(kept).toHaveLength(2);
      expect(await codes()).toEqual(['MAIN']);
    });

    it('are all refused when the commit itself fails, none is half there, and the queue goes on', async () => {
      // A foreign key that is only looked at by COMMIT.
      const orphan = async (tx: Tx) => {
        await tx.execute(sql`PRAGMA defer_foreign_keys = ON`);
        await tx.execute(sql`INSERT INTO "ProductWord" ("word", "productId") VALUES ('orphan', 'nobody')`);
      };
      const before = await shop.everything();
      const outcomes = await Promise.allSettled([
        shop.db.transaction((tx) => writeOutlet(tx, 'A')),
        shop.db.transaction(orphan),
        shop.db.transaction((tx) => writeOutlet(tx, 'B')),
      ]);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' },
        });
      }
      expect(await shop.everything()).toEqual(before);
      await shop.db.transaction((tx) => writeOutlet(tx, 'C'));
      expect(await codes()).toEqual(['C', 'MAIN']);
    });

    it('are there whole or not at all when the disk is full, and the queue goes on when there is room again', async () => {
      const limit = (pages: number) =>
        shop.db.transaction((tx) => tx.query(Prisma.raw(`PRAGMA max_page_count = ${pages}`)));
      const [size] = await shop.db.transaction((tx) =>
        tx.query<{ page_count: number }>(sql`PRAGMA page_count`),
      );
      await limit((size?.page_count ?? 0) + 60);
      const large = 'x'.repeat(10_000);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 40 }, (_, n) =>
          shop.db.transaction(async (tx) => {
            await writeOutlet(tx, `${n}a`, large);
            await writeOutlet(tx, `${n}b`, large);
          }),
        ),
      );
      const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(refused.length).toBeGreaterThan(0);
      for (const reason of refused) expect(reason).toMatchObject({ code: 'SQLITE_FULL' });
      const acknowledged = outcomes.flatMap(({ status }, n) =>
        status === 'fulfilled' ? [`${n}a`, `${n}b`] : [],
      );
      expect(await codes()).toEqual([...acknowledged, 'MAIN'].sort());

      await limit(1_000_000);
      await shop.db.transaction((tx) => writeOutlet(tx, 'ROOM', large));
      expect(await codes()).toContain('ROOM');
    });
  });

  describe('in a process of its own', () => {
    const program = ['-r', '@swc-node/register', join(__dirname, 'sell-for-test.ts')];
    const env = { ...process.env, SWC_NODE_PROJECT: join(__dirname, '../tsconfig.json') };
    const lines = (text: string) => text.split('\n').slice(0, -1);

    /** Opened anew, as after a crash: none of the sales that recordSale answered is missing in the file. */
    const expectAllThere = async (answered: readonly string[]) => {
      await shop.db.close();
      shop.db = await openDb(shop.url);
      const sales = await shop.db.read.sale.findMany({ select: { id: true } });
      const there = new Set(sales.map((sale) => sale.id));
      expect(answered.filter((id) => !there.has(id))).toEqual([]);
      return sales.length;
    };

    it('loses no sale that was answered when it is killed at any moment', async () => {
      const product = await shop.addProduct({ stock: 1_000_000 });
      const seed = Date.now();
      const answered: string[] = [];
      await shop.db.close();
      for (const delay of fc.sample(fc.integer({ min: 0, max: 200 }), { seed, numRuns: 5 })) {
        const child = spawn(process.execPath, [...program, shop.url, shop.outletId, product, '8'], { env });
        const ended = new Promise((resolve) => child.on('close', resolve));
        let printed = '';
        let complaints = '';
        child.stderr.on('data', (chunk) => (complaints += chunk));
        child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), delay));
        child.stdout.on('data', (chunk) => (printed += chunk));
        await ended;
        expect({ seed, delay, complaints, signal: child.signalCode }).toEqual({
          seed,
          delay,
          complaints: '',
          signal: 'SIGKILL',
        });
        expect(lines(printed).length).toBeGreaterThan(0);
        answered.push(...lines(printed));
        await expectAllThere(answered);
        await shop.db.close();
      }
      await expectAllThere(answered);
    });

    it('loses no sale that was answered when the disk is full, and answers no other', async () => {
      const product = await shop.addProduct({ stock: 1_000_000 });
      // As on a full disk, files can't grow beyond 2 MB (ulimit counts in KB).
      const { stdout, stderr } = spawnSync(
        'bash',
        [
          '-c',
          'ulimit -f 2048; exec "$@"',
          'bash',
          process.execPath,
          ...program,
          shop.url,
          shop.outletId,
          product,
          '8',
          '20000',
        ],
        { env, encoding: 'utf8' },
      );
      expect(stderr).toMatch(/^(SqliteError: (disk I\/O error|database or disk is full)\n){8}$/);
      expect(lines(stdout).length).toBeGreaterThan(100);
      expect(await expectAllThere(lines(stdout))).toBe(lines(stdout).length);
    });

    const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

    (canTrace ? it : it.skip)('flushes each commit to the disk before it answers', async () => {
      const product = await shop.addProduct({ stock: 1_000_000 });
      const trace = `${shop.url.slice('file:'.length)}.trace`;
      const strace = ['-f', '-e', 'trace=fsync,fdatasync', '-o', trace];
      const sell = (count: number) => {
        const command = [
          ...strace,
          process.execPath,
          ...program,
          shop.url,
          shop.outletId,
          product,
          '1',
          String(count),
        ];
        expect(lines(spawnSync('strace', command, { env, encoding: 'utf8' }).stdout)).toHaveLength(count);
        return readFileSync(trace, 'utf8')
          .split('\n')
          .filter((line) => /\bf(data)?sync\(.*= 0$/.test(line)).length;
      };
      const flushes = sell(20);
      expect(flushes).toBeGreaterThanOrEqual(20);
      expect(sell(60) - flushes).toBeGreaterThanOrEqual(40);
      rmSync(trace);
    });
  });
});

/** A promise that others settle. */
function promised() {
  let resolve = (): void => undefined;
  let reject = (_: Error): void => undefined;
  const promise = new Promise<void>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve: () => resolve(), reject: (error: Error) => reject(error) };
}
