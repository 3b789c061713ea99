'use client';

import type { ProductRow } from '@tillkeep/catalogue-file';
import { Button, MoneyText, Table, Td, Th, Tr } from '@tillkeep/ui';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { formatCount, formatDecimal, formatPercent, plural } from '../../format';
import { LocalPager } from '../../list/pager';
import type { Reading } from './read-file';

const PAGE = 20;

/** The rows as they will be imported, with what was refused and why; and the button that does it. */
export function Preview(props: {
  reading: Reading;
  currency: string;
  /** It is being read anew, another way. */
  isStale: boolean;
  onImport: () => void;
}) {
  const { reading, currency, isStale, onImport } = props;
  const { rows, accepted, refused } = reading;
  const warned = accepted.filter((row) => row.warnings.length > 0);
  const [shown, setShown] = useState<'all' | 'warned' | 'refused'>('all');
  const [page, setPage] = useState(0);
  const list: ProductRow[] = { all: rows, warned, refused }[shown];
  const show = (which: typeof shown) => {
    setShown(which);
    setPage(0);
  };
  return (
    <section aria-label="What will be imported">
      <div className="sticky top-14 z-10 -mx-4 mb-3 flex flex-wrap items-center justify-between gap-3 bg-canvas px-4 py-2 tablet:top-0 tablet:mx-0 tablet:px-0">
        <div
          role="group"
          aria-label="Show"
          className="flex flex-wrap gap-2 max-tablet:w-full max-tablet:*:flex-1 max-tablet:*:gap-1 max-tablet:*:px-1 max-tablet:*:text-xs"
        >
          <Count
            pressed={shown === 'all'}
            onClick={() => show('all')}
            icon={<CircleCheck aria-hidden className="text-synced" />}
          >
            {formatCount(accepted.length)} good
          </Count>
          <Count
            pressed={shown === 'warned'}
            onClick={() => show('warned')}
            disabled={warned.length === 0}
            icon={<TriangleAlert aria-hidden className="text-pending" />}
          >
            {formatCount(warned.length)} to look at
          </Count>
          <Count
            pressed={shown === 'refused'}
            onClick={() => show('refused')}
            disabled={refused.length === 0}
            icon={<CircleX aria-hidden className="text-failed" />}
          >
            {formatCount(refused.length)} refused
          </Count>
        </div>
        <Button
          variant="primary"
          size="touch"
          disabled={isStale || accepted.length === 0}
          onClick={onImport}
          className="max-tablet:w-full"
        >
          Import {plural(accepted.length, 'product')}
        </Button>
      </div>
      <Table label="Rows of the file" aria-busy={isStale} className={isStale ? 'opacity-60' : undefined}>
        <thead>
          <tr>
            <Th numeric>Line</Th>
            <Th className="max-tablet:hidden">SKU</Th>
            <Th>Name</Th>
            <Th className="max-desktop:hidden">Barcode</Th>
            <Th className="max-desktop:hidden">Category</Th>
            <Th numeric>Price</Th>
            <Th numeric className="max-tablet:hidden">
              Tax
            </Th>
            <Th numeric className="max-tablet:hidden">
              Stock
            </Th>
          </tr>
        </thead>
        <tbody>
          {list.slice(page * PAGE, (page + 1) * PAGE).map((row) => (
            <Row key={row.line} row={row} currency={currency} />
          ))}
          {list.length === 0 && (
            <tr>
              <Td colSpan={8} className="py-8 text-center text-ink-muted">
                The file has no rows. If it should, try another sign between the columns.
              </Td>
            </tr>
          )}
        </tbody>
      </Table>
      <LocalPager
        label="Pages of the preview"
        page={page}
        pageSize={PAGE}
        total={list.length}
        onPage={setPage}
      />
    </section>
  );
}

function Row({ row, currency }: { row: ProductRow; currency: string }) {
  if (row.input === undefined) {
    return (
      <Tr className="bg-failed-soft/40">
        <Td numeric className="align-top text-ink-muted">
          {row.line}
        </Td>
        <Td colSpan={7} className="max-w-0">
          <p className="truncate text-ink-muted">{row.raw.filter(Boolean).join(' · ')}</p>
          <Remarks icon={<CircleX aria-hidden className="text-failed" />} problems={row.problems} />
        </Td>
      </Tr>
    );
  }
  const { sku, name, barcodes, category, price, taxRate, stock } = row.input;
  return (
    <Tr>
      <Td numeric className="align-top text-ink-muted">
        {row.line}
      </Td>
      <Td className="tabular align-top whitespace-nowrap max-tablet:hidden">{sku}</Td>
      <Td className="w-full align-top">
        {name}
        <span className="tabular block text-xs text-ink-muted tablet:hidden">{sku}</span>
        <Remarks icon={<TriangleAlert aria-hidden className="text-pending" />} problems={row.warnings} />
      </Td>
      <Td className="tabular align-top text-ink-muted max-desktop:hidden">{barcodes.join(' ')}</Td>
      <Td className="align-top whitespace-nowrap text-ink-muted max-desktop:hidden">{category}</Td>
      <Td numeric className="align-top">
        <MoneyText amount={price} currency={currency} />
      </Td>
      <Td numeric className="align-top text-ink-muted max-tablet:hidden">
        {taxRate !== undefined && formatPercent(taxRate)}
      </Td>
      <Td numeric className="align-top max-tablet:hidden">
        {stock !== undefined && formatDecimal(stock)}
      </Td>
    </Tr>
  );
}

function Remarks({ icon, problems }: { icon: ReactNode; problems: { code: string; message: string }[] }) {
  return problems.map(({ code, message }, index) => (
    <p
      key={`${code}${index}`}
      className="flex items-start gap-1.5 text-xs [&_svg]:mt-px [&_svg]:size-3.5 [&_svg]:shrink-0"
    >
      {icon}
      {message}
    </p>
  ));
}

function Count(props: {
  pressed: boolean;
  disabled?: boolean;
  onClick: () => void;
  icon: ReactNode;
  children: ReactNode;
}) {
  const { pressed, icon, children, ...rest } = props;
  return (
    <Button aria-pressed={pressed} icon={icon} className="tabular" {...rest}>
      {children}
    </Button>
  );
}
