// For specs: a real server on a free port with its own data folder, spoken to over HTTP, and sales that add up.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type {
  DayTotals,
  Document,
  ErpSaleInput,
  ErpSaleLineInput,
  ImportSaleResult,
} from './generated/schema';
import { startErp, type ErpOptions, type RunningErp } from './server';

export const apiKey = 'a-key-for-tests-only-0123456789';

export interface Answer<Data> {
  status: number;
  data: Data;
  errors?: { message: string; extensions: { code: string; field?: string; correlationId?: string } }[];
}

export type Ask = <Data>(query: string, variables?: Record<string, unknown>) => Promise<Answer<Data>>;

/** As it travels: moments as text. */
export type SaleSent = Omit<ErpSaleInput, 'soldAt'> & { soldAt: string };
export type DocumentAnswered = Omit<Document, 'importedAt'> & { importedAt: string };

/** Removed, with all that is in it, when the suite ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillkeep-erp-'));
  folders.push(folder);
  return folder;
}

export async function startForTest(options: Partial<ErpOptions> = {}) {
  const dataDir = options.dataDir ?? temporaryFolder();
  const log = pino({ level: 'silent' });
  const erp = await startErp({
    currency: 'EUR',
    apiKey,
    host: '127.0.0.1',
    port: 0,
    log,
    ...options,
    dataDir,
  });
  running.add(erp);
  return {
    url: erp.url,
    database: join(dataDir, 'erp.sqlite'),
    ...client(erp.url),
    async stop() {
      running.delete(erp);
      await erp.stop();
    },
  };
}

// What a failed test left running would keep jest from ending.
const running = new Set<RunningErp>();
const folders: string[] = [];
afterAll(async () => {
  for (const erp of running) await erp.stop();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

export function client(url: string) {
  const ask: Ask = async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...JSON.parse(await response.text()) };
  };
  const answer = async <Data>(query: string, variables?: Record<string, unknown>): Promise<Data> => {
    const { data, errors } = await ask<Data>(query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  return {
    ask,
    async importSales(...input: SaleSent[]): Promise<ImportSaleResult[]> {
      const data = await answer<{ importSales: ImportSaleResult[] }>(
        `mutation ($input: [ErpSaleInput!]!) {
          importSales(input: $input) { saleId status erpReference code message }
        }`,
        { input },
      );
      return data.importSales;
    },
    async document(saleId: string): Promise<DocumentAnswered | null> {
      const data = await answer<{ document: DocumentAnswered | null }>(
        `query ($saleId: ID!) { document(saleId: $saleId) { ${documentFields} } }`,
        { saleId },
      );
      return data.document;
    },
    async documents(
      page: { first?: number; after?: string; outletCode?: string; businessDate?: string } = {},
    ) {
      const data = await answer<{ documents: DocumentAnswered[] }>(
        `query ($first: Int, $after: String, $outletCode: String, $businessDate: Date) {
          documents(first: $first, after: $after, outletCode: $outletCode, businessDate: $businessDate) {
            ${documentFields}
          }
        }`,
        page,
      );
      return data.documents;
    },
    async dayTotals(from: string, to: string, outletCode?: string): Promise<DayTotals[]> {
      const data = await answer<{ dayTotals: DayTotals[] }>(
        `query ($from: Date!, $to: Date!, $outletCode: String) {
          dayTotals(from: $from, to: $to, outletCode: $outletCode) {
            outletCode businessDate count subtotal tax total
          }
        }`,
        { from, to, outletCode },
      );
      return data.dayTotals;
    },
    setLockDate: (date: string | null) =>
      ask<{ setLockDate: string | null }>('mutation ($date: Date) { setLockDate(date: $date) }', { date }),
  };
}

const documentFields =
  'erpReference saleId reference outletCode businessDate total importedAt entries { account debit credit }';

export type LineSketch = Pick<ErpSaleLineInput, 'total' | 'tax' | 'taxRate'> & Partial<ErpSaleLineInput>;

/** A sale whose totals follow from its lines, paid in cash unless said otherwise. */
export function sale({
  lines = [coffee],
  ...given
}: Partial<Omit<SaleSent, 'lines'>> & { lines?: LineSketch[] } = {}): SaleSent {
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  return {
    saleId: randomUUID(),
    reference: 'MAIN-00-2026-04-30-01',
    outletCode: 'MAIN',
    registerCode: '00',
    businessDate: '2026-04-30',
    soldAt: '2026-04-30T08:00:00.000Z',
    currency: 'EUR',
    lines: lines.map((line) => ({
      sku: 'SKU',
      name: 'Something',
      quantity: 1,
      unitPrice: line.total,
      ...line,
    })),
    payments: [{ method: 'CASH', amount: total }],
    subtotal: total - tax,
    tax,
    total,
    ...given,
  };
}

export const coffee: LineSketch = {
  sku: 'CAFE-250',
  name: 'Café moulu 250 g',
  quantity: 2,
  unitPrice: 449,
  taxRate: 5.5,
  tax: 47,
  total: 898,
};

/** Throws unless the entries balance, are one-sided and never negative, and move what the sale's total says. */
export function expectBalanced(document: Pick<Document, 'total' | 'entries'>): void {
  const debits = document.entries.reduce((sum, entry) => sum + entry.debit, 0);
  const credits = document.entries.reduce((sum, entry) => sum + entry.credit, 0);
  expect(debits).toBe(credits);
  for (const { debit, credit } of document.entries) {
    expect(Math.min(debit, credit)).toBe(0);
    expect(Math.max(debit, credit)).toBeGreaterThan(0);
  }
  const received = document.entries
    .filter(({ account }) => account.startsWith('1'))
    .reduce((sum, { debit, credit }) => sum + debit - credit, 0);
  expect(received).toBe(document.total);
}
