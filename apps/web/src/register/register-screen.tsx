'use client';

import { useQuery } from '@apollo/client/react';
import { OutletsDocument } from '@tillkeep/client';
import { cartTotals } from '@tillkeep/domain';
import { Button, classNames, Skeleton } from '@tillkeep/ui';
import { ChevronDown, ChevronUp, CircleHelp } from 'lucide-react';
import Link from 'next/link';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { plural } from '../format';
import { useOutlet, type OutletHere } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { Mark } from '../shell/brand';
import { CartPane } from './cart-pane';
import { CataloguePane } from './catalogue-pane';
import { Checkout } from './checkout';
import { useGateway, type Ask } from './gateway';
import { useOnlyWindow } from './only-window';
import { PaperReceipt } from './paper-receipt';
import { PayPane } from './pay-pane';
import { ReceiptPane } from './receipt-pane';
import { openRegister } from './register-store';
import { ScanAlert } from './scan-alert';
import { StatusChip } from './status-chip';
import { useRegisterKeys } from './use-register-keys';
import { useScanner } from './use-scanner';
import { useSelling } from './use-selling';

// Seldom asked for, so not part of what a till loads before it can sell.
const HelpDialog = lazy(() => import('./help-dialog'));
const ClearDialog = lazy(() => import('./clear-dialog'));

/** The till. What is open in it is kept in the browser, so it is drawn there only; the server draws its outline. */
export function RegisterScreen() {
  const inBrowser = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  return inBrowser ? <OneRegister /> : <Frame />;
}

