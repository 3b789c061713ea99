import { approvalMac, needsApproval, type ApprovalLimits, type GuardedDeed } from '@tillkeep/domain';
import type { Claim, KnownPerson } from '@tillkeep/offline';
import { v7 } from 'uuid';
import type { RegisterAction, RegisterState } from './register-state';
import type { Cashier } from './use-cashier';

/** What somebody who has typed their PIN may do at this register. */
export function cashierOf(known: KnownPerson, limits: ApprovalLimits, claim: Claim): Cashier {
  const { id, name, role, verifier } = known.person;
  return {
    ...{ id, name, verifier },
    before(action, state) {
      const deed = guardedDeed(action, state);
      if (!deed || !needsApproval(deed, 'CASHIER', limits)) return action;
      if (needsApproval(deed, role, limits))
        return { asks: action.type === 'clear' ? 'clear' : 'price', action };
      // Somebody else may finish the sale: that it was this person's doing is written down.
      return approved(action, state, known, claim);
    },
  };
}

/** The same, with the leave of somebody who may give it. */
export function approved(
  action: RegisterAction,
  state: RegisterState,
  { person, pinHash }: KnownPerson,
  claim: Claim,
): RegisterAction {
  if (action.type !== 'changePrice') return action;
  const approval = {
    ...{ id: v7(), action: 'PRICE_CHANGE' as const, approverId: person.id, approverName: person.name },
    ...{ amount: action.price, saleId: state.saleId, at: new Date().toISOString() },
    productId: state.cart.lines.find(({ lineId }) => lineId === action.lineId)?.product.productId,
  };
  return { ...action, approval: { ...approval, mac: approvalMac(approval, claim.claimId, pinHash) } };
}

function guardedDeed(action: RegisterAction, { cart }: RegisterState): GuardedDeed | undefined {
  if (action.type === 'clear') return { action: 'CART_CLEARED', lines: cart.lines.length };
  if (action.type !== 'changePrice') return undefined;
  const line = cart.lines.find(({ lineId }) => lineId === action.lineId);
  return line && { action: 'PRICE_CHANGE', listPrice: line.listPrice, unitPrice: action.price };
}
