// npm run replay -- [--data <folder>] [--months] [--slice <invoices>]: a real shop's day, or two months of it, through the whole
// house. Imports its products, sells its invoices at their own times and prices, syncs, and compares file, gateway, reports and
// ERP to the penny.
// Exit code 0: they agree. 1: they differ, or it could not run.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { readTable } from '@tillkeep/catalogue-file';
import {
  CreateSaleDocument,
  ProductExportDocument,
  SaleListDocument,
  SalesReportDocument,
  SyncPendingSalesDocument,
  type CreateSaleInput,
  type ReportGroup,
  type SaleRowFragment,
} from '@tillkeep/client';
import { applyMigrations, createOutlet, openDb } from '@tillkeep/data';
import { parseMoney, plainMoney } from '@tillkeep/domain';
import { v7 as uuid } from 'uuid';
import { ask, askErp, keyFor, root, startErp, startGateway } from './bench/services';

const DAY = 'online_retail_day_2010-12-09.csv';
const MONTHS = 'online_retail_2010-12_2011-01.csv.gz';
const PRODUCTS = 'online_retail_products.csv';
const OUTLET = {
  code: 'GIFTS',
  name: 'Gift shop',
  timeZone: 'Europe/London',
  currency: 'GBP',
  pricesIncludeTax: true,
};

interface Line {
  readonly sku: string;
  readonly description: string;
  /** Pieces; negative: returned or written off. */
  readonly quantity: number;
  /** Pence. */
  readonly price: number;
}

interface Invoice {
  readonly number: string;
  readonly soldAt: Date;
  readonly lines: readonly Line[];
}

/** A part of the file. */
interface Part {
  readonly what: string;
  invoices: number;
  lines: number;
  pieces: number;
  /** Pence. */
  sum: number;
}

/** What can be sold of an invoice. */
interface Sale {
  readonly number: string;
  readonly input: CreateSaleInput;
  /** Pence. */
  readonly total: number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, months: { type: 'boolean' }, slice: { type: 'string' } },
  });
  const invoiceFile = values.months ? MONTHS : DAY;
  const folder = resolve(process.env['INIT_CWD'] ?? '', values.data ?? join(root, '../shared/data'));
  for (const file of [PRODUCTS, invoiceFile]) {
    if (existsSync(join(folder, file))) continue;
    console.error(`${file} is not in ${folder}: name its folder with --data.`);
    return 1;
  }
  const slice = values.slice === undefined ? Infinity : Number(values.slice);
  if (!(slice >= 1)) {
    console.error(`--slice is a number of invoices, not "${values.slice}".`);
    return 1;
  }
  const dataFolder = mkdtempSync(join(tmpdir(), 'tillkeep-replay-'));
  try {
    const shopUrl = `file:${join(dataFolder, 'shop.sqlite')}`;
    await applyMigrations(shopUrl, join(root, 'prisma/sqlite'));
    const db = await openDb(shopUrl);
    await createOutlet(db, OUTLET);
    await db.close();
    const erp = await startErp(dataFolder, OUTLET.currency);
    const gateway = await startGateway(dataFolder, { erpUrl: erp.url });
    try {
      return await replay({ folder, invoiceFile, slice }, gateway.url, erp.url);
    } finally {
      await gateway.stop();
      await erp.stop();
    }
  } finally {
    rmSync(dataFolder, { recursive: true });
  }
}

interface Source {
  readonly folder: string;
  readonly invoiceFile: string;
  /** So many invoices of it. */
  readonly slice: number;
}

