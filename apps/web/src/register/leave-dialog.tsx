import { cartTotals, formatMoney, mayApprove } from '@tillkeep/domain';
import { isExpired, type RegisterPeople } from '@tillkeep/offline';
import { Button, Dialog } from '@tillkeep/ui';
import { useState } from 'react';
import { plural } from '../format';
import { approved } from './cashier';
import { PinPad } from './pin-pad';
import type { RegisterAction, RegisterState } from './register-state';
import type { LeaveAsked } from './use-cashier';
import type { OpenTill } from './use-till';

/** What a cashier may not do alone: somebody who may gives their leave on the spot, for this once. */
export default function LeaveDialog(props: {
  till: OpenTill;
  people: RegisterPeople;
  asked: LeaveAsked;
  state: RegisterState;
  onApproved: (action: RegisterAction) => void;
  onClose: () => void;
}) {
  const { till, people, asked, state, onApproved, onClose } = props;
  const { store, claim } = till;
  const approvers = isExpired(people, new Date()) ? [] : people.people.filter(({ role }) => mayApprove(role));
  const [chosenId, setChosenId] = useState(approvers.length === 1 ? approvers[0]?.id : undefined);
  const person = approvers.find(({ id }) => id === chosenId);
  return (
    <Dialog open onOpenChange={onClose} title="A manager has to approve this">
      <div className="grid gap-4">
        <What asked={asked} state={state} {...claim.outlet} />
        {approvers.length === 0 && (
          <p className="text-ink-muted">
            Nobody who may is known here: a manager of this outlet needs a PIN, which is set in the back
            office.
          </p>
        )}
        {approvers.length > 1 && (
          <div role="group" aria-label="Who approves it" className="flex flex-wrap gap-2">
            {approvers.map(({ id, name }) => (
              <Button
                key={id}
                size="touch"
                aria-pressed={id === chosenId}
                variant={id === chosenId ? 'primary' : 'secondary'}
                onClick={() => setChosenId(id)}
              >
                {name}
              </Button>
            ))}
          </div>
        )}
        {person && (
          <PinPad
            key={person.id}
            store={store}
            people={people}
            person={person}
            action="Approve"
            onKnown={(known) => {
              onApproved(approved(asked.action, state, known, claim));
              onClose();
            }}
          />
        )}
      </div>
    </Dialog>
  );
}

function What(props: {
  asked: LeaveAsked;
  state: RegisterState;
  currency: string;
  pricesIncludeTax: boolean;
}) {
  const { asked, state, currency, pricesIncludeTax } = props;
  const { action } = asked;
  const { lines } = state.cart;
  const show = (amount: number) => formatMoney(amount, currency);
  if (action.type !== 'changePrice') {
    const { total } = cartTotals(state.cart, pricesIncludeTax);
    return (
      <p>
        <span className="block font-medium">Clear {plural(lines.length, 'line')}</span>
        <span className="tabular text-ink-muted">The sale comes to {show(total)}.</span>
      </p>
    );
  }
  const line = lines.find(({ lineId }) => lineId === action.lineId);
  if (!line) return null;
  return (
    <p>
      <span className="block font-medium">Another price for {line.product.name}</span>
      <span className="tabular text-lg">
        <s className="text-ink-muted">{show(line.listPrice)}</s> → {show(action.price)} each
      </span>
    </p>
  );
}
