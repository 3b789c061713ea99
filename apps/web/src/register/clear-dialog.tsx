import { cartTotals, formatMoney, money, type Approval } from '@tillkeep/domain';
import type { RegisterPeople } from '@tillkeep/offline';
import { recordEvent } from '@tillkeep/offline/record-event';
import { Button, Dialog, Notice } from '@tillkeep/ui';
import { useState } from 'react';
import { v7 } from 'uuid';
import { plural } from '../format';
import { approve } from './cashier';
import { Leave } from './leave';
import type { RegisterState } from './register-state';
import type { Cashier } from './use-cashier';
import type { OpenTill } from './use-till';

/** The one question of the register: it is only asked when there is something to lose. A cashier needs leave for it. */
export default function ClearDialog(props: {
  till: OpenTill;
  state: RegisterState;
  people: RegisterPeople | undefined;
  cashier: Cashier | undefined;
  onClear: () => void;
  onClose: () => void;
  /** It is gone, and nothing has the focus. */
  onClosed: () => void;
}) {
  const { till, state, people, cashier, onClear, onClose, onClosed } = props;
  const { store, lead, claim } = till;
  const { outlet } = claim;
  const { lines } = state.cart;
  const total = money(cartTotals(state.cart, outlet.pricesIncludeTax).total);
  const [eventId] = useState(() => v7());
  const [problem, setProblem] = useState<string>();
  const needsLeave = people && cashier && !cashier.mayAlone({ action: 'CART_CLEARED', lines: lines.length });

  /** It is gone only once it is written down. */
  const clear = async (approval?: Approval) => {
    const stored = await recordEvent(store, lead, {
      ...{ id: eventId, kind: 'CART_CLEARED', at: new Date(), amount: total, approval },
      ...(cashier && { userId: cashier.id, userName: cashier.name }),
    });
    if (!stored.ok) return setProblem(stored.error.message);
    onClear();
    onClose();
  };

  return (
    <Dialog
      open
      onOpenChange={onClose}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        onClosed();
      }}
      title={`Clear ${plural(lines.length, 'line')}?`}
      description={
        state.tender?.taken.length
          ? 'Payments were taken for it already: give them back. Nothing of the sale has been saved.'
          : 'Nothing of the sale has been saved.'
      }
      footer={
        <>
          <Button size="touch" onClick={onClose}>
            Keep the sale
          </Button>
          {!needsLeave && (
            <Button size="touch" variant="danger" onClick={() => void clear()}>
              Clear
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4 empty:hidden">
        {problem && <Notice tone="failed" title={problem} />}
        {needsLeave && (
          <>
            <p className="text-ink-muted">
              A manager has to approve this. The sale comes to{' '}
              <span className="tabular">{formatMoney(total, outlet.currency)}</span>.
            </p>
            <Leave
              store={store}
              people={people}
              onKnown={(approver) => {
                const deed = {
                  action: 'CART_CLEARED',
                  amount: total,
                  saleId: state.saleId,
                  eventId,
                } as const;
                void clear(approve(deed, approver, claim));
              }}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}