async function replay(source: Source, gateway: string, erp: string): Promise<number> {
  const { folder, invoiceFile, slice } = source;
  const all = readInvoices(join(folder, invoiceFile));
  const differences = differencesFromControl(all, source);
  const invoices = all.slice(0, slice);

  console.log(await importProducts(join(folder, PRODUCTS), gateway));
  const shop = await productIds(gateway);
  const { sales, parts } = sortOut(invoices, shop);
  for (const sale of sales) differences.push(...(await sellTwice(sale, gateway)));
  const { syncPendingSales: run } = await ask(gateway, SyncPendingSalesDocument, {});

  const recorded = await listSales(gateway);
  differences.push(...differencesOfSales(sales, recorded));
  differences.push(...(await differencesOfReports(invoices, shop, gateway)));
  if (all.length === invoices.length)
    differences.push(...(await differencesFromDailyTotals(source, gateway)));
  const whole = newPart('the file');
  for (const { lines } of invoices) add(whole, { invoices: 1, lines });
  if (count(parts, (part) => part.lines) !== whole.lines || count(parts, (part) => part.sum) !== whole.sum) {
    differences.push('What was sold and what was not do not add up to the file.');
  }
  const totals = [
    { where: 'file', sales: sales.length, total: count(sales, (sale) => sale.total) },
    { where: 'gateway', sales: recorded.length, total: count(recorded, (sale) => sale.total) },
    { where: 'ERP', ...(await bookedTotals(erp)) },
  ];
  for (const { where, sales: found, total } of totals) {
    if (found === totals[0]?.sales && total === totals[0].total) continue;
    differences.push(`File and ${where} differ: there are ${found} sales of ${pounds(total)}.`);
  }

  printTable(
    ['', 'invoices', 'lines', 'pieces', OUTLET.currency],
    [...parts, whole].map(({ what, sum, ...counts }) => [what, ...Object.values(counts), pounds(sum)]),
  );
  printTable(
    ['', 'sales', OUTLET.currency],
    totals.map(({ where, sales: found, total }) => [where, found, pounds(total)]),
  );
  console.log(`Each sale was sent twice. Sync: ${run.synced} synced, ${run.failed} failed.`);
  for (const difference of differences) console.log(difference);
  console.log(
    differences.length === 0 ? 'File, gateway, reports and ERP agree to the penny.' : 'They do not agree.',
  );
  return differences.length === 0 ? 0 : 1;
}

/** In the order of the file. Throws for a row that can't be read: a row left out would be a difference nobody sees. */
function readInvoices(file: string): Invoice[] {
  const { headers, rows } = readTable(readText(file));
  const column = (name: string) => headers.indexOf(name);
  const [number, sku, description, quantity, date, price] = [
    ...['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice'].map(column),
  ];
  const invoices = new Map<string, Invoice & { lines: Line[] }>();
  for (const { cells, line, flaw } of rows) {
    const cell = (at = -1) => cells[at] ?? '';
    const pence = parseMoney(cell(price), OUTLET.currency);
    const pieces = Number(cell(quantity));
    if (flaw || pence === undefined || !Number.isInteger(pieces))
      throw new Error(`Line ${line} of ${file} can't be read.`);
    const invoice = invoices.get(cell(number)) ?? {
      number: cell(number),
      soldAt: londonTime(cell(date)),
      lines: [],
    };
    invoices.set(invoice.number, invoice);
    invoice.lines.push({ sku: cell(sku), description: cell(description), quantity: pieces, price: pence });
  }
  return [...invoices.values()];
}

function readText(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

const londonClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: OUTLET.timeZone,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** The instant at which London's clocks show this (YYYY-MM-DD HH:MM:SS); an hour off only while they are being changed. */
function londonTime(shown: string): Date {
  const asUtc = Date.parse(`${shown.replace(' ', 'T')}Z`);
  const ahead = Date.parse(`${londonClock.format(asUtc).replace(' ', 'T')}Z`) - asUtc;
  return new Date(asUtc - ahead);
}

/** What `npm run import` opens the gateway with. */
function importKey(gateway: string): NodeJS.ProcessEnv {
  return { TILLKEEP_API_KEY: keyFor(gateway)['authorization']?.replace('Bearer ', '') };
}

/** As `npm run import` does it; answers what that says in the end. */
function importProducts(file: string, gateway: string): Promise<string> {
  const command = [
    '-r',
    '@swc-node/register',
    join(root, 'tools/import-products.ts'),
    file,
    '--gateway',
    gateway,
  ];
  return new Promise((done, failed) =>
    execFile(
      process.execPath,
      command,
      { cwd: root, env: { ...process.env, ...importKey(gateway) } },
      (error, output, problem) => {
        const someRefused = error?.code === 2;
        if (error && !someRefused) return failed(new Error(`The import failed: ${problem}`));
        done(
          output
            .split('\n')
            .filter((line) => /: [\d,]+ rows,|^ {2}refused|created/.test(line))
            .join('\n'),
        );
      },
    ),
  );
}

async function productIds(gateway: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let after: string | null | undefined; ;) {
    const { products } = await ask(gateway, ProductExportDocument, { first: 200, after });
    for (const { sku, id } of products.nodes) ids.set(sku, id);
    if (!products.pageInfo.hasNextPage) return ids;
    after = products.pageInfo.endCursor;
  }
}

/**
 * What of the file is a sale, and what is not and why. A line without price is a gift where the customer paid for other
 * things; where nobody paid for anything the invoice only corrects the stock.
 */
