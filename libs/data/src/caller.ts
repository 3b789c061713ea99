import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';

/** Whoever works with the database: a person, a program, a device, or the shop itself. */
export interface Caller {
  /** The person's or the API key's id; null where it is nobody's doing. */
  readonly id: string | null;
  /** What the audit trail calls them. */
  readonly name: string;
  /** The network address that the request came from. */
  readonly address?: string;
  /** Whose rows they may read and write. */
  readonly outlets: 'ALL' | readonly string[];
}

/** Start, jobs and the command line. */
export const THE_SHOP_ITSELF: Caller = { id: null, name: 'Tillkeep', outlets: 'ALL' };

/** The one place that keeps outlets apart: a condition for every statement that finds an outlet's rows by anything else. */
export function ofCallersOutlets({ caller }: { readonly caller: Caller }, outletId: Sql): Sql {
  if (caller.outlets === 'ALL') return sql`TRUE`;
  if (caller.outlets.length === 0) return sql`FALSE`;
  return sql`${outletId} IN (${join([...caller.outlets])})`;
}

/** The same as Prisma's filter. */
export function whereOfCallersOutlets({ caller }: { readonly caller: Caller }): { in?: string[] } {
  return caller.outlets === 'ALL' ? {} : { in: [...caller.outlets] };
}

export function isCallersOutlet({ caller }: { readonly caller: Caller }, outletId: string): boolean {
  return caller.outlets === 'ALL' || caller.outlets.includes(outletId);
}
