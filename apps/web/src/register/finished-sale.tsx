import { formatMoney } from '@tillkeep/domain';
import {
  findSale,
  type Claim,
  type Store,
  type StoredSale,
  type Sync,
  type SyncStatus,
} from '@tillkeep/offline';
import { Button, classNames } from '@tillkeep/ui';
import { CircleCheck, Printer } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { PaperReceipt } from './paper-receipt';
import { methods } from './payment-methods';
import { receiptOf } from './receipt';
import { SaleStations } from './sale-stations';
import { usePainted } from './use-painted';
import { useStored } from './use-stored';

/** The sale is saved: what to give back, large enough to read from where the customer stands, and the receipt. */
export default function FinishedSale(props: {
  sale: StoredSale;
  claim: Claim;
  store: Store;
  sync: Sync;
  onNewSale: () => void;
}) {
  const { sale, claim, store, sync, onNewSale } = props;
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const latest = useStored(
    sync,
    useCallback(() => findSale(store, sale.id), [store, sale.id]),
    answerNews,
  );
  // What to give back is on the screen a moment earlier than the paper.
  const onPaper = usePainted(sale);
  const { number, total, payments } = sale.sent;
  const show = (amount: number) => formatMoney(amount, claim.outlet.currency);
  const isRefund = total < 0;
  const toGive = isRefund ? -total : sale.change;
  const given = payments.find((payment) => payment.tendered !== undefined)?.tendered;

  return (
    <>
      <section
        aria-labelledby="result-heading"
        className="flex min-h-0 flex-col overflow-y-auto p-4 desktop:p-6"
      >
        <div className="m-auto flex w-full max-w-xl flex-col gap-6">
          <div className="flex flex-col gap-2">
            <h2 id="result-heading" className="flex items-center gap-3 text-lg font-semibold">
              <CircleCheck aria-hidden className="size-6 text-synced" />
              {isRefund ? 'Return' : 'Sale'} {number}
            </h2>
            <SaleStations sale={latest ?? sale} />
          </div>
          <p>
            <span className="block text-lg text-ink-muted">{isRefund ? 'To give back' : 'Change due'}</span>
            <span
              className={classNames(
                'tabular block text-[clamp(4rem,9vw,8rem)] leading-none font-semibold tracking-tight',
                toGive === 0 && 'text-ink-muted',
              )}
            >
              {show(toGive)}
            </span>
          </p>
          <p className="tabular text-ink-muted">
            {isRefund
              ? payments.map(({ method }) => methods[method].by).join(', ')
              : `${given ? `${show(given)} given, ` : ''}${show(total)} paid`}
          </p>
          <div className="flex flex-wrap gap-3">
            <Button ref={next} variant="primary" size="huge" onClick={onNewSale} className="flex-1">
              New sale
            </Button>
            <Button size="huge" icon={<Printer aria-hidden />} onClick={() => window.print()}>
              Print
            </Button>
          </div>
          <p className="text-sm text-ink-muted">Or scan the next item.</p>
        </div>
      </section>
      <div className="overflow-y-auto border-line bg-sunken p-4 max-tablet:border-t tablet:border-l">
        <div className="mx-auto w-fit shadow-raised">
          {onPaper && <PaperReceipt sale={receiptOf(onPaper, claim)} />}
        </div>
      </div>
    </>
  );
}

/** Changes when the gateway has said something, about this sale or others. */
function answerNews({ unsent, held, lastAnswerAt }: SyncStatus): string {
  return `${unsent} ${held} ${lastAnswerAt?.getTime()}`;
}