function sortOut(invoices: readonly Invoice[], shop: ReadonlyMap<string, string>) {
  const sold = newPart('sold (a line without price is a gift)');
  const cancelled = newPart('not sold: cancellation (number begins with C)');
  const unpaid = newPart('not sold: stock correction (no line has a price)');
  const returned = newPart('not sold: line with a negative quantity');
  const unknown = newPart('not sold: line whose product the import refused');
  const sales: Sale[] = [];
  for (const { number, soldAt, lines } of invoices) {
    const isUnpaid = lines.every((line) => line.price === 0);
    const reason = number.startsWith('C') ? cancelled : isUnpaid ? unpaid : undefined;
    if (reason) {
      add(reason, { invoices: 1, lines });
      continue;
    }
    const salable: Line[] = [];
    const input: CreateSaleInput['lines'][number][] = [];
    for (const line of lines) {
      const productId = shop.get(line.sku);
      if (line.quantity < 0) add(returned, { invoices: 0, lines: [line] });
      else if (!productId) add(unknown, { invoices: 0, lines: [line] });
      else {
        salable.push(line);
        input.push({ productId, quantity: line.quantity, unitPrice: line.price });
      }
    }
    if (salable.length === 0) {
      add(lines.some((line) => line.quantity < 0) ? returned : unknown, { invoices: 1, lines: [] });
      continue;
    }
    add(sold, { invoices: 1, lines: salable });
    const id = saleId(number, soldAt);
    sales.push({ number, input: { id, soldAt: soldAt.toISOString(), lines: input }, total: sumOf(salable) });
  }
  return { sales, parts: [sold, cancelled, unpaid, returned, unknown] };
}

function newPart(what: string): Part {
  return { what, invoices: 0, lines: 0, pieces: 0, sum: 0 };
}

function add(part: Part, { invoices, lines }: { invoices: number; lines: readonly Line[] }): void {
  part.invoices += invoices;
  part.lines += lines.length;
  part.pieces += count(lines, (line) => line.quantity);
  part.sum += sumOf(lines);
}

/** The same for the same invoice in every run, in the order of the invoices. */
function saleId(number: string, soldAt: Date): string {
  const random = createHash('sha256').update(`invoice ${number}`).digest().subarray(0, 16);
  return uuid({ msecs: soldAt.getTime(), seq: Number(number), random });
}

async function listSales(gateway: string): Promise<SaleRowFragment[]> {
  const found: SaleRowFragment[] = [];
  for (let after: string | null | undefined; ;) {
    const { sales } = await ask(gateway, SaleListDocument, { first: 200, after });
    found.push(...sales.nodes);
    if (!sales.pageInfo.hasNextPage) return found;
    after = sales.pageInfo.endCursor;
  }
}

/** The second time answers the first sale. */
async function sellTwice({ number, input, total }: Sale, gateway: string): Promise<string[]> {
  const { createSale: first } = await ask(gateway, CreateSaleDocument, { input });
  const { createSale: again } = await ask(gateway, CreateSaleDocument, { input });
  if (again.reference !== first.reference) return [`Invoice ${number} was sold twice.`];
  if (first.total === total) return [];
  return [`Invoice ${number} is ${pounds(total)}; it was sold for ${pounds(first.total)}.`];
}

function differencesOfSales(sales: readonly Sale[], recorded: readonly SaleRowFragment[]): string[] {
  const found = new Map(recorded.map((sale) => [sale.id, sale]));
  return sales.flatMap(({ number, input, total }) => {
    const sale = found.get(input.id ?? '');
    if (!sale) return [`Invoice ${number} is not at the gateway.`];
    const same = sale.lines.length === input.lines.length && sale.total === total;
    if (!same) return [`Invoice ${number} is another sale at the gateway.`];
    if (sale.syncStatus === 'SYNCED') return [];
    return [`Invoice ${number} is ${sale.syncStatus}: ${sale.syncError?.message}`];
  });
}

async function bookedTotals(erp: string): Promise<{ sales: number; total: number }> {
  const query = `query ($outlet: String) {
    dayTotals(from: "1900-01-01", to: "2999-12-31", outletCode: $outlet) { count total }
  }`;
  type Answer = { dayTotals: { count: number; total: number }[] };
  const { dayTotals } = await askErp<Answer>(erp, query, { outlet: OUTLET.code });
  return { sales: count(dayTotals, (day) => day.count), total: count(dayTotals, (day) => day.total) };
}

/** Each day, month and product in the reports and in the file, as far as it can be sold. */
async function differencesOfReports(
  invoices: readonly Invoice[],
  shop: ReadonlyMap<string, string>,
  gateway: string,
): Promise<string[]> {
  const [days, months, products] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  for (const { number, soldAt, lines } of invoices) {
    if (number.startsWith('C')) continue;
    const date = londonClock.format(soldAt).slice(0, 10);
    for (const line of lines) {
      if (line.quantity < 0 || line.price === 0 || !shop.has(line.sku)) continue;
      addTo(days, date, sumOf([line]));
      addTo(months, `${date.slice(0, 7)}-01`, sumOf([line]));
      addTo(products, line.sku, sumOf([line]));
    }
  }
  return [
    ...differencesBetween('the file', days, await reportedTotals(gateway, 'DAY')),
    ...differencesBetween('the file', months, await reportedTotals(gateway, 'MONTH')),
    ...differencesBetween('the file', products, await reportedTotals(gateway, 'PRODUCT')),
  ];
}

