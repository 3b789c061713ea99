import { approvalOfRefund, cartTotals, givenBack, type Payment } from '@tillkeep/domain';
import type { RegisterPeople, StoredSale } from '@tillkeep/offline';
import { Button, classNames } from '@tillkeep/ui';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { v7 } from 'uuid';
import { plural } from '../format';
import { CartPane } from './cart-pane';
import { CataloguePane } from './catalogue-pane';
import { Checkout } from './checkout';
import { Kept } from './kept';
import { later } from './later';
import { isSelling, type RegisterAction } from './register-state';
import { canHold } from './register-store';
import type { Cashier, PriceAsked } from './use-cashier';
import { useRegisterKeys } from './use-register-keys';
import { useScanner } from './use-scanner';
import { useSelling } from './use-selling';
import type { OpenTill } from './use-till';

// Not needed to begin a sale, so not part of what a till loads before that.
const PayPane = later(
  () => import('./pay-pane'),
  ({ onBack }) => onBack(),
);
const FinishedSale = later(
  () => import('./finished-sale'),
  ({ onNewSale }) => onNewSale(),
);
const ScanAlert = later(
  () => import('./scan-alert'),
  ({ onDismiss }) => onDismiss(),
);
const TillNotice = later(() => import('./till-notice'));
// Seldom asked for.
const ClearDialog = later(() => import('./clear-dialog'), giveUp);
const DateDialog = later(
  () => import('./date-dialog'),
  ({ onAnswer }) => onAnswer(false),
);
const DrawerDialog = later(() => import('./drawer-dialog'), giveUp);
const HelpDialog = later(() => import('./help-dialog'), giveUp);
const HeldDialog = later(() => import('./held-dialog'), giveUp);
const HoldDialog = later(() => import('./hold-dialog'), giveUp);
const LeaveDialog = later(() => import('./leave-dialog'), giveUp);
const RefundLeave = later(() => import('./refund-leave'), giveUp);
const RefundPane = later(
  () => import('./refund-pane'),
  ({ onBack }) => onBack(),
);
const ReturnDialog = later(() => import('./return-dialog'), giveUp);
const StatusSheet = later(() => import('./status-sheet'), giveUp);

function giveUp({ onClose }: { onClose: () => void }) {
  onClose();
}

export type TillDialog = 'help' | 'status' | 'clear' | 'hold' | 'held' | 'drawer' | 'return';

