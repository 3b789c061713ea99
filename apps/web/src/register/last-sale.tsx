import { formatMoney } from '@tillkeep/domain';
import type { StoredSale } from '@tillkeep/offline';
import { Button } from '@tillkeep/ui';

/** What was to be given back last, for whoever asks once more. */
export default function LastSale(props: {
  sale: StoredSale;
  currency: string;
  onShowReceipt: (sale: StoredSale) => void;
}) {
  const { sale, currency, onShowReceipt } = props;
  const { total } = sale.sent;
  return (
    <div className="flex items-center gap-3 rounded-md border border-line px-4 py-2 text-sm">
      <p className="min-w-0 flex-1">
        <span className="block text-ink-muted">Sale {sale.sent.number}</span>
        {total < 0 ? 'Given back' : 'Change'}{' '}
        <span className="tabular font-semibold">
          {formatMoney(total < 0 ? -total : sale.change, currency)}
        </span>
      </p>
      <Button variant="quiet" size="touch" onClick={() => onShowReceipt(sale)}>
        Receipt
      </Button>
    </div>
  );
}
