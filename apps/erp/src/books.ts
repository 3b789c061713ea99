// The books in SQLite: the only place with SQL. One connection, one process; every call is synchronous, so nothing of
// another request ever runs inside a transaction.
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import type { Logger } from 'pino';
import type {
  DayTotals,
  ErpSaleInput,
  ErpSaleLineInput,
  ImportSaleResult,
  JournalEntry,
} from './generated/schema';
import { migrations } from './migrations';
import { canonicalContent, fingerprint, journal, refusal, type Rejection } from './posting';
import { errorCode, StartError } from './start-error';

export interface BookedDocument {
  /** Order of booking. */
  id: number;
  erpReference: string;
  saleId: string;
  reference: string;
  outletCode: string;
  businessDate: string;
  total: number;
  importedAt: Date;
}

/** Sums of all time; beyond 2^53 they are still exact. */
export interface AccountSums {
  account: string;
  debit: bigint;
  credit: bigint;
}

export interface DocumentPage {
  /** At most so many, newest booked first. */
  first: number;
  /** Only what was booked before the document of this id. */
  beforeId?: number;
  outletCode?: string;
  businessDate?: string;
}

export type Books = ReturnType<typeof openBooks>;

/**
 * Opens the file, makes it (readable by its owner only) where there is none, and brings it to the newest version.
 * Throws a StartError when the books can't be kept there safely.
 */
