import type { ApprovalLimits } from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import { audit, whatChanged } from './audit';
import { ofCallersOutlets, whereOfCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import type { Outlet, Register } from './generated/sqlite/client';
import { badInput, Refusal } from './refusal';
import { nextCatalogueVersion } from './shop';

export type { Outlet, Register };

/** The code of the register that stands for the gateway itself: sales made through the API are numbered on it. */
export const SERVER_REGISTER = '00';

export function listOutlets(db: Db): Promise<Outlet[]> {
  return db.read.outlet.findMany({ where: { id: whereOfCallersOutlets(db) }, orderBy: { code: 'asc' } });
}

/** All of the shop's, the caller's or not. */
export function countOutlets(db: Db): Promise<number> {
  return db.read.outlet.count();
}

/** One of the caller's outlets: `id`, or else the oldest, which stays the same when another one opens. */
export async function findOutlet(db: Db, id?: string): Promise<Outlet | undefined> {
  const wanted = id === undefined ? sql`TRUE` : sql`"id" = ${id}`;
  const [row] = await db.query<OutletRow>(sql`
    SELECT * FROM "Outlet" WHERE ${ofCallersOutlets(db, sql`"id"`)} AND ${wanted} ORDER BY "id" LIMIT 1`);
  return row && toOutlet(row);
}

export async function findOutlets(db: Db, ids: readonly string[]): Promise<Map<string, Outlet>> {
  const outlets = await db.read.outlet.findMany({
    where: { AND: [{ id: { in: [...ids] } }, { id: whereOfCallersOutlets(db) }] },
  });
  return new Map(outlets.map((outlet) => [outlet.id, outlet]));
}

export function listRegisters(db: Db, outletId?: string | null): Promise<(Register & { outlet: Outlet })[]> {
  return db.read.register.findMany({
    where: { AND: [{ outletId: whereOfCallersOutlets(db) }, outletId ? { outletId } : {}] },
    include: { outlet: true },
    orderBy: [{ outlet: { code: 'asc' } }, { code: 'asc' }],
  });
}

export async function findRegisters(db: Db, ids: readonly string[]): Promise<Map<string, Register>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<Register>(
    sql`SELECT * FROM "Register" WHERE "id" IN (${join([...ids])}) AND ${ofCallersOutlets(db, sql`"outletId"`)}`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export interface NewOutlet {
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly cutOverMinutes?: number;
  readonly defaultTaxRate?: number;
  readonly receiptHeader?: string;
  readonly receiptFooter?: string;
  /** Besides the server register, which every outlet has. */
  readonly registers?: readonly { readonly code: string; readonly name: string }[];
}

export type OutletChanges = Partial<Omit<NewOutlet, 'registers'> & ApprovalLimits>;

/** As insertOutlet, where there are products already: whoever sells meanwhile waits for a batch of them at most. */
export async function createOutlet(db: Db, outlet: NewOutlet): Promise<{ id: string }> {
  const id = uuid();
  await checkFacts(db, id, outlet);
  const version = await levelAll(db, id);
  try {
    return await db.transaction((tx) => insertOutlet(tx, outlet, { id, version }));
  } catch (error) {
    await db.transaction((tx) => tx.execute(sql`DELETE FROM "StockLevel" WHERE "outletId" = ${id}`));
    throw error;
  }
}

/**
 * Opens an outlet with a level for each product. `levelled`: it has them already, of all products up to this version of the
 * catalogue. Refuses with CONFLICT when another outlet has the code, with BAD_USER_INPUT another currency than the shop's.
 */
export async function insertOutlet(
  tx: Tx,
  outlet: NewOutlet,
  levelled: { readonly id: string; readonly version: number } = { id: uuid(), version: -1 },
): Promise<{ id: string }> {
  const { id, version } = levelled;
  const registers = [{ code: SERVER_REGISTER, name: 'Server' }, ...(outlet.registers ?? [])];
  await nextCatalogueVersion(tx); // holds up whoever makes a product at this moment, so that it gets its level here
  await checkFacts(tx, id, outlet);
  await tx.execute(sql`
    INSERT INTO "Outlet" ("id", "code", "name", "timeZone", "currency", "pricesIncludeTax", "cutOverMinutes", "defaultTaxRate",
      "receiptHeader", "receiptFooter")
    VALUES (${id}, ${outlet.code}, ${outlet.name}, ${outlet.timeZone}, ${outlet.currency}, ${outlet.pricesIncludeTax},
      ${outlet.cutOverMinutes ?? 0}, ${outlet.defaultTaxRate ?? 0}, ${outlet.receiptHeader ?? ''}, ${outlet.receiptFooter ?? ''})`);
  await tx.insert(
    'Register',
    ['id', 'outletId', 'code', 'name'],
    registers.map(({ code, name }) => [uuid(), id, code, name]),
  );
  await tx.execute(sql`
    INSERT INTO "StockLevel" ("outletId", "productId", "quantity")
    SELECT ${id}, "id", 0 FROM "Product" WHERE "version" > ${version} ON CONFLICT DO NOTHING`);
  await audit(tx, {
    action: 'outlet.created',
    outletId: id,
    subjectId: id,
    subjectName: outlet.name,
    after: outlet,
  });
  return { id };
}

/**
 * Changes what is given. Tills take it up between two sales. Refuses with NOT_FOUND; with CONFLICT a code that another outlet
 * has, or that devices number sales with already; with BAD_USER_INPUT another currency, once there are prices in it.
 */
export function updateOutlet(db: Db, id: string, changes: OutletChanges): Promise<void> {
  return db.transaction(async (tx) => {
    await nextCatalogueVersion(tx); // holds up whoever makes a product, or another outlet, at this moment
    const [row] = await tx.query<OutletRow>(sql`
      UPDATE "Outlet" SET "code" = "code" WHERE "id" = ${id} AND ${ofCallersOutlets(tx, sql`"id"`)} RETURNING *`);
    if (!row) throw new Refusal('NOT_FOUND', 'There is no such outlet.', { field: 'id' });
    const before = toOutlet(row);
    const { code, name, timeZone, currency, pricesIncludeTax, ...after } = { ...before, ...changes };
    const {
      cutOverMinutes,
      defaultTaxRate,
      receiptHeader,
      receiptFooter,
      priceChangeLimit,
      differenceLimit,
      refundLimit,
    } = after;
    const changed = whatChanged<OutletChanges>(before, changes);
    if (!changed) return;
    if (changed.after.code !== undefined) await checkNothingIsNumbered(tx, id);
    if (changed.after.currency !== undefined) await checkNothingIsPriced(tx, before);
    await checkFacts(tx, id, { code, currency });
    await tx.execute(sql`
      UPDATE "Outlet" SET "code" = ${code}, "name" = ${name}, "timeZone" = ${timeZone}, "currency" = ${currency},
        "pricesIncludeTax" = ${pricesIncludeTax}, "cutOverMinutes" = ${cutOverMinutes}, "defaultTaxRate" = ${defaultTaxRate},
        "receiptHeader" = ${receiptHeader}, "receiptFooter" = ${receiptFooter}, "priceChangeLimit" = ${priceChangeLimit},
        "differenceLimit" = ${differenceLimit}, "refundLimit" = ${refundLimit}
      WHERE "id" = ${id}`);
    await audit(tx, { action: 'outlet.updated', outletId: id, subjectId: id, subjectName: name, ...changed });
  });
}

/** Refuses with NOT_FOUND, and with CONFLICT when another register of the outlet has the code. */
export function createRegister(
  db: Db,
  { outletId, code, name }: { readonly outletId: string; readonly code: string; readonly name: string },
): Promise<{ id: string }> {
  const id = uuid();
  return db.transaction(async (tx) => {
    const held = await tx.execute(sql`
      UPDATE "Outlet" SET "code" = "code" WHERE "id" = ${outletId} AND ${ofCallersOutlets(tx, sql`"id"`)}`);
    if (held === 0) throw new Refusal('NOT_FOUND', 'There is no such outlet.', { field: 'outletId' });
    const [other] = await tx.query(
      sql`SELECT 1 FROM "Register" WHERE "outletId" = ${outletId} AND "code" = ${code}`,
    );
    if (other) throw new Refusal('CONFLICT', `There is a register ${code} here already.`, { field: 'code' });
    await tx.insert('Register', ['id', 'outletId', 'code', 'name'], [[id, outletId, code, name]]);
    await audit(tx, {
      action: 'register.created',
      outletId,
      subjectId: id,
      subjectName: name,
      after: { code, name },
    });
    return { id };
  });
}

/** Its code stays: the references of its sales carry it. Refuses with NOT_FOUND. */
export function renameRegister(db: Db, id: string, name: string): Promise<void> {
  return db.transaction(async (tx) => {
    const [before] = await tx.query<Register>(sql`
      UPDATE "Register" SET "code" = "code" WHERE "id" = ${id} AND ${ofCallersOutlets(tx, sql`"outletId"`)} RETURNING *`);
    if (!before) throw new Refusal('NOT_FOUND', 'There is no such register.', { field: 'id' });
    const changed = whatChanged({ name: before.name }, { name });
    if (!changed) return;
    await tx.execute(sql`UPDATE "Register" SET "name" = ${name} WHERE "id" = ${id}`);
    const { outletId } = before;
    await audit(tx, { action: 'register.updated', outletId, subjectId: id, subjectName: name, ...changed });
  });
}

/** Products that get their levels in one go. */
const BATCH = 1000;

/** Gives the outlet that is to be opened a level for each product; answers up to which version of the catalogue. */
async function levelAll(db: Db, outletId: string): Promise<number> {
  const [shop] = await db.query<{ version: number }>(
    sql`SELECT "catalogueVersion" AS "version" FROM "Shop" WHERE "id" = 1`,
  );
  for (let after = ''; ;) {
    const [last] = await db.query<{ id: string }>(sql`
      SELECT "id" FROM "Product" WHERE "id" > ${after} ORDER BY "id" LIMIT 1 OFFSET ${BATCH - 1}`);
    const upTo = last ? sql`AND "id" <= ${last.id}` : sql``;
    await db.transaction((tx) =>
      tx.execute(sql`
        INSERT INTO "StockLevel" ("outletId", "productId", "quantity")
        SELECT ${outletId}, "id", 0 FROM "Product" WHERE "id" > ${after} ${upTo} ON CONFLICT DO NOTHING`),
    );
    if (!last) return shop?.version ?? -1;
    after = last.id;
  }
}

/** What must hold among all outlets of the shop. */
async function checkFacts(
  db: Db | Tx,
  id: string,
  { code, currency }: Pick<NewOutlet, 'code' | 'currency'>,
): Promise<void> {
  const [other] = await db.query(sql`SELECT 1 FROM "Outlet" WHERE "code" = ${code} AND "id" <> ${id}`);
  if (other) throw new Refusal('CONFLICT', `There is an outlet ${code} already.`, { field: 'code' });
  const [shops] = await db.query<{ currency: string }>(sql`
    SELECT "currency" FROM "Outlet" WHERE "currency" <> ${currency} AND "id" <> ${id} LIMIT 1`);
  if (shops) throw badInput('currency', `The shop’s prices are in ${shops.currency}, at all of its outlets.`);
}

async function checkNothingIsNumbered(tx: Tx, outletId: string): Promise<void> {
  const [claim] = await tx.query(sql`
    SELECT 1 FROM "RegisterClaim" c JOIN "Register" r ON r."id" = c."registerId" WHERE r."outletId" = ${outletId} LIMIT 1`);
  const message = 'Sales are numbered with this code already, so it stays.';
  if (claim) throw new Refusal('CONFLICT', message, { field: 'code' });
}

async function checkNothingIsPriced(tx: Tx, { id, currency }: Outlet): Promise<void> {
  const [priced] = await tx.query(sql`
    SELECT 1 FROM "Product" UNION ALL SELECT 1 FROM "Sale" WHERE "outletId" = ${id} LIMIT 1`);
  if (priced) throw badInput('currency', `There are prices in ${currency} already, so it stays.`);
}

type OutletRow = Omit<Outlet, 'pricesIncludeTax'> & { readonly pricesIncludeTax: number | boolean };

function toOutlet(row: OutletRow): Outlet {
  return { ...row, pricesIncludeTax: Boolean(row.pricesIncludeTax) };
}
