import { formatMoney } from '@tillkeep/domain';
import type { Claim, RegisterPeople, Store } from '@tillkeep/offline';
import { Dialog } from '@tillkeep/ui';
import { approvedPrice } from './cashier';
import { Leave } from './leave';
import type { RegisterState } from './register-state';
import type { PriceAsked } from './use-cashier';

/** A price beyond what a cashier may change alone: somebody who may gives their leave on the spot. */
export default function LeaveDialog(props: {
  store: Store;
  claim: Claim;
  people: RegisterPeople;
  asked: PriceAsked;
  state: RegisterState;
  onApprove: (priced: PriceAsked) => void;
  onClose: () => void;
}) {
  const { store, claim, people, asked, state, onApprove, onClose } = props;
  const line = state.cart.lines.find(({ lineId }) => lineId === asked.lineId);
  const show = (amount: number) => formatMoney(amount, claim.outlet.currency);
  return (
    <Dialog open onOpenChange={onClose} title="A manager has to approve this">
      <div className="grid gap-4">
        {line && (
          <p>
            <span className="block font-medium">Another price for {line.product.name}</span>
            <span className="tabular text-lg">
              <s className="text-ink-muted">{show(line.listPrice)}</s> → {show(asked.price)} each
            </span>
          </p>
        )}
        <Leave
          store={store}
          people={people}
          onKnown={(approver) => {
            onApprove(approvedPrice(asked, state, approver, claim));
            onClose();
          }}
        />
      </div>
    </Dialog>
  );
}
