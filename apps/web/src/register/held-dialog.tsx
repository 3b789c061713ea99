import { cartTotals, formatMoney } from '@tillkeep/domain';
import type { Claim, ParkedCart } from '@tillkeep/offline';
import { Button, Dialog } from '@tillkeep/ui';
import { formatShortDateTime, plural } from '../format';
import { openSaleOf } from './register-store';

/** The sales put aside on this till, the latest first. */
export default function HeldDialog(props: {
  held: readonly ParkedCart[];
  outlet: Claim['outlet'];
  /** A sale is open: taking up another puts it aside. */
  saleIsOpen: boolean;
  onResume: (parked: ParkedCart) => void;
  onClose: () => void;
}) {
  const { held, outlet, saleIsOpen, onResume, onClose } = props;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Held sales"
      description={saleIsOpen ? 'The open sale is put aside when you take up another.' : undefined}
    >
      {held.length === 0 && <p className="text-ink-muted">No sale is held on this till.</p>}
      <ul className="-mx-2 divide-y divide-line">
        {held.map((parked) => {
          const lines = openSaleOf(parked)?.cart.lines ?? [];
          const total = cartTotals({ lines, removed: [] }, outlet.pricesIncludeTax).total;
          return (
            <li key={parked.id} className="flex items-center gap-3 px-2 py-2">
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium">
                  {parked.name || lines[0]?.product.name || 'A sale of an older version'}
                </p>
                <p className="tabular text-sm text-ink-muted">
                  {plural(lines.length, 'line')}, {formatMoney(total, outlet.currency)}, held{' '}
                  {formatShortDateTime(parked.parkedAt.toISOString(), outlet.timeZone)}
                </p>
              </div>
              <Button size="touch" onClick={() => onResume(parked)}>
                Take up
              </Button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
