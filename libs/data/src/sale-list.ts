import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { SyncStatus } from '@tillkeep/domain';
import type { Db } from './db';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import { findProductId } from './products';
import { findSales, type Sale } from './sale-rows';

export interface SaleFilter {
  readonly syncStatus?: readonly SyncStatus[] | null;
  /** Business dates, both included. */
  readonly from?: string | null;
  readonly to?: string | null;
  /** The beginning of a number or reference, an ERP document's number, or the SKU or barcode of a product in it. */
  readonly search?: string | null;
  readonly registerId?: string | null;
  readonly productId?: string | null;
  /** With a flag, or without any. */
  readonly flagged?: boolean | null;
}

/** Up to this many sales are looked up and sorted; beyond it, walking the list newest first until the page is full is cheaper. */
const FEW = 2000;

const STATUSES: readonly SyncStatus[] = ['PENDING', 'SYNCED', 'FAILED'];

/** A number begins with its business date, and a reference with outlet and register before it. */
const DATE_IN_NUMBER = /^(?:[^-]+-[^-]+-)?(\d{4}(?:-.*)?)$/;

/** Behind every character of a reference in byte order. */
const LAST_CHARACTER = '\u{10FFFF}';

/** Newest first: by business date, then by the time of the sale. */
export async function listSales(
  db: Db,
  outletIds: readonly string[],
  filter: SaleFilter,
  page: PageRequest,
): Promise<Page<Sale>> {
  checkPage(page);
  const after = decodeCursor(page.after, ([date, soldAt, id]) =>
    typeof date === 'string' &&
    typeof soldAt === 'string' &&
    !Number.isNaN(Date.parse(soldAt)) &&
    typeof id === 'string'
      ? { date, soldAt: new Date(soldAt), id }
      : undefined,
  );
  const behind = after
    ? sql`AND (s."businessDate", s."soldAt", s."id") < (${after.date}, ${after.soldAt}, ${after.id})`
    : sql``;
  const { from, where } = await matching(db, filter);
  // The cursor stands before all other conditions, because SQLite takes the first upper bound that it meets for the index.
  // One branch for each outlet and status: each is a stretch of an index in the list's own order, so none is sorted whole.
  const branches = outletIds.flatMap((outletId) =>
    statusBranches(filter).map(
      (status) => sql`SELECT * FROM (
        SELECT s."id", s."businessDate", s."soldAt" FROM ${from}
        WHERE s."outletId" = ${outletId} ${status} ${behind} AND ${where}
        ORDER BY s."businessDate" DESC, s."soldAt" DESC, s."id" DESC LIMIT ${page.first + 1}) branch`,
    ),
  );
  if (branches.length === 0) return toPage(page, [], () => []);
  const found = await db.query<{ id: string }>(sql`
    SELECT * FROM (${join(branches, ' UNION ALL ')}) found
    ORDER BY "businessDate" DESC, "soldAt" DESC, "id" DESC LIMIT ${page.first + 1}`);
  const sales = await findSales(
    db,
    found.map((row) => row.id),
  );
  return toPage(page, sales, (sale) => [sale.businessDate, sale.soldAt.toISOString(), sale.id]);
}

/** Costs as much as there are sales that match; ask for it only where people want to see it. */
export async function countSales(db: Db, outletIds: readonly string[], filter: SaleFilter): Promise<number> {
  const { from, where } = await matching(db, filter);
  let count = 0;
  for (const outletId of outletIds) {
    for (const status of statusBranches(filter)) {
      const [row] = await db.query<{ count: number }>(sql`
        SELECT COUNT(*) AS "count" FROM ${from} WHERE s."outletId" = ${outletId} ${status} AND ${where}`);
      count += row?.count ?? 0;
    }
  }
  return count;
}

function statusBranches({ syncStatus }: SaleFilter): Sql[] {
  const wanted = STATUSES.filter((status) => !syncStatus || syncStatus.includes(status));
  if (wanted.length === STATUSES.length) return [sql``];
  return wanted.map((status) => sql`AND s."syncStatus" = ${status}`);
}

