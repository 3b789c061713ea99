import { isLow } from '@tillkeep/domain';
import { CircleX, TriangleAlert } from 'lucide-react';
import { formatDecimal } from '../format';

/** What is on hand; that it is low or gone is said by an icon and a word, not by colour alone. */
export function StockText(props: { stock: number; trackStock: boolean; reorderPoint: number | null }) {
  const { stock, trackStock, reorderPoint } = props;
  if (!trackStock) return <span className="text-ink-muted">not counted</span>;
  const state =
    stock < 0 ? 'oversold' : stock === 0 ? 'none left' : isLow(stock, reorderPoint) ? 'low' : undefined;
  if (!state) return <span className="tabular">{formatDecimal(stock)}</span>;
  const Icon = stock <= 0 ? CircleX : TriangleAlert;
  return (
    <span
      className={`tabular inline-flex h-5 items-center gap-1.5 align-top whitespace-nowrap ${stock <= 0 ? 'text-failed' : 'text-pending'}`}
    >
      <Icon aria-hidden className="size-3.5" />
      <span className="text-xs">{state}</span>
      {stock !== 0 && formatDecimal(stock)}
    </span>
  );
}
