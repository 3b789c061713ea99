import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import { audit } from './audit';
import { ofCallersOutlets, whereOfCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import type { Outlet, Register } from './generated/sqlite/client';
import { Refusal } from './refusal';
import { nextCatalogueVersion } from './shop';

export type { Outlet, Register };

/** The code of the register that stands for the gateway itself: sales made through the API are numbered on it. */
export const SERVER_REGISTER = '00';

export function listOutlets(db: Db): Promise<Outlet[]> {
  return db.read.outlet.findMany({ where: { id: whereOfCallersOutlets(db) }, orderBy: { code: 'asc' } });
}

/** One of the caller's outlets: `id`, or else the first by code. */
export async function findOutlet(db: Db, id?: string): Promise<Outlet | undefined> {
  const wanted = id === undefined ? sql`TRUE` : sql`"id" = ${id}`;
  const [row] = await db.query<Outlet & { pricesIncludeTax: number | boolean }>(sql`
    SELECT * FROM "Outlet" WHERE ${ofCallersOutlets(db, sql`"id"`)} AND ${wanted} ORDER BY "code" LIMIT 1`);
  return row && { ...row, pricesIncludeTax: Boolean(row.pricesIncludeTax) };
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
  /** Besides the server register, which every outlet has. */
  readonly registers?: readonly { readonly code: string; readonly name: string }[];
}

export function createOutlet(db: Db, outlet: NewOutlet): Promise<{ id: string }> {
  return db.transaction((tx) => insertOutlet(tx, outlet));
}

/** Refuses with CONFLICT when another outlet has the code. */
export async function insertOutlet(tx: Tx, outlet: NewOutlet): Promise<{ id: string }> {
  const id = uuid();
  const registers = [{ code: SERVER_REGISTER, name: 'Server' }, ...(outlet.registers ?? [])];
  await nextCatalogueVersion(tx); // holds up whoever makes a product at this moment, so that it gets its level here
  const [other] = await tx.query(sql`SELECT 1 FROM "Outlet" WHERE "code" = ${outlet.code}`);
  if (other) throw new Refusal('CONFLICT', `There is an outlet ${outlet.code} already.`, { field: 'code' });
  await tx.execute(sql`
    INSERT INTO "Outlet" ("id", "code", "name", "timeZone", "currency", "pricesIncludeTax", "cutOverMinutes")
    VALUES (${id}, ${outlet.code}, ${outlet.name}, ${outlet.timeZone}, ${outlet.currency}, ${outlet.pricesIncludeTax},
      ${outlet.cutOverMinutes ?? 0})`);
  const rows = registers.map(({ code, name }) => sql`(${uuid()}, ${id}, ${code}, ${name})`);
  await tx.execute(sql`INSERT INTO "Register" ("id", "outletId", "code", "name") VALUES ${join(rows)}`);
  await tx.execute(sql`
    INSERT INTO "StockLevel" ("outletId", "productId", "quantity") SELECT ${id}, "id", 0 FROM "Product"`);
  await audit(tx, { action: 'outlet.created', outletId: id, subjectId: id, subjectName: outlet.name, after: outlet });
  return { id };
}
