import {
  approvalMac,
  approvalOfRefund,
  approvalsOfLines,
  arePricesApproved,
  deedOfEvent,
  isEventApproved,
  isRefundApproved,
  mayApprove,
  type Approval,
  type ApprovalLimits,
  type GivingSale,
  type GuardedEvent,
  type PricedLine,
  type Role,
} from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from './audit';
import { ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { PEOPLE_VALID_MS, worksAt } from './pins';

/** An approval that has held, as it is kept. */
export interface KeptApproval extends Omit<Approval, 'at' | 'mac'> {
  readonly at: Date;
}

/** Where an approval was given. */
export interface ApprovalPlace extends ApprovalLimits {
  readonly claimId: string;
  readonly outletId: string;
}

/** A sale whose prices, and what it gives back, are to be looked at. */
export interface GuardedSale extends GivingSale {
  readonly id: string;
  readonly reference: string;
  readonly lines: readonly (PricedLine & GivingSale['lines'][number])[];
  readonly cashierId: string | null;
  readonly cashierName: string | null;
  readonly approvals: readonly Approval[];
}

/**
 * Answers those of the sales in which a cashier changed a price further, or gave back more, than they may alone, and nobody who
 * may has approved it; keeps the approvals that hold. A sale that nobody's name is on is not looked at.
 */
export async function unapprovedSales(
  tx: Tx,
  place: ApprovalPlace,
  sales: readonly GuardedSale[],
): Promise<Set<string>> {
  const guarded = sales.filter(
    ({ cashierId, lines }) =>
      cashierId !== null &&
      lines.some(({ listPrice, quantity }) => (listPrice ?? null) !== null || quantity < 0),
  );
  if (guarded.length === 0) return new Set();
  const roles = await rolesOf(
    tx,
    place.outletId,
    guarded.flatMap(({ cashierId }) => cashierId ?? []),
  );
  const holding = await holdingApprovals(
    tx,
    place,
    guarded.flatMap(({ approvals }) => approvals),
  );
  const unapproved = new Set<string>();
  for (const sale of guarded) {
    const holds = new Set(holding.map(({ id }) => id));
    const given = sale.approvals.filter(({ id }) => holds.has(id));
    const used = [...approvalsOfLines(sale, given), approvalOfRefund(sale, given)];
    const counted = await countOnce(
      tx,
      place.claimId,
      used.flatMap((approval) => approval ?? []),
    );
    const role = roles.get(sale.cashierId ?? '') ?? 'CASHIER';
    const isApproved =
      arePricesApproved(sale, counted, role, place) && isRefundApproved(sale, counted, role, place);
    if (!isApproved) unapproved.add(sale.id);
    await note(tx, place, sale, counted);
  }
  return unapproved;
}

/** An event whose doer may have needed leave for it. */
export interface EventToJudge extends GuardedEvent {
  readonly userId: string | null;
  readonly approval: Approval | undefined;
}

/**
 * Answers those of the events that a cashier may not do alone, and nobody who may has approved; keeps the approvals that hold.
 * An event that nobody's name is on is not looked at.
 */
export async function unapprovedEvents(
  tx: Tx,
  place: ApprovalPlace,
  events: readonly EventToJudge[],
): Promise<Set<string>> {
  const guarded = events.filter((event) => event.userId !== null && deedOfEvent(event));
  if (guarded.length === 0) return new Set();
  const roles = await rolesOf(
    tx,
    place.outletId,
    guarded.flatMap(({ userId }) => userId ?? []),
  );
  const holding = await holdingApprovals(
    tx,
    place,
    guarded.flatMap(({ approval }) => approval ?? []),
  );
  const unapproved = new Set<string>();
  for (const event of guarded) {
    const role = roles.get(event.userId ?? '') ?? 'CASHIER';
    if (isEventApproved(event, undefined, role, place)) continue;
    const approval = holding.find(({ id }) => id === event.approval?.id);
    const fits = approval && isEventApproved(event, approval, role, place);
    if (!fits || (await countOnce(tx, place.claimId, [approval])).length === 0) unapproved.add(event.id);
  }
  return unapproved;
}

/** By sale, in the order of their making. */
export async function findApprovals(
  db: Db,
  saleIds: readonly string[],
): Promise<Map<string, KeptApproval[]>> {
  if (saleIds.length === 0) return new Map();
  const rows = await db.query<Omit<KeptApproval, 'at' | 'saleId'> & { at: string; saleId: string }>(sql`
    SELECT a."id", a."action", a."approverId", a."approverName", a."amount", a."saleId", a."productId", a."eventId", a."at"
    FROM "Approval" a JOIN "Sale" s ON s."id" = a."saleId"
    WHERE a."saleId" IN (${join([...saleIds])}) AND ${ofCallersOutlets(db, sql`s."outletId"`)} ORDER BY a."at", a."id"`);
  const found = new Map<string, KeptApproval[]>();
  for (const { at, ...row } of rows)
    found.set(row.saleId, [...(found.get(row.saleId) ?? []), { ...row, at: new Date(at) }]);
  return found;
}

/** Those that somebody has made who may, with a PIN that is theirs or was until devices could know better. */
async function holdingApprovals(
  tx: Tx,
  place: ApprovalPlace,
  approvals: readonly Approval[],
): Promise<Approval[]> {
  if (approvals.length === 0) return [];
  const rows = await tx.query<{ userId: string; hash: string; role: Role }>(sql`
    SELECT p."userId", p."hash", u."role" FROM "Pin" p JOIN "User" u ON u."id" = p."userId"
    WHERE p."userId" IN (${join([...new Set(approvals.map(({ approverId }) => approverId))])})
      AND (p."endedAt" IS NULL OR p."endedAt" > ${new Date(Date.now() - PEOPLE_VALID_MS)}) AND ${worksAt(place.outletId)}`);
  const pins = rows.filter(({ role }) => mayApprove(role));
  return approvals.filter(({ mac, ...approval }) =>
    pins.some(
      ({ userId, hash }) =>
        userId === approval.approverId && approvalMac(approval, place.claimId, hash) === mac,
    ),
  );
}

/** Keeps them, and answers those that were not kept before. */
async function countOnce(tx: Tx, claimId: string, approvals: readonly Approval[]): Promise<Approval[]> {
  const counted: Approval[] = [];
  for (const approval of approvals) {
    const { id, action, approverId, approverName, amount, saleId, productId, eventId, at } = approval;
    const rows = await tx.execute(sql`
      INSERT INTO "Approval" ("id", "claimId", "action", "approverId", "approverName", "amount", "saleId", "productId", "eventId", "at")
      VALUES (${id}, ${claimId}, ${action}, ${approverId}, ${approverName}, ${amount}, ${saleId ?? null}, ${productId ?? null},
        ${eventId ?? null}, ${new Date(at)})
      ON CONFLICT ("id") DO NOTHING`);
    if (rows > 0) counted.push(approval);
  }
  return counted;
}

async function note(
  tx: Tx,
  { outletId }: ApprovalPlace,
  sale: GuardedSale,
  approvals: readonly Approval[],
): Promise<void> {
  for (const { action, approverId, approverName, amount, productId } of approvals) {
    const what = {
      ...{ outletId, subjectId: sale.id, subjectName: sale.reference },
      by: { id: approverId, name: approverName },
    };
    if (action === 'REFUND') {
      await audit(tx, {
        ...what,
        action: 'sale.refund-approved',
        after: { amount, cashier: sale.cashierName },
      });
      continue;
    }
    await audit(tx, {
      ...what,
      action: 'sale.price-approved',
      before: { price: sale.lines.find((line) => line.productId === productId)?.listPrice },
      after: { price: amount, cashier: sale.cashierName },
    });
  }
}

async function rolesOf(tx: Tx, outletId: string, userIds: readonly string[]): Promise<Map<string, Role>> {
  const rows = await tx.query<{ id: string; role: Role }>(sql`
    SELECT u."id", u."role" FROM "User" u WHERE u."id" IN (${join([...new Set(userIds)])}) AND ${worksAt(outletId)}`);
  return new Map(rows.map(({ id, role }) => [id, role]));
}
