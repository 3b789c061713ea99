'use client';

import { useQuery } from '@apollo/client/react';
import {
  OutletSettingsDocument,
  type OutletRegisterFragment,
  type OutletSettingsFieldsFragment,
} from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import { Button, ButtonLink, EmptyState, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { ChevronLeft, MonitorSmartphone, Pencil, Plus } from 'lucide-react';
import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { formatPercent } from '../format';
import { useMay } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { OutletDialog, timeOf } from './outlet-dialog';
import { ReceiptTextDialog } from './receipt-text-dialog';
import { RegisterDialog } from './register-dialog';

type Open = { dialog: 'outlet' | 'receipt' } | { dialog: 'register'; register?: OutletRegisterFragment };

/** One outlet: what it is, what stands on its receipts, and its registers. */
export function OutletPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(OutletSettingsDocument);
  const mayChange = useMay('ADMIN');
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const outlet = data?.outlets.find((one) => one.id === id);
  const registers = data?.registers.filter((one) => one.outlet.id === id && one.code !== '00') ?? [];

  if (data && !outlet) {
    return (
      <EmptyState
        title="There is no such outlet"
        actions={
          <ButtonLink variant="primary">
            <Link href="/settings/outlets">See the outlets</Link>
          </ButtonLink>
        }
      >
        The address may be mistyped, or it is not one of yours.
      </EmptyState>
    );
  }
  return (
    <>
      <Link
        href="/settings/outlets"
        className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Outlets
      </Link>
      <PageHeader
        title={outlet?.name ?? 'Outlet'}
        actions={
          outlet &&
          mayChange && (
            <Button icon={<Pencil aria-hidden />} onClick={() => setOpen({ dialog: 'outlet' })}>
              Change the outlet
            </Button>
          )
        }
      />
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton className="h-80 w-full" />}
      {outlet && (
        <div className="grid items-start gap-5 desktop:grid-cols-2">
          <Facts outlet={outlet} />
          <ReceiptTexts outlet={outlet} onChange={() => setOpen({ dialog: 'receipt' })} />
          <section aria-labelledby="registers" className="desktop:col-span-2">
            <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
              <h2 id="registers" className="text-lg font-semibold">
                Registers
              </h2>
              {mayChange && registers.length > 0 && (
                <Button icon={<Plus aria-hidden />} onClick={() => setOpen({ dialog: 'register' })}>
                  New register
                </Button>
              )}
            </div>
            {registers.length > 0 ? (
              <Registers
                registers={registers}
                onRename={(register) => setOpen({ dialog: 'register', register })}
              />
            ) : (
              <EmptyState
                icon={<MonitorSmartphone aria-hidden />}
                title="No register yet"
                actions={
                  mayChange && (
                    <Button variant="primary" onClick={() => setOpen({ dialog: 'register' })}>
                      Add the first one
                    </Button>
                  )
                }
              >
                A device needs one to sell here, with or without a network.
              </EmptyState>
            )}
          </section>
        </div>
      )}
      {outlet && open?.dialog === 'outlet' && <OutletDialog outlet={outlet} onClose={close} />}
      {outlet && open?.dialog === 'receipt' && <ReceiptTextDialog outlet={outlet} onClose={close} />}
      {open?.dialog === 'register' && (
        <RegisterDialog
          outletId={id}
          register={open.register}
          suggestedCode={freeCode(registers)}
          onClose={close}
        />
      )}
    </>
  );
}

function Facts({ outlet }: { outlet: OutletSettingsFieldsFragment }) {
  const { code, timeZone, currency, pricesIncludeTax, defaultTaxRate, cutOverMinutes } = outlet;
  const { priceChangeLimit, differenceLimit, refundLimit } = outlet;
  return (
    <section aria-labelledby="facts" className="rounded-lg border border-line bg-surface p-5">
      <h2 id="facts" className="mb-3 text-lg font-semibold">
        What it is
      </h2>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-sm">
        <Fact name="Code">{code}</Fact>
        <Fact name="Time zone">{timeZone}</Fact>
        <Fact name="Business day ends">{timeOf(cutOverMinutes)}</Fact>
        <Fact name="Currency">{currency}</Fact>
        <Fact name="Prices">{pricesIncludeTax ? 'Tax included' : 'Tax added on top'}</Fact>
        <Fact name="Default tax rate">{formatPercent(defaultTaxRate)}</Fact>
        <Fact name="Cashiers alone">
          Price changes up to {formatPercent(priceChangeLimit)}, drawer differences up to{' '}
          {formatMoney(differenceLimit, currency)}, refunds up to {formatMoney(refundLimit, currency)}
        </Fact>
      </dl>
    </section>
  );
}

function ReceiptTexts({ outlet, onChange }: { outlet: OutletSettingsFieldsFragment; onChange: () => void }) {
  const { receiptHeader, receiptFooter } = outlet;
  return (
    <section aria-labelledby="receipts" className="rounded-lg border border-line bg-surface p-5">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="receipts" className="text-lg font-semibold">
          Receipts
        </h2>
        <Button icon={<Pencil aria-hidden />} onClick={onChange}>
          Change the text
        </Button>
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-sm">
        <Fact name="Header">{receiptHeader || <Nothing />}</Fact>
        <Fact name="Footer">{receiptFooter || 'Thank you'}</Fact>
      </dl>
    </section>
  );
}

function Registers(props: {
  registers: readonly OutletRegisterFragment[];
  onRename: (register: OutletRegisterFragment) => void;
}) {
  return (
    <Table label="Registers">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Code</Th>
          <Th className="max-tablet:hidden">Held by</Th>
          <Th>
            <span className="sr-only">Rename</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {props.registers.map((register) => (
          <Tr key={register.id}>
            <Td className="w-full font-medium break-words">{register.name}</Td>
            <Td className="tabular">{register.code}</Td>
            <Td className="whitespace-nowrap text-ink-muted max-tablet:hidden">
              {register.claim?.deviceName ?? 'nobody'}
            </Td>
            <Td className="text-right">
              <Button aria-label={`Rename ${register.name}`} onClick={() => props.onRename(register)}>
                Rename
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="tabular min-w-0 break-words whitespace-pre-line">{children}</dd>
    </>
  );
}

function Nothing() {
  return <span className="text-ink-muted">nothing</span>;
}

/** R2 where there is R1. */
function freeCode(registers: readonly OutletRegisterFragment[]): string {
  const codes = new Set(registers.map(({ code }) => code));
  for (let count = 1; ; count++) if (!codes.has(`R${count}`)) return `R${count}`;
}
