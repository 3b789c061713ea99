import { PrismaPg } from '@prisma/adapter-pg';
import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { DatabaseError, Pool, types, type PoolClient } from 'pg';
import { addingUp, type Database, type Statements } from './db';
import { PrismaClient } from './generated/postgresql/client';
import type { PrismaClient as CommonClient } from './generated/sqlite/client';
import { listen, tell } from './postgres-news';

const ATTEMPTS = 5;

/**
 * What running the whole transaction again can mend: a serialisation failure, a deadlock, and a unique key that somebody
 * else's transaction took first (the second run finds the row and answers accordingly).
 */
const WORTH_ANOTHER_RUN = new Set(['40001', '40P01', '23505']);

const INT8 = 20;
const TIMESTAMP = 1114;

export async function openPostgres(url: string): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on('error', () => undefined); // an idle connection that broke is replaced at its next use
  // One that breaks in somebody's hands fails what they ask of it; unheard, its event would end the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const read = new PrismaClient({ adapter: new PrismaPg(pool) });
  const listening: (() => Promise<void>)[] = [];
  return {
    // The two generated clients differ only in what PostgreSQL can do besides; rooms keep to what both can.
    read: read as unknown as CommonClient,
    query: async <Row>(statement: Sql) => (await pool.query(toQuery(statement))).rows as Row[],
    transaction: (work) => runTransaction(pool, work),
    now: () => readClock(pool),
    onNews: (listener) => void listening.push(listen(url, listener)),
    tell: (news) => tell(pool, news),
    async close() {
      for (const stop of listening) await stop();
      await read.$disconnect();
      await pool.end();
    },
  };
}

/** Not the transaction's own now(), which stands still from its first statement on. */
async function readClock(connection: Pool | PoolClient): Promise<Date> {
  const { rows } = await connection.query<{ now: Date }>('SELECT clock_timestamp() AS "now"');
  if (!rows[0]) throw new Error('PostgreSQL does not say what time it is.');
  return rows[0].now;
}

async function runTransaction<T>(pool: Pool, work: (tx: Statements) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const value = await work(new PostgresTx(client));
      await client.query('COMMIT');
      return value;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      const again = error instanceof DatabaseError && WORTH_ANOTHER_RUN.has(error.code ?? '');
      if (!again || attempt === ATTEMPTS) throw error;
    } finally {
      client.release(broken);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
  }
}

/** Few enough that their values are not too many for a statement. */
const ROWS_PER_STATEMENT = 500;

class PostgresTx implements Statements {
  readonly skipLocked = sql`FOR UPDATE SKIP LOCKED`;

  constructor(private readonly client: PoolClient) {}

  now(): Promise<Date> {
    return readClock(this.client);
  }

  async query<Row>(statement: Sql): Promise<Row[]> {
    return (await this.client.query(toQuery(statement))).rows as Row[];
  }

  async execute(statement: Sql): Promise<number> {
    return (await this.client.query(toQuery(statement))).rowCount ?? 0;
  }

  insert(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<void> {
    return this.insertRows(table, columns, rows);
  }

  addUp(...[table, { key, sums }, rows]: Parameters<Statements['addUp']>): Promise<void> {
    return this.insertRows(table, [...key, ...sums], rows, addingUp(table, key, sums));
  }

  private async insertRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
    whereItIsThere = '',
  ): Promise<void> {
    const names = columns.map((column) => `"${column}"`).join(', ');
    for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
      const some = rows.slice(start, start + ROWS_PER_STATEMENT);
      const places = some.map((_, row) => {
        const numbers = columns.map((_, column) => `$${row * columns.length + column + 1}`);
        return `(${numbers.join(', ')})`;
      });
      const text = `INSERT INTO "${table}" (${names}) VALUES ${places.join(', ')}${whereItIsThere}`;
      await this.client.query({ text, values: some.flat().map(toPostgres) });
    }
  }
}

function toQuery(statement: Sql) {
  return { text: statement.text, values: statement.values.map(toPostgres), types: { getTypeParser } };
}

/** Money and quantities are BIGINT columns that hold safe integers; timestamps are in UTC and leave as text, as on SQLite. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === INT8) return Number;
  if (oid === TIMESTAMP) return (text: string) => `${text.replace(' ', 'T')}Z`;
  return types.getTypeParser(oid, format);
}

/** Columns are timestamps without zone, in UTC; the driver on its own would write the machine's local time. */
function toPostgres(value: unknown): unknown {
  return value instanceof Date ? value.toISOString().replace('Z', '') : value;
}
