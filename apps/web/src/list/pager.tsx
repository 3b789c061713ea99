import { Button } from '@tillkeep/ui';
import { ChevronLeft, ChevronRight, ChevronsLeft } from 'lucide-react';
import { formatCount, plural } from '../format';
import type { Paging } from './address';

/** "51–100 of 1,204 products" with the ways to the pages before and after. */
export function Pager(props: {
  paging: Paging;
  shown: number;
  pageSize: number;
  /** Undefined while it is being counted. */
  total: number | undefined;
  /** What is listed, in the singular: "product". */
  thing: string;
  nextCursor: string | null;
  /** The rows on the screen are still those of the page before: nothing leads on from them. */
  isStale: boolean;
}) {
  const { paging, shown, pageSize, total, thing, nextCursor, isStale } = props;
  const start = paging.before === undefined ? undefined : paging.before * pageSize + 1;
  const range =
    start === undefined ? formatCount(shown) : `${formatCount(start)}–${formatCount(start + shown - 1)}`;
  return (
    <nav aria-label="Pages" className="mt-3 flex flex-wrap items-center justify-between gap-3">
      <p aria-live="polite" className="tabular text-sm text-ink-muted">
        {shown > 0 && !isStale && (total === undefined ? range : `${range} of ${plural(total, thing)}`)}
      </p>
      <div className="flex gap-2">
        {paging.before === undefined ? (
          <Button onClick={paging.first} icon={<ChevronsLeft aria-hidden />}>
            First
          </Button>
        ) : (
          <Button
            onClick={() => isStale || paging.previous()}
            disabled={paging.before === 0}
            icon={<ChevronLeft aria-hidden />}
          >
            Previous
          </Button>
        )}
        <Button onClick={() => isStale || !nextCursor || paging.next(nextCursor)} disabled={!nextCursor}>
          Next
          <ChevronRight aria-hidden />
        </Button>
      </div>
    </nav>
  );
}

/** The same for a list that is all here. Pages count from 0. */
export function LocalPager(props: {
  label: string;
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
}) {
  const { label, page, pageSize, total, onPage } = props;
  if (total <= pageSize) return null;
  const end = Math.min(total, (page + 1) * pageSize);
  return (
    <nav aria-label={label} className="mt-3 flex items-center justify-between gap-3">
      <p aria-live="polite" className="tabular text-sm text-ink-muted">
        {formatCount(page * pageSize + 1)}–{formatCount(end)} of {formatCount(total)}
      </p>
      <div className="flex gap-2">
        <Button disabled={page === 0} onClick={() => onPage(page - 1)} icon={<ChevronLeft aria-hidden />}>
          Previous
        </Button>
        <Button disabled={end === total} onClick={() => onPage(page + 1)}>
          Next
          <ChevronRight aria-hidden />
        </Button>
      </div>
    </nav>
  );
}
