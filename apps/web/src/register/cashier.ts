import { approvalMac, needsApproval, type Approval, type ApprovedDeed } from '@tillkeep/domain';
import type { Claim, KnownPerson, RegisterPeople } from '@tillkeep/offline';
import { v7 } from 'uuid';
import type { RegisterState } from './register-state';
import type { Cashier, PriceAsked } from './use-cashier';

/** What somebody who has typed their PIN may do at this register. */
export function cashierOf(known: KnownPerson, limits: RegisterPeople, claim: Claim): Cashier {
  const { id, name, role, verifier } = known.person;
  return {
    ...{ id, name, verifier },
    mayAlone: (deed) => !needsApproval(deed, role, limits),
    withPrice(asked, state) {
      const line = state.cart.lines.find(({ lineId }) => lineId === asked.lineId);
      if (!line) return asked;
      const deed = { action: 'PRICE_CHANGE', listPrice: line.listPrice, unitPrice: asked.price } as const;
      if (!needsApproval(deed, 'CASHIER', limits)) return asked;
      // Somebody else may finish the sale: that it was this person's doing is written down.
      return needsApproval(deed, role, limits) ? undefined : approvedPrice(asked, state, known, claim);
    },
  };
}

/** The same price, with the leave of somebody who may give it. */
export function approvedPrice(
  asked: PriceAsked,
  state: RegisterState,
  approver: KnownPerson,
  claim: Claim,
): PriceAsked {
  const line = state.cart.lines.find(({ lineId }) => lineId === asked.lineId);
  const deed = {
    ...{ action: 'PRICE_CHANGE' as const, amount: asked.price, saleId: state.saleId },
    productId: line?.product.productId,
  };
  return { ...asked, approval: approve(deed, approver, claim) };
}

export function approve(deed: ApprovedDeed, { person, pinHash }: KnownPerson, { claimId }: Claim): Approval {
  const approval = {
    ...deed,
    ...{ id: v7(), approverId: person.id, approverName: person.name, at: new Date().toISOString() },
  };
  return { ...approval, mac: approvalMac(approval, claimId, pinHash) };
}
