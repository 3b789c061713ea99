import type { SalePageQuery, SaleReceiptFragment } from '@tillkeep/client';
import { classNames } from '@tillkeep/ui';
import { CircleCheck, CircleX, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount, formatDateTime, plural } from '../format';

import { failureWords, nextAttemptText } from '../sync/failure-words';
import { waitedWords } from './waited-words';

/** On the till → at the gateway → in the ERP as document N; or why not, and what happens next. */
export function SaleJourney({ sale }: { sale: NonNullable<SalePageQuery['sale']> }) {
  const { outlet, register, claim, syncError } = sale;
  const at = (instant: string) => formatDateTime(instant, outlet.timeZone);
  const isFromTill = claim.deviceName !== GATEWAY;
  return (
    <section aria-labelledby="journey" className="rounded-lg border border-line bg-surface p-5">
      <h2 id="journey" className="mb-4 text-sm font-semibold">
        Where this sale is
      </h2>
      <ol>
        <Stop state="done" title={isFromTill ? 'On the till' : 'Sold'} when={at(sale.soldAt)}>
          At {register.name} ({register.code}), {outlet.name}
          {isFromTill && `, as sale ${formatCount(sale.sequence)} of “${claim.deviceName}”`}.
        </Stop>
        <Stop state="done" title="At the gateway" when={at(sale.recordedAt)}>
          {isFromTill && waitedWords(sale)} Safe in the shop’s books, stock counted.
        </Stop>
        {sale.syncStatus === 'SYNCED' && (
          <Stop
            state="done"
            title={`Booked ${sale.syncNote === null ? '' : 'by hand '}in the ERP as ${sale.erpReference}`}
            when={sale.syncedAt && at(sale.syncedAt)}
            last
          >
            {sale.syncNote}
            {sale.syncNote === null &&
              sale.syncAttempts > 1 &&
              `At the ${ordinal(sale.syncAttempts)} attempt.`}
          </Stop>
        )}
        {sale.syncStatus === 'PENDING' && (
          <Stop state="waiting" title="Waiting to be booked in the ERP" last>
            It is sent with the next sync.
          </Stop>
        )}
        {sale.syncStatus === 'FAILED' && (
          <Stop state="failed" title="Not booked in the ERP" when={syncError && at(syncError.at)} last>
            {syncError && <Failure error={syncError} attempts={sale.syncAttempts} />}
          </Stop>
        )}
      </ol>
    </section>
  );
}

function Failure({
  error,
  attempts,
}: {
  error: NonNullable<SaleReceiptFragment['syncError']>;
  attempts: number;
}) {
  const { title, next, detail } = failureWords(error);
  return (
    <>
      <p className="font-medium text-ink">{title}</p>
      <p className="mt-1">{next}</p>
      <p className="mt-1">
        {plural(attempts, 'attempt')} so far, the next {nextAttemptText(error.nextAttemptAt)}.
      </p>
      <p className="mt-2 border-l-2 border-line pl-2 text-xs">
        <code className="font-mono">{error.code}</code>
        {detail && <> · {detail}</>}
      </p>
    </>
  );
}

function Stop(props: {
  state: 'done' | 'waiting' | 'failed';
  title: string;
  when?: string | null;
  last?: boolean;
  children?: ReactNode;
}) {
  const { state, title, when, last, children } = props;
  const { Icon, look } = looks[state];
  return (
    <li className="relative grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3 pb-5 last:pb-0">
      {!last && (
        <span aria-hidden className="absolute top-6 bottom-1 left-2.5 w-px -translate-x-1/2 bg-line" />
      )}
      <Icon aria-hidden className={classNames('size-5', look)} />
      <div className="min-w-0 text-sm">
        <h3 className="font-semibold break-words">{title}</h3>
        {when && <p className="tabular text-xs text-ink-muted">{when}</p>}
        {children && <div className="mt-1 text-ink-muted">{children}</div>}
      </div>
    </li>
  );
}

/** The name under which the gateway holds a register whose sales come in through the API and are numbered by itself. */
const GATEWAY = 'Gateway';

const looks = {
  done: { Icon: CircleCheck, look: 'text-synced' },
  waiting: { Icon: Clock, look: 'text-pending' },
  failed: { Icon: CircleX, look: 'text-failed' },
};

function ordinal(count: number): string {
  const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${count}${suffixes[new Intl.PluralRules('en', { type: 'ordinal' }).select(count)] ?? 'th'}`;
}