export function openBooks(file: string, { currency, log }: { currency: string; log: Logger }) {
  const db = openDatabase(file);
  try {
    makeDurable(db);
    migrate(db);
    keepIn(currency, db);
  } catch (error) {
    db.close();
    if (!errorCode(error).startsWith('SQLITE')) throw error;
    throw new StartError(`${file} can't be opened as the ERP's books (${errorCode(error)}).`);
  }

  const findSale = db.prepare<[string], { erpReference: string; fingerprint: Buffer }>(
    'SELECT erp_reference AS erpReference, fingerprint FROM documents WHERE sale_id = ?',
  );
  const nextNumber = db
    .prepare<[string], number>(
      `INSERT INTO number_series VALUES (?, 1) ON CONFLICT DO UPDATE SET last_number = last_number + 1
       RETURNING last_number`,
    )
    .pluck();
  const insertDocument = db.prepare(
    `INSERT INTO documents (erp_reference, sale_id, fingerprint, reference, outlet_code, business_date,
       subtotal, tax, total, imported_at, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertEntry = db.prepare(
    'INSERT INTO journal_entries (document_id, position, account, debit, credit) VALUES (?, ?, ?, ?, ?)',
  );
  const readLockDate = db.prepare<[], string | null>('SELECT lock_date FROM books').pluck();
  const writeLockDate = db.prepare<[string | null]>('UPDATE books SET lock_date = ?');

  const columns = `id, erp_reference AS erpReference, sale_id AS saleId, reference, outlet_code AS outletCode,
    business_date AS businessDate, total, imported_at AS importedAt`;
  type Row = Omit<BookedDocument, 'importedAt'> & { importedAt: number };
  const booked = (row: Row): BookedDocument => ({ ...row, importedAt: new Date(row.importedAt) });
  const documentOfSale = db.prepare<[string], Row>(`SELECT ${columns} FROM documents WHERE sale_id = ?`);
  const newestDocuments = db.prepare<[number, number], Row>(
    `SELECT ${columns} FROM documents WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const newestOfOutlet = db.prepare<[number, string, number], Row>(
    `SELECT ${columns} FROM documents WHERE id < ? AND outlet_code = ? ORDER BY id DESC LIMIT ?`,
  );
  const newestOfDay = db.prepare<[number, string, string | null, number], Row>(
    `SELECT ${columns} FROM documents WHERE id < ? AND business_date = ? AND outlet_code = ifnull(?, outlet_code)
     ORDER BY id DESC LIMIT ?`,
  );
  const idOfReference = db
    .prepare<[string], number>('SELECT id FROM documents WHERE erp_reference = ?')
    .pluck();
  const entriesOf = db.prepare<[number], JournalEntry>(
    'SELECT account, debit, credit FROM journal_entries WHERE document_id = ? ORDER BY position',
  );
  const linesOf = db.prepare<[number], ErpSaleLineInput>(
    `SELECT value ->> 'sku' AS sku, value ->> 'name' AS name, value ->> 'quantity' AS quantity,
       value ->> 'unitPrice' AS unitPrice, value ->> 'taxRate' AS taxRate, value ->> 'tax' AS tax,
       value ->> 'total' AS total
     FROM documents, json_each(content, '$.lines') WHERE documents.id = ? ORDER BY key`,
  );
  const dayColumns = 'business_date AS businessDate, outlet_code AS outletCode, count, subtotal, tax, total';
  const daysBetween = db.prepare<[string, string, string | null], DayTotals>(
    `SELECT ${dayColumns} FROM day_totals WHERE business_date BETWEEN ? AND ? AND outlet_code = ifnull(?, outlet_code)
     ORDER BY business_date, outlet_code`,
  );
  const newestDays = db.prepare<[number], DayTotals>(
    `SELECT ${dayColumns} FROM day_totals ORDER BY business_date DESC, outlet_code DESC LIMIT ?`,
  );
  const countDocuments = db.prepare<[], number>('SELECT ifnull(sum(count), 0) FROM day_totals').pluck();
  const accountSums = db
    .prepare<[], AccountSums>('SELECT account, debit, credit FROM accounts ORDER BY account')
    .safeIntegers();

  /** One savepoint (inside bookAll): the document with all its entries, its number and its sums, or nothing of it. */
  const book = db.transaction((sale: ErpSaleInput, content: string, hash: Buffer, now: Date): string => {
    const year = sale.businessDate.slice(0, 4);
    const erpReference = `INV-${year}-${String(nextNumber.get(year)).padStart(6, '0')}`;
    const { lastInsertRowid } = insertDocument.run(
      erpReference,
      sale.saleId,
      hash,
      sale.reference,
      sale.outletCode,
      sale.businessDate,
      sale.subtotal,
      sale.tax,
      sale.total,
      now.getTime(),
      content,
    );
    for (const [position, { account, debit, credit }] of journal(sale).entries())
      insertEntry.run(lastInsertRowid, position, account, debit, credit);
    return erpReference;
  });

  function importSale(sale: ErpSaleInput, now: Date): ImportSaleResult {
    const content = canonicalContent(sale);
    const hash = fingerprint(content);
    const first = findSale.get(sale.saleId);
    if (first) {
      if (hash.equals(first.fingerprint))
        return { saleId: sale.saleId, status: 'DUPLICATE', erpReference: first.erpReference };
      return rejected(sale, {
        code: 'ID_REUSED',
        message: `Another sale with this id is already in the books as ${first.erpReference}, with different content. Nothing was booked for this one; compare the two.`,
      });
    }
    const reason = refusal(sale, { currency, lockDate: readLockDate.get() ?? null });
    if (reason) return rejected(sale, reason);
    try {
      return { saleId: sale.saleId, status: 'IMPORTED', erpReference: book(sale, content, hash, now) };
    } catch (error) {
      if (!db.inTransaction) throw error; // SQLite has rolled back the whole batch (a full disk, for one)
      if (String(error).endsWith('day_totals_are_safe'))
        return rejected(sale, {
          code: 'TOTALS_MISMATCH',
          message: `With this sale the day's totals would be larger than the books can hold.`,
        });
      return retryLater(sale, reportFailure(error, [sale]));
    }
  }

  /** Answers the correlation id under which the error stands in the log. */
  function reportFailure(error: unknown, sales: readonly ErpSaleInput[]): string {
    const correlationId = randomUUID();
    log.error({ err: error, correlationId, saleIds: sales.map((sale) => sale.saleId) }, 'could not book');
    return correlationId;
  }

  // One commit, so one flush to the disk, for the whole batch.
  const bookAll = db.transaction((sales: readonly ErpSaleInput[], now: Date) =>
    sales.map((sale) => importSale(sale, now)),
  );

  return {
    /** Answers each sale in its place. Returns only after the commit: all that is IMPORTED is durable. Never throws. */
    importSales(sales: readonly ErpSaleInput[], now: Date): ImportSaleResult[] {
      try {
        return bookAll.immediate(sales, now);
      } catch (error) {
        const correlationId = reportFailure(error, sales);
        return sales.map((sale) => retryLater(sale, correlationId));
      }
    },
    lockDate: (): string | null => readLockDate.get() ?? null,
    setLockDate: (date: string | null): void => void writeLockDate.run(date),
    document(saleId: string): BookedDocument | undefined {
      const row = documentOfSale.get(saleId);
      return row && booked(row);
    },
    documents({
      first,
      beforeId = Number.MAX_SAFE_INTEGER,
      outletCode,
      businessDate,
    }: DocumentPage): BookedDocument[] {
      const rows =
        businessDate !== undefined
          ? newestOfDay.all(beforeId, businessDate, outletCode ?? null, first)
          : outletCode === undefined
            ? newestDocuments.all(beforeId, first)
            : newestOfOutlet.all(beforeId, outletCode, first);
      return rows.map(booked);
    },
    idOfReference: (erpReference: string): number | undefined => idOfReference.get(erpReference),
    entries: (documentId: number): JournalEntry[] => entriesOf.all(documentId),
    /** What was sold, as it was sent. */
    lines: (documentId: number): ErpSaleLineInput[] => linesOf.all(documentId),
    dayTotals: (from: string, to: string, outletCode?: string): DayTotals[] =>
      daysBetween.all(from, to, outletCode ?? null),
    newestDays: (first: number): DayTotals[] => newestDays.all(first),
    countDocuments: (): number => countDocuments.get() ?? 0,
    accountSums: (): AccountSums[] => accountSums.all(),
    currency,
    /** Throws when the database can't be read. */
    check: (): void => void readLockDate.get(),
    close: (): void => void db.close(),
  };
}

function rejected({ saleId }: ErpSaleInput, { code, message }: Rejection): ImportSaleResult {
  return { saleId, status: 'REJECTED', code, message };
}

function retryLater({ saleId }: ErpSaleInput, correlationId: string): ImportSaleResult {
  const message = `The ERP could not write to its books just now. Sync again later; if it stays so, quote ${correlationId}.`;
  return { saleId, status: 'RETRY_LATER', code: 'BOOKS_UNAVAILABLE', message };
}

function openDatabase(file: string): Database.Database {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600)); // SQLite gives its -wal and -shm files the mode of the main file
    chmodSync(file, 0o600);
  } catch (error) {
    throw new StartError(
      `DATA_DIR: ${dirname(file)} can't be written to (${errorCode(error)}). Choose a folder that is yours.`,
    );
  }
  return new Database(file);
}

