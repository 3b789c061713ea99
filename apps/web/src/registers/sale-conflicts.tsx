'use client';

import { useQuery } from '@apollo/client/react';
import { SaleConflictsDocument, type ConflictingSaleFragment } from '@tillkeep/client';
import { Table, Td, Th, Tr } from '@tillkeep/ui';
import { CopyX } from 'lucide-react';
import Link from 'next/link';
import { formatDateTime } from '../format';
import { differences } from './conflict-words';

/** What arrived under the id of a recorded sale with another content; nothing where there is none. */
export function SaleConflicts(props: {
  of: (conflict: ConflictingSaleFragment) => boolean;
  /** Whether the conflicts are not all of the sale whose page this is. */
  namesSale?: boolean;
}) {
  const { of, namesSale } = props;
  const { data } = useQuery(SaleConflictsDocument);
  const conflicts = data?.saleConflicts.filter(of) ?? [];
  if (conflicts.length === 0) return null;
  return (
    <section aria-labelledby="conflicts" className="grid gap-3 rounded-lg bg-failed-soft px-4 py-3 text-sm">
      <div>
        <h2 id="conflicts" className="flex items-center gap-2 font-semibold text-failed">
          <CopyX aria-hidden className="size-4" />
          Two contents for one sale
        </h2>
        <p className="mt-1">
          Something else arrived under the id of a recorded sale. Both are kept: the recorded one counts in
          stock and books, the other in neither. Compare them with the printed receipts; if the other one was
          sold as well, sell it again at a register. Tills do not do this by themselves: call the support.
        </p>
      </div>
      {conflicts.map((conflict) => (
        <Conflict key={conflict.id} conflict={conflict} namesSale={namesSale} />
      ))}
    </section>
  );
}

function Conflict({ conflict, namesSale }: { conflict: ConflictingSaleFragment; namesSale?: boolean }) {
  const { sale, asSent, claim, receivedAt } = conflict;
  return (
    <div className="grid gap-2 text-ink">
      <p>
        {namesSale ? (
          <>
            <Link href={`/sales/${sale.id}`} prefetch={false} className="tabular font-medium underline">
              {sale.reference}
            </Link>
            : the other content came
          </>
        ) : (
          'The other content came'
        )}{' '}
        from “{claim.deviceName}” on {formatDateTime(receivedAt, sale.outlet.timeZone)}.
      </p>
      <Table label={`Differences of ${sale.reference}`}>
        <thead>
          <tr>
            <Th>
              <span className="sr-only">What</span>
            </Th>
            <Th>Recorded</Th>
            <Th>Also arrived</Th>
          </tr>
        </thead>
        <tbody>
          {differences(sale.asSent, asSent, sale.outlet).map(({ name, recorded, other }) => (
            <Tr key={name}>
              <Td className="align-top text-ink-muted">{name}</Td>
              <Td className="align-top">{recorded}</Td>
              <Td className="align-top">{other}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
