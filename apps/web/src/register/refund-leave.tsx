import { formatMoney, type Approval } from '@tillkeep/domain';
import type { Claim, RegisterPeople, Store } from '@tillkeep/offline';
import { Dialog } from '@tillkeep/ui';
import { approve } from './cashier';
import { Leave } from './leave';

/** More given back than a cashier may alone: somebody who may gives their leave, for this sale and this amount. */
export default function RefundLeave(props: {
  store: Store;
  claim: Claim;
  people: RegisterPeople;
  saleId: string | undefined;
  amount: number;
  onApprove: (approval: Approval) => void;
  onClose: () => void;
}) {
  const { store, claim, people, saleId, amount, onApprove, onClose } = props;
  return (
    <Dialog open onOpenChange={onClose} title="A manager has to approve this">
      <div className="grid gap-4">
        <p>
          <span className="block font-medium">Goods come back</span>
          <span className="tabular text-lg">{formatMoney(amount, claim.outlet.currency)}</span>
        </p>
        <Leave
          store={store}
          people={people}
          onKnown={(approver) => {
            onClose();
            onApprove(approve({ action: 'REFUND', amount, saleId }, approver, claim));
          }}
        />
      </div>
    </Dialog>
  );
}