/** Each day as those who made the file have added it up; they count what was cancelled apart. */
async function differencesFromDailyTotals(
  { folder, invoiceFile }: Source,
  gateway: string,
): Promise<string[]> {
  const file = join(folder, 'online_retail_daily_totals.csv');
  if (invoiceFile !== MONTHS || !existsSync(file)) return [];
  const { headers, rows } = readTable(readText(file));
  const [date, positive] = [headers.indexOf('date'), headers.indexOf('sum_positive')];
  const wanted = rows.map(({ cells }) => {
    const pence = parseMoney(cells[positive] ?? '', OUTLET.currency);
    if (pence === undefined) throw new Error(`${file} can't be read.`);
    return [cells[date] ?? '', pence] as const;
  });
  return differencesBetween(file, new Map(wanted), await reportedTotals(gateway, 'DAY'));
}

/** By date or SKU, without what was given away. Throws where the parts don't come to the whole. */
async function reportedTotals(gateway: string, group: ReportGroup): Promise<Map<string, number>> {
  const totals = new Map<string, number>();
  const input = { from: '2010-01-01', to: '2011-12-31', groupBy: [group] };
  for (let after: string | null | undefined; ;) {
    const { salesReport: report } = await ask(gateway, SalesReportDocument, { input, first: 200, after });
    for (const { period, product, figures } of report.rows.nodes) {
      if (figures.total !== 0) totals.set(period ?? product?.sku ?? '', figures.total);
    }
    after = report.rows.pageInfo.endCursor;
    if (report.rows.pageInfo.hasNextPage) continue;
    if (count([...totals.values()], (total) => total) === report.whole.total) return totals;
    throw new Error(`The report by ${group} does not come to ${pounds(report.whole.total)}.`);
  }
}

function differencesBetween(
  source: string,
  wanted: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
): string[] {
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((key) => {
    const [here, there] = [wanted.get(key) ?? 0, found.get(key) ?? 0];
    return here === there ? [] : [`${key}: ${pounds(here)} in ${source}, ${pounds(there)} in the report.`];
  });
}

function addTo(sums: Map<string, number>, key: string, pence: number): void {
  sums.set(key, (sums.get(key) ?? 0) + pence);
}

/** Whether the file was read as those who made it read it. */
function differencesFromControl(
  invoices: readonly Invoice[],
  { folder, invoiceFile }: Pick<Source, 'folder' | 'invoiceFile'>,
): string[] {
  const file = join(folder, 'control_totals.json');
  if (!existsSync(file)) return [];
  const control: Record<string, Record<string, string | number>> = JSON.parse(readFileSync(file, 'utf8'));
  const cancelled = invoices.filter((invoice) => invoice.number.startsWith('C'));
  const plain = invoices.filter((invoice) => !invoice.number.startsWith('C'));
  const read = {
    rows: count(invoices, (invoice) => invoice.lines.length),
    invoices: invoices.length,
    invoices_cancellation_C: cancelled.length,
    rows_C: count(cancelled, (invoice) => invoice.lines.length),
    quantity_sum: count(invoices, (invoice) => count(invoice.lines, (line) => line.quantity)),
    net_total: pounds(count(invoices, (invoice) => sumOf(invoice.lines))),
    total_of_plain_invoices: pounds(count(plain, (invoice) => sumOf(invoice.lines))),
    total_of_C_invoices: pounds(count(cancelled, (invoice) => sumOf(invoice.lines))),
  };
  return Object.entries(read).flatMap(([name, value]) => {
    const wanted = control[invoiceFile]?.[name];
    return value === wanted
      ? []
      : [`${invoiceFile}: ${name} is ${value} here and ${wanted} in control_totals.json.`];
  });
}

function sumOf(lines: readonly Line[]): number {
  return count(lines, (line) => line.quantity * line.price);
}

function count<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((sum, item) => sum + read(item), 0);
}

function pounds(pence: number): string {
  return plainMoney(pence, OUTLET.currency);
}

function printTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const table = [header, ...rows].map((row) => row.map((cell) => cell.toLocaleString('en')));
  const widths = header.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
  for (const [first = '', ...others] of table) {
    const cells = others.map((cell, at) => cell.padStart((widths[at + 1] ?? 0) + 2));
    console.log(first.padEnd(widths[0] ?? 0) + cells.join(''));
  }
  console.log('');
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
