import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { Client, types } from 'pg';

// A shop in a SQLite file and one on PostgreSQL hold the same rows, so either can become the other: that is how a shop moves
// to a server, and how a back-up of a server becomes one file. Whether the copy is whole is not taken for granted: each
// row is read again from where it was written to, and has to be what it was.

export interface CopiedTable {
  readonly name: string;
  readonly rows: number;
}

/**
 * Copies every row of a shop to a database that has none, from `file:…` to `postgresql://…` or back; both have the newest
 * schema. The source is read as of one moment, and a file also is kept from everybody else meanwhile. In the target it is all or nothing:
 * its transaction ends only after each table's rows, read again, have the digest of those that they were copied from.
 * Throws a CopyProblem that a person can act on, and has then changed nothing.
 */
export async function copyShop(
  from: string,
  to: string,
  onProgress: (rows: number, of: number) => void = () => undefined,
): Promise<CopiedTable[]> {
  const source = await open(from);
  try {
    const target = await open(to);
    try {
      return await copy(source, target, onProgress);
    } finally {
      await target.close(); // without the commit, takes all back
    }
  } finally {
    await source.close();
  }
}

/** Why a copy can't be made, in words for whoever runs the shop. */
export class CopyProblem extends Error {}

async function copy(
  source: Store,
  target: Store,
  onProgress: (rows: number, of: number) => void,
): Promise<CopiedTable[]> {
  await source.beginReading();
  await target.beginWriting();
  const schemas = [await source.migrations(), await target.migrations()];
  if (schemas[0] !== schemas[1])
    throw new CopyProblem(
      'The two databases were not made by the same version. Start this version of the gateway on the old one once.',
    );
  const tables = (await source.tables()) ?? (await target.tables());
  if (!tables) throw new CopyProblem('One of the two databases has to be a SQLite file.');
  for (const table of tables)
    if (table.name !== 'Shop' && (await target.count(table)) > 0)
      throw new CopyProblem('There is a shop in the database that is to be filled. Give an empty one.');

  let total = 0;
  for (const table of tables) total += await source.count(table);
  let done = 0;
  const copied: (CopiedTable & { readonly digest: string })[] = [];
  await target.empty('Shop'); // the row that a new database is born with
  for (const table of tables) {
    const read = new Digest();
    for await (const rows of source.rows(table)) {
      read.add(rows);
      await target.insert(table, rows);
      onProgress((done += rows.length), total);
    }
    copied.push({ name: table.name, ...read.end() });
  }
  for (const [index, table] of tables.entries()) {
    const written = new Digest();
    for await (const rows of target.rows(table)) written.add(rows);
    if (written.end().digest !== copied[index]?.digest)
      throw new CopyProblem(`The rows of ${table.name} did not arrive as they were. Nothing was copied.`);
  }
  await target.commit();
  return copied.map(({ name, rows }) => ({ name, rows }));
}

type Kind = 'TEXT' | 'INTEGER' | 'BIGINT' | 'BOOLEAN' | 'DATETIME';
interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: Kind }[];
  readonly key: readonly string[];
}
/** By column. An instant is its ISO text in UTC, the same from both databases. */
type Row = Record<string, string | number | boolean | null>;

interface Store {
  beginReading(): Promise<void>;
  beginWriting(): Promise<void>;
  /** The names of those that are applied, as one text. */
  migrations(): Promise<string>;
  /** Those that refer to others after them; undefined where it can't say. */
  tables(): Promise<Table[] | undefined>;
  count(table: Table): Promise<number>;
  /** In the order of its key, the same in both databases. */
  rows(table: Table): AsyncIterable<readonly Row[]>;
  empty(table: string): Promise<void>;
  insert(table: Table, rows: readonly Row[]): Promise<void>;
  commit(): Promise<void>;
  close(): Promise<void>;
}

const ROWS_AT_ONCE = 1000;

class Digest {
  private readonly hash = createHash('sha256');
  private count = 0;

  add(rows: readonly Row[]) {
    for (const row of rows) this.hash.update(`${JSON.stringify(Object.values(row))}\n`);
    this.count += rows.length;
  }

  end() {
    return { digest: this.hash.digest('hex'), rows: this.count };
  }
}

async function open(url: string): Promise<Store> {
  if (url.startsWith('file:')) return new SqliteStore(url.slice('file:'.length));
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // what is asked next fails
  await client.connect();
  return new PostgresStore(client);
}

class SqliteStore implements Store {
  private readonly db: Database.Database;

  constructor(file: string) {
    this.db = new Database(file, { timeout: 0, fileMustExist: true });
  }

  /** Alone: what is sold while its file is copied would be missing in the copy. */
  async beginReading() {
    try {
      this.db.pragma('locking_mode = EXCLUSIVE');
      this.db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      if (isBusy(error)) throw new CopyProblem('The shop’s file is in use. Stop the gateway first.');
      throw error;
    }
  }

  async beginWriting() {
    await this.beginReading();
  }

  async migrations() {
    return JSON.stringify(this.db.prepare(MIGRATIONS).pluck().all());
  }

  async tables() {
    const names = this.db
      .prepare<[], string>(`SELECT "name" FROM sqlite_master WHERE "type" = 'table' ORDER BY "name"`)
      .pluck()
      .all();
    const ours = names.filter((name) => !name.startsWith('sqlite_') && name !== '_prisma_migrations');
    const refersTo = new Map(
      ours.map((name) => [
        name,
        this.db
          .prepare<[string], string>('SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)')
          .pluck()
          .all(name)
          .filter((other) => other !== name),
      ]),
    );
    const sorted: string[] = [];
    while (sorted.length < ours.length) {
      const next = ours.filter(
        (name) => !sorted.includes(name) && refersTo.get(name)?.every((other) => sorted.includes(other)),
      );
      if (next.length === 0) throw new Error('Tables refer to each other in a circle.');
      sorted.push(...next);
    }
    return sorted.map((name) => this.table(name));
  }

