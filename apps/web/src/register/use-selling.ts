import { cartTotals, formatMoney, formatQuantity, type Payment, type Result } from '@tillkeep/domain';
import {
  catalogueState,
  checkClock,
  findByCode,
  type CatalogueProduct,
  type SaleToComplete,
  type StoredSale,
  type StoreProblem,
} from '@tillkeep/offline';
import { useAnnounce } from '@tillkeep/ui';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { v7 } from 'uuid';
import { methods } from './payment-methods';
import { isSelling, type RegisterState } from './register-state';
import { errorSound } from './sound';
import { stillDue } from './split-tender';
import type { OpenTill } from './use-till';

/** What the till does besides its state: look up scans, go to pay, and say aloud what happens. */
export function useSelling(
  { store, register, claim }: OpenTill,
  state: RegisterState,
  cashier: SaleToComplete['cashier'],
) {
  const { currency, pricesIncludeTax } = claim.outlet;
  const announce = useAnnounce();
  /** Scans are looked up one after the other, so that lines stand in the order of the goods. */
  const scans = useRef(Promise.resolve());
  /** The clock has jumped: what it says, until the cashier has confirmed the date. */
  const [doubtedDate, setDoubtedDate] = useState<Date>();
  const dateConfirmed = useRef(false);
  const show = (amount: number) => formatMoney(amount, currency);

  // Spoken by the alert itself, which takes the focus.
  const warn = (title: string, advice: string) => {
    errorSound();
    register.apply({ type: 'warn', title, advice });
  };

  const cartBefore = useRef(state.cart);
  const announceCart = useEffectEvent(() => {
    const text = cartText(state, claim.outlet);
    if (text) announce(text);
  });
  useEffect(() => {
    if (cartBefore.current !== state.cart) announceCart();
    cartBefore.current = state.cart;
  }, [state.cart]);

  const { finished, refusal } = state;
  const announced = useRef(state.lastSale?.id);
  const announceSale = useEffectEvent((sale: StoredSale) => {
    // Not again when the receipt of the sale before is looked at once more.
    if (sale.id !== announced.current) announce(finishedText(sale, currency));
    announced.current = sale.id;
  });
  useEffect(() => {
    if (finished) announceSale(finished);
  }, [finished]);
  useEffect(() => {
    if (refusal) errorSound();
  }, [refusal]);

  const add = useCallback(
    (product: CatalogueProduct) => void register.apply({ type: 'add', product, saleId: v7() }),
    [register],
  );

  const scan = async (code: string) => {
    if (register.get().alert) {
      errorSound();
      register.apply({ type: 'refuseScan' });
      announce(`${code} was not added. Dismiss the message first.`, 'assertive');
      return;
    }
    const unpaid = () => {
      if (isSelling(register.apply({ type: 'openSale' }))) return true;
      warn(`${code} was not added`, 'Finish the payment of this sale first.');
      return false;
    };
    if (!unpaid()) return;
    const product = await findByCode(store, code);
    if (!product) {
      const { loaded, loading } = await catalogueState(store);
      if (!loaded || loading)
        return warn(`${code} is not here yet`, 'The products are still being loaded. Nothing was added.');
      return warn(`Unknown code ${code}`, 'No product has this barcode or SKU. Nothing was added.');
    }
    if (unpaid()) add(product);
  };

  const beginPayment = () => {
    const { paying, cart } = register.apply({ type: 'pay' });
    const { total } = cartTotals(cart, pricesIncludeTax);
    if (paying)
      announce(total < 0 ? `Refund. To give back: ${show(-total)}` : `Payment. To pay: ${show(total)}`);
  };

  const pay = async () => {
    await scans.current;
    if (!isSelling(register.get()) || register.get().cart.lines.length === 0) return;
    const now = new Date();
    // Where the store can't be read, saving the sale says so, and why.
    const clock = await checkClock(store, now).catch(() => undefined);
    if (clock?.confirmDate && !dateConfirmed.current) setDoubtedDate(now);
    else beginPayment();
  };

  const take = (payment: Payment) => {
    const { tender, cart } = register.apply({ type: 'take', payment });
    const { total } = cartTotals(cart, pricesIncludeTax);
    const remaining = show(stillDue(total, tender?.taken ?? []));
    announce(`${methods[payment.method].name} ${show(payment.amount)} taken. Remaining: ${remaining}`);
  };

  return {
    add,
    pay,
    take,
    complete: (payment: Payment) =>
      void register.apply({ type: 'complete', payment, soldAt: new Date(), cashier }),
    /** Says so when something was asked of the device that it could not do. */
    tell: (result: Result<unknown, StoreProblem>) => {
      if (!result.ok) warn('The sale was not put aside or taken up', result.error.message);
    },
    doubtedDate,
    /** The date is right, or the cashier goes to set the clock. */
    answerDate: (right: boolean) => {
      setDoubtedDate(undefined);
      dateConfirmed.current = right;
      if (right) beginPayment();
    },
    scan: (code: string) => {
      scans.current = scans.current
        .then(() => scan(code))
        .catch((error: unknown) => {
          warn(
            `${code} was not added`,
            'This device could not look it up. Scan it again; if it happens again, reload the page.',
          );
          reportError(error);
        });
    },
  };
}

/** The line that changed, and what the sale comes to now; nothing when the change was the end of the sale. */
function cartText(
  { cart, selectedId, removedId, finished }: RegisterState,
  outlet: OpenTill['claim']['outlet'],
): string | undefined {
  if (finished) return undefined;
  const show = (amount: number) => formatMoney(amount, outlet.currency);
  const { lines, total } = cartTotals(cart, outlet.pricesIncludeTax);
  const removed = removedId && cart.removed.find((line) => line.lineId === removedId);
  if (removed) return `Removed ${removed.product.name}. Total ${show(total)}. Undo for 10 seconds.`;
  const index = cart.lines.findIndex((line) => line.lineId === selectedId);
  const line = cart.lines[index];
  if (!line) return 'The sale is empty';
  const amount = show(lines[index]?.total ?? 0);
  return `${formatQuantity(line.quantity)} × ${line.product.name}, ${amount}. Total ${show(total)}`;
}

function finishedText({ sent, change }: StoredSale, currency: string): string {
  const show = (amount: number) => formatMoney(amount, currency);
  if (sent.total < 0) return `Return ${sent.number} saved. To give back: ${show(-sent.total)}`;
  return `Sale ${sent.number} saved. ${show(sent.total)} paid. Change due: ${show(change)}`;
}