function OneRegister() {
  const { ask, reachable } = useGateway();
  const { mine, takeOver } = useOnlyWindow();
  const outlet = useOutlet();
  const { error, refetch } = useQuery(OutletsDocument, { fetchPolicy: 'cache-first' });
  const [help, setHelp] = useState(false);

  useEffect(() => {
    if (reachable && error) void refetch();
  }, [reachable, error, refetch]);

  return (
    <Frame outlet={outlet} status={<StatusChip reachable={reachable} />} onHelp={() => setHelp(true)}>
      {!mine ? (
        <Message title="The register is open in another window">
          <p className="text-ink-muted">
            The open sale is safe and goes on there. You can also go on with it here.
          </p>
          <Button variant="primary" size="huge" onClick={takeOver}>
            Use this window
          </Button>
        </Message>
      ) : outlet ? (
        <Till outlet={outlet} ask={ask} helpOpen={help} onHelp={() => setHelp(true)} />
      ) : (
        error && (
          <div className="m-auto max-w-lg p-4">
            <ProblemNotice error={error} onRetry={() => void refetch()} />
          </div>
        )
      )}
      {help && (
        <Suspense>
          <HelpDialog onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </Frame>
  );
}

function Till(props: { outlet: OutletHere; ask: Ask; helpOpen: boolean; onHelp: () => void }) {
  const { outlet, ask, helpOpen, onHelp } = props;
  const [store] = useState(() => openRegister(localStorage));
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { apply } = store;
  const selling = useSelling(store, state, outlet, ask);

  /** Which of the two a phone shows while selling; each sale begins with the products. */
  const [pane, setPane] = useState<'products' | 'lines'>('products');
  const [receiptSeen, setReceiptSeen] = useState<string>();
  if (state.finished && state.finished.id !== receiptSeen) {
    setReceiptSeen(state.finished.id);
    setPane('products');
  }
  const [clearing, setClearing] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const { cart, tender, finished, refusal } = state;
  const paying = state.paying ? tender : undefined;
  const totals = cartTotals(cart, outlet.pricesIncludeTax);

  const toSale = () => heading.current?.focus();
  const pay = () => {
    // Whatever is typed in a line's field counts before the sale is added up.
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
    void selling.pay();
  };

  useScanner((code) => {
    const field = document.activeElement;
    if (field instanceof HTMLInputElement && field !== searchField.current) field.blur();
    selling.scan(code);
  });
  useRegisterKeys(store, clearing || helpOpen, {
    help: onHelp,
    pay,
    search: () => {
      setPane('products');
      // The products may just be taking the place of a receipt.
      requestAnimationFrame(() => searchField.current?.focus());
    },
  });

  // Coming back from paying or from a receipt, the keyboard stands in the sale.
  const stage = finished ? 'receipt' : paying ? 'paying' : 'selling';
  const stageBefore = useRef(stage);
  useEffect(() => {
    if (stage === stageBefore.current) return;
    stageBefore.current = stage;
    if (stage === 'selling') heading.current?.focus();
  }, [stage]);

  if (finished) {
    const number = outlet.hasOneRegister ? finished.number : finished.reference;
    return (
      <div className={classNames(twoPanes, 'max-tablet:block max-tablet:overflow-y-auto')}>
        <ReceiptPane sale={finished} number={number} onNewSale={() => apply({ type: 'newSale' })} />
        <div className="overflow-y-auto bg-sunken p-4 max-tablet:border-t tablet:border-l border-line">
          <div className="mx-auto w-fit shadow-raised">
            <PaperReceipt sale={finished} />
          </div>
        </div>
        {state.alert && <ScanAlert alert={state.alert} onDismiss={() => apply({ type: 'dismissAlert' })} />}
      </div>
    );
  }

  // What was refused has to be mended in the lines.
  const showsLines = pane === 'lines' || Boolean(refusal);
  return (
    <div className={twoPanes}>
      <div
        className={classNames(
          'grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)]',
          !paying && showsLines && 'max-tablet:hidden',
        )}
      >
        {paying ? (
          <PayPane
            totals={totals}
            tender={paying}
            refusal={refusal}
            currency={outlet.currency}
            onTake={selling.take}
            onGiveBack={(index) => apply({ type: 'giveBack', index })}
            onComplete={(payment) => apply({ type: 'complete', payment, registerId: outlet.registerId })}
            onSendAgain={() => apply({ type: 'sendAgain' })}
            onRenew={selling.renew}
            onBack={() => apply({ type: 'back' })}
          />
        ) : (
          <CataloguePane
            ask={ask}
            currency={outlet.currency}
            searchField={searchField}
            onAdd={(product) => apply({ type: 'add', product })}
            onLeaveSearch={toSale}
          />
        )}
      </div>
      <div
        inert={Boolean(paying)}
        className={classNames(
          'grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] bg-surface tablet:grid-rows-[minmax(0,1fr)_auto] tablet:border-l tablet:border-line',
          paying
            ? 'max-tablet:hidden'
            : showsLines && 'max-tablet:grid-rows-[minmax(0,1fr)_auto] max-tablet:row-span-2',
        )}
      >
        <div
          className={classNames(
            'grid min-h-0 min-w-0',
            paying && 'opacity-60',
            !showsLines && 'max-tablet:hidden',
          )}
        >
          <CartPane
            state={state}
            totals={totals}
            currency={outlet.currency}
            heading={heading}
            apply={apply}
            onClear={() => setClearing(true)}
            onShowReceipt={() => apply({ type: 'showReceipt' })}
          />
        </div>
        <Checkout
          totals={totals}
          currency={outlet.currency}
          short={!showsLines}
          canPay={cart.lines.length > 0 && !paying}
          onPay={pay}
          paneSwitch={
            <Button
              size="huge"
              className="px-4 tablet:hidden"
              icon={showsLines ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
              onClick={() => {
                setPane(showsLines ? 'products' : 'lines');
                apply({ type: 'dismissRefusal' });
              }}
            >
              {showsLines ? 'Products' : plural(cart.lines.length, 'line')}
            </Button>
          }
        />
      </div>
      {state.alert && <ScanAlert alert={state.alert} onDismiss={() => apply({ type: 'dismissAlert' })} />}
      {clearing && (
        <Suspense>
          <ClearDialog
            lines={cart.lines.length}
            moneyTaken={Boolean(tender?.taken.length)}
            onClear={() => apply({ type: 'clear' })}
            onClose={() => setClearing(false)}
            onClosed={toSale}
          />
        </Suspense>
      )}
    </div>
  );
}

const twoPanes =
  'grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] tablet:grid-cols-[minmax(0,1fr)_20rem] desktop:grid-cols-[minmax(0,1fr)_24rem] wide:grid-cols-[minmax(0,1fr)_26rem] tablet:grid-rows-[minmax(0,1fr)]';

function Frame(props: {
  outlet?: OutletHere;
  status?: ReactNode;
  onHelp?: () => void;
  children?: ReactNode;
}) {
  const { outlet, status, onHelp, children } = props;
  return (
    <div className="grid h-dvh min-h-120 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]">
      <header className="flex h-14 items-center gap-3 border-b border-line bg-surface px-3 desktop:px-4">
        <Link
          href="/"
          aria-label="Tillkeep, start page"
          className="flex h-11 items-center gap-2.5 rounded-md px-1"
        >
          <Mark className="size-7" />
          <span className="font-semibold max-tablet:hidden">Tillkeep</span>
        </Link>
        <h1 className="min-w-0 truncate text-sm text-ink-muted">
          <span className="sr-only">Register </span>
          {outlet?.name}
        </h1>
        <div className="ml-auto flex items-center gap-1">
          {status}
          {onHelp && (
            <Button
              variant="quiet"
              size="touch"
              onClick={onHelp}
              icon={<CircleHelp aria-hidden />}
              aria-keyshortcuts="F1"
            >
              <span className="max-tablet:sr-only">Help</span>
              <kbd className="text-sm font-normal text-ink-muted pointer-coarse:hidden max-tablet:hidden">
                F1
              </kbd>
            </Button>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="grid min-h-0 grid-cols-[minmax(0,1fr)] outline-none">
        {children || <Outline />}
      </main>
    </div>
  );
}

function Outline() {
  return (
    <div className={twoPanes}>
      <div className="flex flex-col gap-3 p-4">
        <Skeleton className="h-12 rounded-md" />
        <Skeleton className="h-11 w-2/3 rounded-md" />
      </div>
      <div className="border-line bg-surface max-tablet:h-24 tablet:border-l" />
    </div>
  );
}

function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="m-auto flex max-w-lg flex-col items-center gap-4 p-6 text-center">
      <h2 className="text-xl font-semibold text-balance">{title}</h2>
      {children}
    </section>
  );
}
