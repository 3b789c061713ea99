'use client';

import { useQuery } from '@apollo/client/react';
import { OutletSettingsDocument } from '@tillkeep/client';
import { Button, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { plural } from '../format';
import { useMay } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { OutletDialog } from './outlet-dialog';
import { SettingsPage } from './settings-page';

/** The outlets of the shop, as far as they are the person’s. */
export function OutletsPage() {
  const { data, error, refetch } = useQuery(OutletSettingsDocument);
  const mayOpen = useMay('ADMIN');
  const [isOpening, setIsOpening] = useState(false);
  const registersOf = (outletId: string) =>
    data?.registers.filter(({ code, outlet }) => code !== '00' && outlet.id === outletId) ?? [];
  return (
    <SettingsPage
      title="Outlets"
      about="Each with its own stock, prices, receipts and registers."
      actions={
        mayOpen && (
          <Button
            variant="primary"
            icon={<Plus aria-hidden />}
            disabled={!data}
            onClick={() => setIsOpening(true)}
          >
            New outlet
          </Button>
        )
      }
    >
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton className="h-40 w-full" />}
      {data && (
        <Table label="Outlets">
          <thead>
            <tr>
              <Th>Outlet</Th>
              <Th>Code</Th>
              <Th className="max-tablet:hidden">Time zone</Th>
              <Th className="max-tablet:hidden">Currency</Th>
              <Th>Registers</Th>
            </tr>
          </thead>
          <tbody>
            {data.outlets.map(({ id, name, code, timeZone, currency }) => (
              <Tr key={id}>
                <Td className="w-full max-w-0 py-2.5">
                  <Link
                    href={`/settings/outlets/${id}`}
                    prefetch={false}
                    className="block truncate font-medium after:absolute after:inset-0 after:content-[''] hover:underline"
                  >
                    {name}
                  </Link>
                </Td>
                <Td className="tabular whitespace-nowrap">{code}</Td>
                <Td className="whitespace-nowrap text-ink-muted max-tablet:hidden">{timeZone}</Td>
                <Td className="text-ink-muted max-tablet:hidden">{currency}</Td>
                <Td className="whitespace-nowrap text-ink-muted">
                  {plural(registersOf(id).length, 'register')}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {isOpening && <OutletDialog onClose={() => setIsOpening(false)} />}
    </SettingsPage>
  );
}