/** better-sqlite3 reopens a WAL database as synchronous=NORMAL, which may lose a commit in a power cut: set and read back. */
function makeDurable(db: Database.Database): void {
  const wanted = {
    journal_mode: 'wal',
    synchronous: 2 /* FULL */,
    foreign_keys: 1,
    busy_timeout: 2000 /* ms */,
  };
  for (const [name, value] of Object.entries(wanted)) {
    db.pragma(`${name} = ${value}`);
    const found = db.pragma(name, { simple: true });
    if (found !== value)
      throw new StartError(`${db.name} can't be kept safely: ${name} is ${found}, not ${value}.`);
  }
}

function migrate(db: Database.Database): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > migrations.length)
    throw new StartError(
      `${db.name} was written by a newer version of the ERP. Start that version, or restore a back-up.`,
    );
  db.transaction(() => {
    for (const sql of migrations.slice(version)) db.exec(sql);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

/** Books that hold documents keep their currency; empty ones take the one that is asked for. */
function keepIn(currency: string, db: Database.Database): void {
  db.prepare('UPDATE books SET currency = ? WHERE NOT EXISTS (SELECT 1 FROM documents)').run(currency);
  const kept = db.prepare<[], string>('SELECT currency FROM books').pluck().get();
  if (kept !== currency)
    throw new StartError(
      `ERP_CURRENCY: is ${currency}, but the books in ${db.name} are kept in ${kept}. Set ERP_CURRENCY=${kept} or another DATA_DIR.`,
    );
}
