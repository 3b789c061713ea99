import { givenBack } from './returns';
import { isAtLeast, type Role } from './role';

export const APPROVAL_ACTIONS = [
  'PRICE_CHANGE',
  'CART_CLEARED',
  'DRAWER_OPENED',
  'SHIFT_DIFFERENCE',
  'REFUND',
] as const;
export type ApprovalAction = (typeof APPROVAL_ACTIONS)[number];

/** What is approved, and nothing else: of which sale, product or event, and with which amount in minor units. */
export interface ApprovedDeed {
  readonly action: ApprovalAction;
  /** PRICE_CHANGE: the new unit price. CART_CLEARED: the cart's total. SHIFT_DIFFERENCE: the difference. REFUND: what is given back. */
  readonly amount: number;
  readonly saleId?: string | null;
  readonly productId?: string | null;
  readonly eventId?: string | null;
}

/** A manager's leave for one deed, given at a register with their PIN. */
export interface Approval extends ApprovedDeed {
  /** A UUIDv7; it counts once. */
  readonly id: string;
  readonly approverId: string;
  readonly approverName: string;
  /** By the device's clock, RFC 3339 in UTC. */
  readonly at: string;
  /** See approvalMac (approval-mac.ts). */
  readonly mac: string;
}

/** What an outlet lets a cashier do alone. */
export interface ApprovalLimits {
  /** In percent of the list price, up or down. */
  readonly priceChangeLimit: number;
  /** In minor units, too much or too little in the drawer. */
  readonly differenceLimit: number;
  /** In minor units, given back in one sale; at 0 each asks. */
  readonly refundLimit: number;
}

/** What somebody at a register is about to do. */
export type GuardedDeed =
  | { readonly action: 'PRICE_CHANGE'; readonly listPrice: number; readonly unitPrice: number }
  | { readonly action: 'CART_CLEARED'; readonly lines: number }
  | { readonly action: 'DRAWER_OPENED' }
  | { readonly action: 'SHIFT_DIFFERENCE'; readonly difference: number }
  | { readonly action: 'REFUND'; readonly amount: number };

/** Whether somebody who is `role` needs a manager's leave for it. */
export function needsApproval(deed: GuardedDeed, role: Role, limits: ApprovalLimits): boolean {
  if (mayApprove(role)) return false;
  switch (deed.action) {
    case 'PRICE_CHANGE':
      return Math.abs(deed.unitPrice - deed.listPrice) * 100 > limits.priceChangeLimit * deed.listPrice;
    case 'CART_CLEARED':
      return deed.lines > 0;
    case 'DRAWER_OPENED':
      return true;
    case 'SHIFT_DIFFERENCE':
      return Math.abs(deed.difference) > limits.differenceLimit;
    case 'REFUND':
      return deed.amount > limits.refundLimit;
  }
}

export function mayApprove(role: Role): boolean {
  return isAtLeast(role, 'MANAGER');
}

/** What happened at a register, as far as leave is asked for it. */
export interface GuardedEvent {
  readonly id: string;
  readonly kind: string;
  readonly amount?: number | null;
  readonly expected?: number | null;
}

/** What of an event is not everybody's to do alone, and the amount that leave for it is given for; undefined for others. */
export function deedOfEvent({
  kind,
  amount,
  expected,
}: Omit<GuardedEvent, 'id'>): { readonly deed: GuardedDeed; readonly amount: number } | undefined {
  switch (kind) {
    case 'CART_CLEARED':
      return { deed: { action: 'CART_CLEARED', lines: 1 }, amount: amount ?? 0 };
    case 'DRAWER_OPENED':
      return { deed: { action: 'DRAWER_OPENED' }, amount: 0 };
    case 'SHIFT_CLOSED': {
      const difference = (amount ?? 0) - (expected ?? 0);
      return { deed: { action: 'SHIFT_DIFFERENCE', difference }, amount: difference };
    }
    default:
      return undefined;
  }
}

/** Whether it was somebody's to do who is `role`, alone or with this approval. */
export function isEventApproved(
  event: GuardedEvent,
  approval: ApprovedDeed | undefined,
  role: Role,
  limits: ApprovalLimits,
): boolean {
  const asked = deedOfEvent(event);
  if (!asked || !needsApproval(asked.deed, role, limits)) return true;
  return (
    approval?.action === asked.deed.action &&
    approval.eventId === event.id &&
    approval.amount === asked.amount
  );
}

export interface PricedLine {
  readonly productId?: string | null;
  readonly unitPrice: number;
  /** What the catalogue asked, where the price was changed by hand. */
  readonly listPrice?: number | null;
}

/** For each line of a sale the approval of its changed price, if there is one; none serves two lines. */
export function approvalsOfLines<A extends ApprovedDeed & { readonly id: string }>(
  sale: { readonly id: string; readonly lines: readonly PricedLine[] },
  approvals: readonly A[],
): (A | undefined)[] {
  const left = new Map(approvals.map((approval) => [approval.id, approval]));
  return sale.lines.map(({ productId, unitPrice, listPrice }) => {
    if (listPrice === undefined || listPrice === null || listPrice === unitPrice) return undefined;
    const found = [...left.values()].find(
      (approval) =>
        approval.action === 'PRICE_CHANGE' &&
        approval.saleId === sale.id &&
        approval.productId === productId &&
        approval.amount === unitPrice,
    );
    if (found) left.delete(found.id);
    return found;
  });
}

/** Whether every price that needs an approval, when somebody who is `role` sells, has one. */
export function arePricesApproved(
  sale: { readonly id: string; readonly lines: readonly PricedLine[] },
  approvals: readonly (ApprovedDeed & { readonly id: string })[],
  role: Role,
  limits: ApprovalLimits,
): boolean {
  const given = approvalsOfLines(sale, approvals);
  return sale.lines.every(({ unitPrice, listPrice }, index) => {
    const deed = { action: 'PRICE_CHANGE', unitPrice, listPrice: listPrice ?? unitPrice } as const;
    return given[index] !== undefined || !needsApproval(deed, role, limits);
  });
}

/** A sale, as far as it gives something back. */
export interface GivingSale {
  readonly id: string;
  readonly lines: readonly { readonly quantity: number; readonly total: number }[];
}

/** The approval of what the sale gives back, if there is one: for this sale and this amount. */
export function approvalOfRefund<A extends ApprovedDeed>(
  { id, lines }: GivingSale,
  approvals: readonly A[],
): A | undefined {
  const amount = givenBack(lines);
  return approvals.find(
    (approval) => approval.action === 'REFUND' && approval.saleId === id && approval.amount === amount,
  );
}

/** Whether what the sale gives back was for somebody to give who is `role`, alone or with one of the approvals. */
export function isRefundApproved(
  sale: GivingSale,
  approvals: readonly ApprovedDeed[],
  role: Role,
  limits: ApprovalLimits,
): boolean {
  const deed = { action: 'REFUND', amount: givenBack(sale.lines) } as const;
  return !needsApproval(deed, role, limits) || approvalOfRefund(sale, approvals) !== undefined;
}