  private table(name: string): Table {
    const columns = this.db
      .prepare<[string], { name: string; type: Kind; pk: number }>('SELECT * FROM pragma_table_info(?)')
      .all(name);
    const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    return {
      name,
      columns: columns.map(({ name, type }) => ({ name, kind: type })),
      key: key.map(({ name }) => name),
    };
  }

  async count({ name }: Table) {
    return this.db.prepare<[], number>(`SELECT COUNT(*) FROM "${name}"`).pluck().get() ?? 0;
  }

  async *rows({ name, columns, key }: Table) {
    const rows = this.db.prepare<[], Row>(`SELECT ${list(columns)} FROM "${name}" ORDER BY ${names(key)}`);
    const booleans = columns.filter(({ kind }) => kind === 'BOOLEAN');
    const instants = columns.filter(({ kind }) => kind === 'DATETIME');
    let some: Row[] = [];
    for (const row of rows.iterate()) {
      for (const { name } of booleans) row[name] = row[name] === null ? null : Boolean(row[name]);
      for (const { name } of instants) row[name] = instant(row[name]);
      some.push(row);
      if (some.length < ROWS_AT_ONCE) continue;
      yield some;
      some = [];
    }
    yield some;
  }

  async empty(table: string) {
    this.db.exec(`DELETE FROM "${table}"`);
  }

  async insert({ name, columns }: Table, rows: readonly Row[]) {
    const places = columns.map(() => '?').join(', ');
    const statement = this.db.prepare(`INSERT INTO "${name}" (${list(columns)}) VALUES (${places})`);
    for (const row of rows)
      statement.run(
        columns.map(({ name, kind }) => {
          const value = row[name] ?? null;
          if (typeof value === 'boolean') return value ? 1 : 0;
          // The form in which Prisma writes them.
          return kind === 'DATETIME' && typeof value === 'string' ? value.replace('Z', '+00:00') : value;
        }),
      );
  }

  async commit() {
    this.db.exec('COMMIT');
  }

  async close() {
    this.db.close();
  }
}

/** By its code: the driver's error has another class where the driver was loaded twice. */
function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    `${error.code}`.startsWith('SQLITE_BUSY')
  );
}

class PostgresStore implements Store {
  constructor(private readonly client: Client) {}

  async beginReading() {
    await this.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  }

  async beginWriting() {
    await this.client.query('BEGIN');
    await this.client.query('LOCK TABLE "Shop" IN ACCESS EXCLUSIVE MODE'); // a gateway that starts on it waits
  }

  async migrations() {
    const { rows } = await this.client.query<{ migration_name: string }>(MIGRATIONS);
    return JSON.stringify(rows.map((row) => row.migration_name));
  }

  async tables() {
    return undefined;
  }

  async count({ name }: Table) {
    const { rows } = await this.client.query<{ count: string }>(`SELECT COUNT(*) FROM "${name}"`);
    return Number(rows[0]?.count);
  }

  async *rows({ name, columns, key }: Table) {
    const order = key.map((column) => {
      const isText = columns.find((other) => other.name === column)?.kind === 'TEXT';
      return isText ? `"${column}"::text COLLATE "C"` : `"${column}"`; // by bytes, as SQLite does
    });
    await this.client.query(
      `DECLARE "copied" CURSOR FOR SELECT ${list(columns)} FROM "${name}" ORDER BY ${order.join(', ')}`,
    );
    for (;;) {
      const { rows } = await this.client.query<Row>({
        text: `FETCH ${ROWS_AT_ONCE} FROM "copied"`,
        types: { getTypeParser },
      });
      yield rows;
      if (rows.length < ROWS_AT_ONCE) break;
    }
    await this.client.query('CLOSE "copied"');
  }

  async empty(table: string) {
    await this.client.query(`DELETE FROM "${table}"`);
  }

  async insert({ name, columns }: Table, rows: readonly Row[]) {
    await this.client.query(
      `INSERT INTO "${name}" (${list(columns)}) SELECT ${list(columns)} FROM json_populate_recordset(NULL::"${name}", $1)`,
      [JSON.stringify(rows)],
    );
  }

  async commit() {
    const { rows } = await this.client.query<{ table: string; column: string }>(`
      SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
      WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'`);
    // Rows that came with their numbers have not put the counters forward.
    for (const { table, column } of rows)
      await this.client.query(
        `SELECT setval(pg_get_serial_sequence('"${table}"', '${column}'), MAX("${column}")) FROM "${table}"`,
      );
    await this.client.query('COMMIT');
  }

  async close() {
    await this.client.end();
  }
}

const MIGRATIONS = `SELECT "migration_name" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL ORDER BY "migration_name"`;
const { INT8, TIMESTAMP } = types.builtins;

/** Integers are safe ones everywhere (see prisma/sqlite/models.prisma). */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === INT8) return Number;
  if (oid === TIMESTAMP) return instant;
  return types.getTypeParser(oid, format);
}

/** Both databases may leave out the zone, which is UTC, and zeros at the end. */
function instant(value: Row[string] | undefined): string | null {
  if (typeof value !== 'string') return null;
  return new Date(/(Z|\+00:00)$/.test(value) ? value : `${value.replace(' ', 'T')}Z`).toISOString();
}

function list(columns: Table['columns']): string {
  return names(columns.map(({ name }) => name));
}

function names(columns: readonly string[]): string {
  return columns.map((name) => `"${name}"`).join(', ');
}
