import { formatMoney } from '@tillkeep/domain';
import { currentClaim, listSales, rescueFile, type Line, type StoredSale } from '@tillkeep/offline';
import { Button, Dialog } from '@tillkeep/ui';
import { Check, Download, Minus, Send } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import { download } from '../download';
import { formatAgo, formatCount, formatShortDateTime, plural } from '../format';
import { failureWords, nextAttemptText } from '../sync/failure-words';
import { resetDevice } from './reset-device';
import { SaleStations } from './sale-stations';
import { lineWords } from './status-words';
import { StorageLine } from './storage-line';
import { useNow } from './use-now';
import { useStatus } from './use-status';
import { useStored } from './use-stored';
import type { OpenTill } from './use-till';

/** How many of the till's latest sales are listed at a time. */
const PAGE = 20;

/** What lies behind the status chip: what works, what waits, and where each of this till's sales is. */
export default function StatusSheet(props: {
  till: OpenTill;
  /** Undefined while a sale is open. */
  onShowReceipt?: (sale: StoredSale) => void;
  onChooseRegister: () => void;
  onClose: () => void;
}) {
  const { till, onShowReceipt, onChooseRegister, onClose } = props;
  const { store, sync, claim } = till;
  const status = useStatus(sync);
  const now = useNow(1_000);
  const [sending, setSending] = useState(false);
  const [limit, setLimit] = useState(PAGE);
  const sales = useStored(
    sync,
    useCallback(() => listSales(store, { limit }), [store, limit]),
  );
  const { line, unsent, unsentEvents, held, lastAnswerAt, pricesAsOf, nextTryAt, progress, refusal } = status;
  const waiting = unsent + unsentEvents > 0;
  const { what, works, waits } = lineText[line];
  const { timeZone } = claim.outlet;
  /** The day stands in the number. */
  const time = (instant: string) =>
    new Intl.DateTimeFormat(undefined, { timeStyle: 'short', timeZone }).format(new Date(instant));
  const at = (instant: Date) => formatShortDateTime(instant.toISOString(), timeZone);

  const send = async () => {
    setSending(true);
    await sync.now();
    setSending(false);
  };
  const rescue = async () => {
    const name = `tillkeep-rescue-${claim.outlet.code}-${claim.register.code}-${now.toISOString().slice(0, 10)}.json`;
    download(name, JSON.stringify(await rescueFile(store), null, 1), 'application/json');
  };

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={lineWords[line]}
      description={what}
      className="tablet:w-[min(44rem,calc(100vw-3rem))]"
    >
      <div className="flex flex-col gap-6">
        <ul className="grid gap-x-6 gap-y-1 text-sm tablet:grid-cols-2">
          {works.map((text) => (
            <li key={text} className="flex gap-2">
              <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-synced" />
              <span>
                <span className="sr-only">Works: </span>
                {text}
              </span>
            </li>
          ))}
          {waits.map((text) => (
            <li key={text} className="flex gap-2 text-ink-muted">
              <Minus aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span>
                <span className="sr-only">Waits: </span>
                {text}
              </span>
            </li>
          ))}
        </ul>

        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-sm">
          <Fact name="Not sent yet">
            <span className="tabular">
              {waiting ? waitingWords(unsent, unsentEvents) : 'Nothing: every sale has arrived'}
            </span>
            {held > 0 && (
              <span className="block font-medium text-failed">
                {plural(held, 'of them was', 'of them were')} refused by the gateway. They are kept here; give
                the rescue file to whoever looks after the shop.
              </span>
            )}
            {refusal && (
              <span className="block font-medium text-failed">The gateway says: {refusal.message}</span>
            )}
          </Fact>
          <Fact name="Last contact">
            {lastAnswerAt ? formatAgo(lastAnswerAt.toISOString(), now) : 'None yet'}
            {nextTryAt && nextTryAt > now && line !== 'ONLINE' && (
              <span className="text-ink-muted">, tried again {formatAgo(nextTryAt.toISOString(), now)}</span>
            )}
          </Fact>
          <Fact name="Prices as of">{pricesAsOf ? at(pricesAsOf) : 'Not loaded yet'}</Fact>
          <Fact name="Storage">
            <StorageLine />
          </Fact>
          <Fact name="This till">
            {claim.register.name} ({claim.outlet.code}-{claim.register.code}) on “{claim.deviceName}”
          </Fact>
        </dl>

        <div className="flex flex-wrap items-center gap-2">
          <Button
            size="touch"
            variant={waiting ? 'primary' : 'secondary'}
            busy={sending}
            icon={<Send aria-hidden />}
            onClick={() => void send()}
          >
            Send now
          </Button>
          {waiting && (
            <Button size="touch" icon={<Download aria-hidden />} onClick={() => void rescue()}>
              Rescue file
            </Button>
          )}
          {progress?.what === 'SALES' && (
            <span role="status" className="tabular text-sm text-ink-muted">
              {formatCount(progress.done)}
              {progress.total !== undefined && ` of ${formatCount(progress.total)}`} sent
            </span>
          )}
        </div>

        <section aria-labelledby="till-sales">
          <h3 id="till-sales" className="mb-1 font-semibold">
            Sales of this till
          </h3>
          {sales?.length === 0 && <p className="text-sm text-ink-muted">None yet.</p>}
          <ul className="divide-y divide-line">
            {sales?.map((sale) => (
              <li key={sale.id} className="py-2.5">
                <div className="flex items-center gap-3">
                  <p className="min-w-0 flex-1 truncate">
                    <span className="font-medium">{sale.sent.number}</span>{' '}
                    <span className="text-sm text-ink-muted">{time(sale.sent.soldAt)}</span>
                  </p>
                  <span className="tabular font-medium">
                    {formatMoney(sale.sent.total, claim.outlet.currency)}
                  </span>
                  {onShowReceipt && (
                    <Button
                      className="-my-1"
                      aria-label={`Receipt ${sale.sent.number}`}
                      onClick={() => onShowReceipt(sale)}
                    >
                      Receipt
                    </Button>
                  )}
                </div>
                <SaleStations sale={sale} />
                <Reason sale={sale} now={now} />
              </li>
            ))}
          </ul>
          {sales?.length === limit && (
            <Button size="touch" onClick={() => setLimit(limit + PAGE)}>
              Older sales
            </Button>
          )}
        </section>

        <LeaveRegister
          till={till}
          unsent={waiting && waitingWords(unsent, unsentEvents)}
          onChooseRegister={onChooseRegister}
        />
      </div>
    </Dialog>
  );
}

