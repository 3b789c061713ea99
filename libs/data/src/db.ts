import type { Sql } from '@prisma/client/runtime/client';
import { THE_SHOP_ITSELF, type Caller } from './caller';
import type { PrismaClient } from './generated/sqlite/client';
import { NewsDesk, type News } from './news';
import { openPostgres } from './postgres';
import { openSqlite } from './sqlite';

/**
 * The shop's database. What is read through `read` is committed and stays untouched by it; everything that is written
 * is written in a `transaction`.
 */
export interface Db {
  /** Whose outlets' rows it reads and writes, and who is named for what is written. */
  readonly caller: Caller;
  /** The same database in somebody's hands. */
  onBehalfOf(caller: Caller): Db;
  /** Prisma's typed client, for reading only: on SQLite its connection refuses to write. */
  readonly read: PrismaClient;
  /**
   * Reads in plain SQL that both databases understand: for what every screen and every sale reads, a tenth of the price of
   * Prisma's compiler. Rows are in the driver's types: BIGINT is a number, a boolean 0 or 1 on SQLite, an instant is text.
   */
  query<Row>(statement: Sql): Promise<Row[]>;
  /**
   * Runs `work` in one transaction, and answers only after its commit has reached the disk. Throwing takes back all that
   * `work` wrote. On SQLite transactions run one after the other and share a commit when several wait; on PostgreSQL they
   * run side by side and `work` is run again when the database asks for it, so it must do nothing but read and write `tx`.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The database's clock: the same for all processes that share it, whatever their machines say. */
  now(): Promise<Date>;
  /** Calls `listener` after each commit of sales through this Db, in whosever hands. */
  onSales(listener: () => void): void;
  /** Calls `listener` with what was committed by any process that has the database open, some tenths of a second later. */
  onNews(listener: (news: News) => void): void;
  close(): Promise<void>;
}

/** One open transaction: statements in plain SQL that both databases understand. */
export interface Tx {
  readonly caller: Caller;
  /** Once it is committed, by way of Db.onNews. */
  tell(news: News): void;
  /** As the database's own. */
  now(): Promise<Date>;
  /**
   * Ends a SELECT of rows that this transaction is about to change: those that another one is changing are passed over.
   * Nothing on SQLite, which writes one transaction at a time.
   */
  readonly skipLocked: Sql;
  /** As the database's own query, and sees what this transaction has written. */
  query<Row>(statement: Sql): Promise<Row[]>;
  /** The number of rows changed. */
  execute(statement: Sql): Promise<number>;
  /** Inserts rows that have a value for each column. Table and columns are names of ours, never of a caller's making. */
  insert(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<void>;
  /** As insert, with the primary key's columns and those that are sums: where the row is there already, sums are added to its. */
  addUp(
    table: string,
    columns: { readonly key: readonly string[]; readonly sums: readonly string[] },
    rows: readonly (readonly unknown[])[],
  ): Promise<void>;
}

/** `file:…` opens SQLite, `postgresql://…` opens PostgreSQL. The schema must be up to date: see applyMigrations. */
export async function openDb(url: string): Promise<Db> {
  const database = await (url.startsWith('file:') ? openSqlite(url) : openPostgres(url));
  return inTheHandsOf(THE_SHOP_ITSELF, {
    database,
    salesListeners: [],
    newsDesk: new NewsDesk((news) => database.tell(news)),
  });
}

/** What a database has to know: nothing of callers. */
export type Database = Pick<Db, 'read' | 'query' | 'now' | 'onNews' | 'close'> & {
  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T>;
  /** Whoever listens, in whichever process. */
  tell(news: readonly News[]): Promise<void>;
};
export type Statements = Omit<Tx, 'caller' | 'tell'>;

/** What is done with rows that are there already when others are to be added to them. */
export function addingUp(table: string, key: readonly string[], sums: readonly string[]): string {
  const added = sums.map((sum) => `"${sum}" = "${table}"."${sum}" + excluded."${sum}"`);
  return ` ON CONFLICT (${key.map((column) => `"${column}"`).join(', ')}) DO UPDATE SET ${added.join(', ')}`;
}

/** What is one for all hands. */
interface Shared {
  readonly database: Database;
  readonly salesListeners: (() => void)[];
  readonly newsDesk: NewsDesk;
}

function inTheHandsOf(caller: Caller, shared: Shared): Db {
  const { database, salesListeners, newsDesk } = shared;
  return {
    caller,
    onBehalfOf: (other) => inTheHandsOf(other, shared),
    read: database.read,
    query: (statement) => database.query(statement),
    async transaction(work) {
      let hasSales = false;
      let news: News[] = [];
      const value = await database.transaction((tx) => {
        news = []; // what a run told that was taken back never happened
        return work({
          caller,
          tell: (item) => void news.push(item),
          now: () => tx.now(),
          skipLocked: tx.skipLocked,
          query: (statement) => tx.query(statement),
          execute: (statement) => tx.execute(statement),
          // As the trigger on PostgreSQL, by the table: nothing that records sales can forget to tell of them.
          insert(table, columns, rows) {
            hasSales ||= table === 'Sale';
            return tx.insert(table, columns, rows);
          },
          addUp: (table, columns, rows) => tx.addUp(table, columns, rows),
        });
      });
      if (hasSales) for (const tell of salesListeners) tell();
      for (const item of news) newsDesk.take(item);
      return value;
    },
    now: () => database.now(),
    onSales: (listener) => void salesListeners.push(listener),
    onNews: (listener) => database.onNews(listener),
    async close() {
      await newsDesk.passOn();
      await database.close();
    },
  };
}
