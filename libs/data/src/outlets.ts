import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import type { Db } from './db';
import type { Outlet, Register } from './generated/sqlite/client';
import { nextCatalogueVersion } from './shop';

export type { Outlet, Register };

/** The code of the register that stands for the gateway itself: sales made through the API are numbered on it. */
export const SERVER_REGISTER = '00';

export function listOutlets(db: Db): Promise<Outlet[]> {
  return db.read.outlet.findMany({ orderBy: { code: 'asc' } });
}

export function listRegisters(db: Db, outletId?: string | null): Promise<(Register & { outlet: Outlet })[]> {
  return db.read.register.findMany({
    where: outletId ? { outletId } : {},
    include: { outlet: true },
    orderBy: [{ outlet: { code: 'asc' } }, { code: 'asc' }],
  });
}

export async function findRegisters(db: Db, ids: readonly string[]): Promise<Map<string, Register>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<Register>(
    sql`SELECT * FROM "Register" WHERE "id" IN (${join([...ids])})`,
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
  const id = uuid();
  const registers = [{ code: SERVER_REGISTER, name: 'Server' }, ...(outlet.registers ?? [])];
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO "Outlet" ("id", "code", "name", "timeZone", "currency", "pricesIncludeTax", "cutOverMinutes")
      VALUES (${id}, ${outlet.code}, ${outlet.name}, ${outlet.timeZone}, ${outlet.currency}, ${outlet.pricesIncludeTax},
        ${outlet.cutOverMinutes ?? 0})`);
    const rows = registers.map(({ code, name }) => sql`(${uuid()}, ${id}, ${code}, ${name})`);
    await tx.execute(sql`INSERT INTO "Register" ("id", "outletId", "code", "name") VALUES ${join(rows)}`);
    await nextCatalogueVersion(tx); // holds up whoever makes a product at this moment, so that it gets its level here
    await tx.execute(sql`
      INSERT INTO "StockLevel" ("outletId", "productId", "quantity") SELECT ${id}, "id", 0 FROM "Product"`);
    return { id };
  });
}