async function matching(db: Db, filter: SaleFilter): Promise<Selection> {
  const conditions = [sql`1 = 1`];
  if (filter.from) conditions.push(sql`s."businessDate" >= ${filter.from}`);
  if (filter.to) conditions.push(sql`s."businessDate" <= ${filter.to}`);
  if (filter.flagged === true) conditions.push(sql`s."flags" <> ''`);
  if (filter.flagged === false) conditions.push(sql`s."flags" = ''`);
  if (filter.registerId) conditions.push(...soldOn(filter.registerId));
  if (filter.productId) conditions.push(soldProduct(filter.productId));
  const search = filter.search?.trim() ?? '';
  const candidates = filter.productId ? linesOf(filter.productId) : undefined;
  if (search === '') return narrowed(db, candidates, conditions);

  const productId = await findProductId(db, search);
  const date = DATE_IN_NUMBER.exec(search)?.[1]?.slice(0, 10);
  if (date && !productId && !(await isDocument(db, search))) {
    // The dates are in the list's own order.
    conditions.push(sql`s."businessDate" >= ${date} AND s."businessDate" < ${date + LAST_CHARACTER}`);
    const beginning = `${likeText(search)}%`;
    conditions.push(
      sql`(s."number" LIKE ${beginning} ESCAPE '!' OR s."reference" LIKE ${beginning} ESCAPE '!')`,
    );
    return narrowed(db, candidates, conditions);
  }
  const reference = sql`s."reference" >= ${search} AND s."reference" < ${search + LAST_CHARACTER}`;
  const document = sql`s."erpReference" = ${search}`;
  conditions.push(
    sql`((${reference}) OR ${document} ${productId ? sql`OR ${soldProduct(productId)}` : sql``})`,
  );
  const found = sql`
    SELECT s."id" FROM "Sale" s WHERE ${reference}
    UNION ALL SELECT s."id" FROM "Sale" s WHERE ${document}
    ${productId ? sql`UNION ALL ${linesOf(productId)}` : sql``}`;
  return narrowed(db, candidates ?? found, conditions);
}

/** What to read from, under which conditions. */
interface Selection {
  readonly from: Sql;
  readonly where: Sql;
}

/** The sales to look through: those that `candidates` selects when they are few, else all in the list's order. */
async function narrowed(db: Db, candidates: Sql | undefined, conditions: readonly Sql[]): Promise<Selection> {
  const all = { from: sql`"Sale" s`, where: join([...conditions], ' AND ') };
  if (!candidates) return all;
  const [row] = await db.query<{ count: number }>(sql`
    SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM (${candidates}) found LIMIT ${FEW + 1}) few`);
  if ((row?.count ?? 0) > FEW) return all;
  return {
    // CROSS JOIN, because SQLite takes that at its word: the few first, and not all sales with a look at the few.
    from: sql`(SELECT DISTINCT "id" FROM (${candidates}) found) hit CROSS JOIN "Sale" s`,
    where: sql`s."id" = hit."id" AND ${all.where}`,
  };
}

async function isDocument(db: Db, erpReference: string): Promise<boolean> {
  return (
    (await db.query(sql`SELECT 1 FROM "Sale" WHERE "erpReference" = ${erpReference} LIMIT 1`)).length > 0
  );
}

/** Between its first day and its last, so that a register that has long been idle is not looked for among all since. */
function soldOn(registerId: string): Sql[] {
  const days = sql`FROM "RegisterClaim" c JOIN "DayCounter" d ON d."claimId" = c."id" WHERE c."registerId" = ${registerId}`;
  return [
    sql`s."registerId" = ${registerId}`,
    sql`s."businessDate" >= (SELECT MIN(d."businessDate") ${days})`,
    sql`s."businessDate" <= (SELECT MAX(d."businessDate") ${days})`,
  ];
}

function linesOf(productId: string): Sql {
  return sql`SELECT l."saleId" AS "id" FROM "SaleLine" l WHERE l."productId" = ${productId}`;
}

function soldProduct(productId: string): Sql {
  return sql`EXISTS (SELECT 1 FROM "SaleLine" l WHERE l."productId" = ${productId} AND l."saleId" = s."id")`;
}

/** The text itself in a LIKE pattern whose escape character is `!`. */
function likeText(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
