import { setImmediate } from 'node:timers/promises';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { empty, type Sql } from '@prisma/client/runtime/client';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import Database from 'better-sqlite3';
import { addingUp, type Database as ShopDatabase, type Statements } from './db';
import { PrismaClient } from './generated/sqlite/client';
import type { News } from './news';

// SQLite has one writer at a time, and Prisma's adapter has one connection on which a plain write slips into, and vanishes
// with, somebody else's transaction. So one connection only writes, and is reached through the queue below and in no other
// way; two only read and refuse to write, one through Prisma and one in plain SQL.

/** A transaction that shares a commit with many others makes them wait for it; this many finish well within a blink. */
const SHARED_COMMIT_LIMIT = 64;

const PRAGMAS = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: 5000 };

interface Job {
  work(tx: Statements): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Throws when a pragma that keeps sales safe does not hold on its connection. */
export async function openSqlite(url: string): Promise<ShopDatabase> {
  const file = url.slice('file:'.length);
  const writer = new Database(file);
  const read = new PrismaClient({ adapter: new ReadingAdapter(url) });
  try {
    for (const [name, value] of Object.entries(PRAGMAS)) writer.pragma(`${name} = ${value}`);
    for (const [name, value] of Object.entries(PRAGMAS))
      checkPragma(name, value, writer.pragma(name, { simple: true }));
    writer.pragma('cache_size = -65536'); // 64 MiB
    await read.$connect(); // now, so that it is refused at the start and not at somebody's first question
  } catch (error) {
    writer.close();
    throw error;
  }
  const reader = new Database(file, { readonly: true, timeout: PRAGMAS.busy_timeout });
  reader.pragma('cache_size = -65536');
  const prepare = preparer(reader);
  const queue = new WriterQueue(writer, preparer(writer));
  const newsListeners: ((news: News) => void)[] = [];
  return {
    read,
    query: async <Row>(statement: Sql) => rows<Row>(prepare, statement),
    transaction: (work) => queue.run(work),
    now, // one process has the file, so its clock is the database's
    onNews: (listener) => void newsListeners.push(listener),
    async tell(news) {
      for (const hear of newsListeners) news.forEach(hear);
    },
    async close() {
      await queue.idle();
      await read.$disconnect();
      reader.close();
      writer.close();
    },
  };
}

async function now(): Promise<Date> {
  return new Date();
}

type Prepare = (text: string) => Database.Statement;

/** Prepares each statement once. */
function preparer(db: Database.Database): Prepare {
  const statements = new Map<string, Database.Statement>();
  return (text) => {
    let statement = statements.get(text);
    if (!statement) {
      if (statements.size >= 500) statements.clear();
      statement = db.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  };
}

function rows<Row>(prepare: Prepare, { sql, values }: Sql): Row[] {
  return prepare(sql).all(...values.map(toSqlite)) as Row[];
}

/** Prisma's adapter on a connection that can't write. */
class ReadingAdapter extends PrismaBetterSqlite3 {
  constructor(url: string) {
    super({ url });
  }

  override async connect() {
    const connection = await super.connect();
    const pragmas = { busy_timeout: 5000, query_only: 1 };
    for (const [name, value] of Object.entries(pragmas)) {
      await connection.executeScript(`PRAGMA ${name} = ${value}`);
      checkPragma(name, value, await readPragma(connection, name));
    }
    await connection.executeScript('PRAGMA cache_size = -65536');
    return connection;
  }
}

async function readPragma(connection: SqlDriverAdapter, name: string): Promise<unknown> {
  const answer = await connection.queryRaw({ sql: `PRAGMA ${name}`, args: [], argTypes: [] });
  return answer.rows[0]?.[0];
}

function checkPragma(name: string, wanted: string | number, found: unknown) {
  if (found !== wanted)
    throw new Error(`SQLite does not keep ${name} = ${wanted}: it answers ${String(found)}.`);
}

/** Runs transactions one after the other on the writing connection; those that wait together share one commit. */
class WriterQueue {
  private readonly waiting: Job[] = [];
  private draining: Promise<void> | undefined;

  constructor(
    private readonly db: Database.Database,
    private readonly prepare: Prepare,
  ) {}

  run<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // The queue keeps jobs of every type side by side; each hands its own value from its work to its own promise.
      let value: T;
      this.waiting.push({
        work: async (tx) => {
          value = await work(tx);
        },
        resolve: () => resolve(value),
        reject,
      });
      this.draining ??= this.drain();
    });
  }

  async idle(): Promise<void> {
    await this.draining;
  }

  private async drain(): Promise<void> {
    await setImmediate(); // requests that arrived together get to share a commit
    while (this.waiting.length > 0) await this.commitTogether(this.waiting.splice(0, SHARED_COMMIT_LIMIT));
    this.draining = undefined;
  }

  /** Each job has a savepoint of its own: one that throws takes back its own writes and no others'. */
  private async commitTogether(jobs: Job[]): Promise<void> {
    const written: Job[] = [];
    try {
      this.execute('BEGIN IMMEDIATE');
      for (const job of jobs) {
        if (await this.runInSavepoint(job)) written.push(job);
      }
      this.execute('COMMIT');
    } catch (error) {
      if (this.db.inTransaction) this.execute('ROLLBACK');
      for (const job of jobs) job.reject(error); // rejecting one that was rejected before changes nothing
      return;
    }
    for (const job of written) job.resolve(undefined);
  }

  private async runInSavepoint(job: Job): Promise<boolean> {
    this.execute('SAVEPOINT sale');
    const tx = new SqliteTx(this.prepare);
    try {
      await job.work(tx);
      tx.end();
      this.execute('RELEASE sale');
      return true;
    } catch (error) {
      tx.end();
      if (!this.db.inTransaction) throw error; // SQLite gave up the whole transaction, for example on a full disk
      this.execute('ROLLBACK TO sale');
      this.execute('RELEASE sale');
      job.reject(error);
      return false;
    }
  }

  private execute(text: string) {
    this.prepare(text).run();
  }
}

class SqliteTx implements Statements {
  readonly now = now;
  readonly skipLocked = empty;
  private ended = false;

  constructor(private readonly prepare: Prepare) {}

  /** From here on the connection works for somebody else. */
  end() {
    this.ended = true;
  }

  async query<Row>(statement: Sql): Promise<Row[]> {
    this.checkOpen();
    return rows(this.prepare, statement);
  }

  async execute({ sql, values }: Sql): Promise<number> {
    this.checkOpen();
    return this.prepare(sql).run(...values.map(toSqlite)).changes;
  }

  /** Row by row: with the statement prepared once, that is quicker here than many rows to a statement. */
  async insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    this.insertRows(table, columns, rows);
  }

  async addUp(...[table, { key, sums }, rows]: Parameters<Statements['addUp']>): Promise<void> {
    this.insertRows(table, [...key, ...sums], rows, addingUp(table, key, sums));
  }

  private insertRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
    whereItIsThere = '',
  ) {
    this.checkOpen();
    const names = columns.map((column) => `"${column}"`).join(', ');
    const places = columns.map(() => '?').join(', ');
    const statement = this.prepare(`INSERT INTO "${table}" (${names}) VALUES (${places})${whereItIsThere}`);
    for (const row of rows) statement.run(...row.map(toSqlite));
  }

  private checkOpen() {
    if (this.ended) throw new Error('This transaction has ended.');
  }
}

/** The forms in which Prisma writes and expects booleans and instants. */
function toSqlite(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString().replace('Z', '+00:00');
  return value;
}