/** The stages of selling: products and lines, payment, receipt. */
export function Till(props: {
  till: OpenTill;
  /** The dialog that is open; the frame's buttons open some of them, too. */
  dialog: TillDialog | undefined;
  onDialog: (dialog: TillDialog | undefined) => void;
  onChooseRegister: () => void;
  people: RegisterPeople | undefined;
  /** Who sells; nobody where no PINs are used, or can be checked. */
  cashier: Cashier | undefined;
  locked: boolean;
}) {
  const { till, dialog, onDialog, onChooseRegister, people, cashier, locked } = props;
  const { store, sync, claim, register } = till;
  const { outlet } = claim;
  const state = useSyncExternalStore(register.subscribe, register.get);
  const held = useSyncExternalStore(register.subscribe, register.held);
  const [asked, setAsked] = useState<PriceAsked>();
  /** What waits for somebody's leave to give so much back. */
  const [refund, setRefund] = useState<{ amount: number; go: () => void }>();
  const apply = useCallback(
    (action: RegisterAction) => {
      if (!cashier || action.type !== 'changePrice') return register.apply(action);
      const priced = cashier.withPrice(action, register.get());
      if (priced) register.apply(priced);
      else setAsked(action);
    },
    [register, cashier],
  );
  const selling = useSelling(till, state, cashier && { id: cashier.id, name: cashier.name });
  useEffect(() => {
    PayPane.preload();
    FinishedSale.preload();
    ScanAlert.preload();
  }, []);

  /** Which of the two a phone shows while selling; each sale begins with the products. */
  const [pane, setPane] = useState<'products' | 'lines'>('products');
  const [receiptSeen, setReceiptSeen] = useState<string>();
  if (state.finished && state.finished.id !== receiptSeen) {
    setReceiptSeen(state.finished.id);
    setPane('products');
  }
  const searchField = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const { cart, tender, finished, refusal, alert } = state;
  const paying = state.paying ? tender : undefined;
  const totals = cartTotals(cart, outlet.pricesIncludeTax);
  const hasLines = cart.lines.length > 0;
  // Not while parts of a payment are taken: those are given back first.
  const givesBack =
    totals.total <= 0 && paying?.taken.length === 0 && cart.lines.some(({ returned }) => returned);

  const toSale = useCallback(() => heading.current?.focus(), []);
  /** Gives back what whoever is here may alone, or has leave for, and else asks for it. */
  const withLeave = (go: () => void) => {
    const { cart, saleId = '', approvals = [] } = register.get();
    const { lines } = cartTotals(cart, outlet.pricesIncludeTax);
    const given = cart.lines.map(({ quantity }, index) => ({ quantity, total: lines[index]?.total ?? 0 }));
    const amount = givenBack(given);
    const mayGive = !cashier || cashier.mayAlone({ action: 'REFUND', amount });
    if (mayGive || approvalOfRefund({ id: saleId, lines: given }, approvals)) go();
    else setRefund({ amount, go });
  };
  const pay = () => {
    // Whatever is typed in a line's field counts before the sale is added up.
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
    withLeave(() => void selling.pay());
  };
  const complete = (payment: Payment) => withLeave(() => selling.complete(payment));
  const takeBack = () => {
    register.apply({ type: 'openSale' });
    if (isSelling(register.get())) onDialog('return');
  };
  const hold = () => {
    if (canHold(register.get())) onDialog('hold');
    else if (held.length > 0 && !hasLines) onDialog('held');
  };

  // A PIN is typed as fast as a scanner types.
  const pinAsked = locked || asked !== undefined || refund !== undefined;
  useScanner(
    (code) => {
      const field = document.activeElement;
      if (field instanceof HTMLInputElement && field !== searchField.current) field.blur();
      selling.scan(code);
      // Where goods come back, the receipt is scanned into its field.
    },
    pinAsked || dialog === 'return',
  );
  useRegisterKeys(register, locked || Boolean(dialog ?? asked ?? refund ?? selling.doubtedDate), {
    takeBack,
    help: () => onDialog('help'),
    drawer: () => onDialog('drawer'),
    pay,
    hold,
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

  const close = () => onDialog(undefined);
  const showReceipt = (sale: StoredSale) => {
    close();
    apply({ type: 'newSale' });
    apply({ type: 'showReceipt', sale });
  };

  return (
    <div className="grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]">
      <div>
        <TillNotice
          store={store}
          sync={sync}
          betweenSales={stage === 'selling' && !hasLines}
          onChooseRegister={onChooseRegister}
        />
      </div>
      <div className="grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)]">
        <Kept shown={!finished} className={twoPanes}>
          <div
            className={classNames(
              'grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)]',
              !paying && pane === 'lines' && 'max-tablet:hidden',
            )}
          >
            <Kept shown={stage === 'selling'} className="grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)]">
              <CataloguePane
                store={store}
                sync={sync}
                currency={outlet.currency}
                shown={stage === 'selling'}
                searchField={searchField}
                onAdd={selling.add}
                onLeaveSearch={toSale}
              />
            </Kept>
            {paying && givesBack && (
              <RefundPane
                totals={totals}
                tender={paying}
                refusal={refusal}
                currency={outlet.currency}
                onComplete={complete}
                onBack={() => apply({ type: 'back' })}
              />
            )}
            {paying && !givesBack && (
              <PayPane
                totals={totals}
                tender={paying}
                refusal={refusal}
                currency={outlet.currency}
                onTake={selling.take}
                onGiveBack={(index) => apply({ type: 'giveBack', index })}
                onComplete={complete}
                onBack={() => apply({ type: 'back' })}
              />
            )}
          </div>
          <div
            inert={Boolean(paying)}
            className={classNames(
              'grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] bg-surface contain-content tablet:grid-rows-[minmax(0,1fr)_auto] tablet:border-l tablet:border-line',
              paying
                ? 'max-tablet:hidden'
                : pane === 'lines' && 'max-tablet:grid-rows-[minmax(0,1fr)_auto] max-tablet:row-span-2',
            )}
          >
            <div
              className={classNames(
                'grid min-h-0 min-w-0',
                paying && 'opacity-60',
                pane === 'products' && 'max-tablet:hidden',
              )}
            >
              <CartPane
                state={state}
                totals={totals}
                currency={outlet.currency}
                heading={heading}
                held={held.length}
                apply={apply}
                onReturn={takeBack}
                onHold={hold}
                onShowHeld={() => onDialog('held')}
                onClear={() => onDialog('clear')}
              />
            </div>
            <Checkout
              totals={totals}
              currency={outlet.currency}
              short={pane === 'products'}
              canPay={hasLines && !paying}
              onPay={pay}
              paneSwitch={
                <Button
                  size="huge"
                  className="px-4 tablet:hidden"
                  icon={pane === 'lines' ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
                  onClick={() => setPane(pane === 'lines' ? 'products' : 'lines')}
                >
                  {pane === 'lines' ? 'Products' : plural(cart.lines.length, 'line')}
                </Button>
              }
            />
          </div>
        </Kept>
        {finished && (
          <div
            className={classNames(
              twoPanes,
              'col-start-1 row-start-1 max-tablet:block max-tablet:overflow-y-auto',
            )}
          >
            <FinishedSale
              key={finished.id}
              sale={finished}
              claim={claim}
              store={store}
              sync={sync}
              onNewSale={() => apply({ type: 'newSale' })}
            />
          </div>
        )}
      </div>
      {alert && <ScanAlert alert={alert} onDismiss={() => apply({ type: 'dismissAlert' })} />}
      {dialog === 'drawer' && <DrawerDialog till={till} people={people} cashier={cashier} onClose={close} />}
      {dialog === 'help' && <HelpDialog onClose={close} />}
      {dialog === 'status' && (
        <StatusSheet
          till={till}
          onShowReceipt={stage === 'paying' || hasLines ? undefined : showReceipt}
          onChooseRegister={onChooseRegister}
          onClose={close}
        />
      )}
      {dialog === 'clear' && (
        <ClearDialog
          {...{ till, state, people, cashier }}
          onClear={() => apply({ type: 'clear' })}
          onClose={close}
          onClosed={toSale}
        />
      )}
      {asked && people && (
        <LeaveDialog
          {...{ store, claim, people, asked, state }}
          onApprove={register.apply}
          onClose={() => setAsked(undefined)}
        />
      )}
      {refund && people && (
        <RefundLeave
          {...{ store, claim, people }}
          saleId={state.saleId}
          amount={refund.amount}
          onApprove={(approval) => {
            register.apply({ type: 'approve', approval });
            refund.go();
          }}
          onClose={() => setRefund(undefined)}
        />
      )}
      {dialog === 'return' && (
        <ReturnDialog
          till={till}
          cart={cart}
          onReturn={(lines) => apply({ type: 'return', lines, saleId: v7() })}
          onClose={close}
          onClosed={toSale}
        />
      )}
      {dialog === 'hold' && (
        <HoldDialog
          onHold={(name) => {
            close();
            void register.park(name).then(selling.tell);
          }}
          onClose={close}
        />
      )}
      {dialog === 'held' && (
        <HeldDialog
          held={held}
          outlet={outlet}
          saleIsOpen={hasLines}
          onResume={(parked) => {
            close();
            void register.resume(parked).then(selling.tell);
          }}
          onClose={close}
        />
      )}
      {selling.doubtedDate && (
        <DateDialog now={selling.doubtedDate} timeZone={outlet.timeZone} onAnswer={selling.answerDate} />
      )}
    </div>
  );
}

export const twoPanes =
  'grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] tablet:grid-cols-[minmax(0,1fr)_20rem] desktop:grid-cols-[minmax(0,1fr)_24rem] wide:grid-cols-[minmax(0,1fr)_26rem] tablet:grid-rows-[minmax(0,1fr)]';