/** Why a sale is not where it should be, and what happens next. */
function Reason({ sale, now }: { sale: StoredSale; now: Date }) {
  const { state, message, outcome, syncStatus, syncError } = sale;
  if (state === 'HELD')
    return (
      <Why title={message ?? 'The gateway does not know this till any more.'}>
        It is kept here and sent again.
      </Why>
    );
  if (outcome === 'CONFLICT')
    return (
      <Why title="The gateway had another sale under this one’s identity.">
        Both are kept; a manager sees them.
      </Why>
    );
  if (state === 'FINAL' && message)
    return <Why title={message}>It is kept here and sent again by itself.</Why>;
  if (syncStatus !== 'FAILED' || !syncError) return null;
  const { title, next } = failureWords(syncError);
  return (
    <Why title={title}>
      {next} Tried again {nextAttemptText(syncError.nextAttemptAt, now)}.
    </Why>
  );
}

function Why({ title, children }: { title: string; children: ReactNode }) {
  return (
    <p className="mt-1 border-l-2 border-line pl-2 text-sm text-ink-muted">
      <span className="font-medium text-ink">{title}</span> {children}
    </p>
  );
}

/** "2 sales and 1 event" */
function waitingWords(sales: number, events: number): string {
  if (events === 0) return plural(sales, 'sale');
  return sales === 0 ? plural(events, 'event') : `${plural(sales, 'sale')} and ${plural(events, 'event')}`;
}

/** Both are held back while a sale is on this device only, and while nobody else can close its shift. */
function LeaveRegister(props: {
  till: OpenTill;
  /** What has not arrived. */
  unsent: string | false;
  onChooseRegister: () => void;
}) {
  const { till, unsent, onChooseRegister } = props;
  const { store, sync } = till;
  const claim = useStored(
    sync,
    useCallback(() => currentClaim(store), [store]),
  );
  const heldBack = unsent
    ? `Held back until everything has arrived at the gateway: ${unsent} to go.`
    : claim?.shift && 'Held back until the shift is closed: press F7.';
  const [resetting, setResetting] = useState(false);
  if (resetting) {
    return (
      <section aria-label="Reset this device" className="rounded-lg bg-failed-soft p-4 text-sm">
        <p className="font-semibold text-failed">Reset this device?</p>
        <p className="mt-1">
          Everything that Tillkeep keeps in this browser is deleted: products, held sales, and the list of
          sales, all of which are at the gateway. The device then chooses a register anew.
        </p>
        <div className="mt-3 flex flex-wrap gap-3">
          <Button size="touch" onClick={() => setResetting(false)}>
            Keep everything
          </Button>
          <Button size="touch" variant="danger" onClick={() => void resetDevice(store)}>
            Reset
          </Button>
        </div>
      </section>
    );
  }
  return (
    <section aria-label="Leave this register" className="border-t border-line pt-4">
      <div className="flex flex-wrap gap-2">
        <Button size="touch" disabled={heldBack !== undefined} onClick={onChooseRegister}>
          Use another register
        </Button>
        <Button
          size="touch"
          variant="quiet"
          disabled={heldBack !== undefined}
          onClick={() => setResetting(true)}
        >
          Reset this device
        </Button>
      </div>
      {heldBack && <p className="mt-2 text-sm text-ink-muted">{heldBack}</p>}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

const always = ['Scan, search, sell and print', 'Hold sales and take them up again'];
const needGateway = ['New prices, and what other tills sold', 'The back office, and choosing a register'];

const lineText: Record<Line, { what: string; works: string[]; waits: string[] }> = {
  ONLINE: {
    what: 'Sales go to the gateway as they are made.',
    works: [...always, ...needGateway],
    waits: [],
  },
  NO_NETWORK: {
    what: 'This device has no network. Go on selling: every sale is kept here and sent once the network is back.',
    works: always,
    waits: needGateway,
  },
  GATEWAY_UNREACHABLE: {
    what: 'The shop’s server does not answer. Go on selling: every sale is kept here and sent once it does.',
    works: always,
    waits: needGateway,
  },
  ERP_DELAYED: {
    what: 'Sales reach the gateway and are safe there. The ERP’s books are behind; they catch up by themselves.',
    works: [...always, ...needGateway],
    waits: ['The ERP’s books'],
  },
};
