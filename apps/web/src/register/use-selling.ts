import { ProductByCodeDocument, type SaleReceiptFragment } from '@tillkeep/client';
import { cartTotals, formatMoney, formatQuantity, type Payment } from '@tillkeep/domain';
import { useAnnounce } from '@tillkeep/ui';
import { useEffect, useEffectEvent, useRef } from 'react';
import { v7 } from 'uuid';
import type { OutletHere } from '../outlet';
import { completeSale } from './complete-sale';
import type { Ask } from './gateway';
import { methods } from './payment-methods';
import { changeOf } from './receipt';
import { isSelling, type RegisterState } from './register-state';
import type { RegisterStore } from './register-store';
import { errorSound } from './sound';
import { stillDue } from './split-tender';

/** What the till does besides its state: look up scans, go to pay, send the sale, and say aloud what happens. */
export function useSelling(store: RegisterStore, state: RegisterState, outlet: OutletHere, ask: Ask) {
  const announce = useAnnounce();
  const { sent } = state.tender ?? {};
  /** Scans are looked up one after the other, so that lines stand in the order of the goods. */
  const scans = useRef(Promise.resolve());
  const show = (amount: number) => formatMoney(amount, outlet.currency);

  // Spoken by the alert itself, which takes the focus.
  const warn = (title: string, advice: string) => {
    errorSound();
    store.apply({ type: 'warn', title, advice });
  };

  const cartBefore = useRef(state.cart);
  const announceCart = useEffectEvent(() => {
    const text = cartText(state, outlet);
    if (text) announce(text);
  });
  useEffect(() => {
    if (cartBefore.current !== state.cart) announceCart();
    cartBefore.current = state.cart;
  }, [state.cart]);

  const scan = async (code: string) => {
    if (store.get().alert) {
      errorSound();
      store.apply({ type: 'refuseScan' });
      announce(`${code} was not added. Dismiss the message first.`, 'assertive');
      return;
    }
    if (!isSelling(store.apply({ type: 'openSale' })))
      return warn(`${code} was not added`, 'Finish the payment of this sale first.');
    const result = await ask(ProductByCodeDocument, { code });
    if (!result.ok) {
      const { title, advice } = result.error.problem;
      return warn(`${code} was not added`, `${title} ${advice}`);
    }
    const product = result.value.productByCode;
    if (!product)
      return warn(`Unknown code ${code}`, 'No product has this barcode or SKU. Nothing was added.');
    if (!product.active)
      return warn(`${product.name} is not for sale`, `Nothing was added for the code ${code}.`);
    if (!isSelling(store.apply({ type: 'openSale' })))
      return warn(`${code} was not added`, 'Finish the payment of this sale first.');
    store.apply({ type: 'add', product });
  };

  const pay = async () => {
    await scans.current;
    const { paying, cart } = store.apply({ type: 'pay', saleId: v7() });
    if (paying) announce(`Payment. To pay: ${show(cartTotals(cart, outlet.pricesIncludeTax).total)}`);
  };

  /** Asks again for the products of the lines, so that each can say how many are left. */
  const refreshStock = (lineIndex?: number) => {
    const { lines } = store.get().cart;
    const concerned = lineIndex === undefined ? lines : lines.slice(lineIndex, lineIndex + 1);
    for (const line of concerned) void ask(ProductByCodeDocument, { code: line.product.sku });
  };

  const send = useEffectEvent(async (sale: NonNullable<typeof sent>['sale']) => {
    const answer = await completeSale(ask, sale);
    store.apply({ type: 'answered', saleId: sale.id, answer });
    if (answer.kind === 'recorded') announce(finishedText(answer.sale));
    else errorSound();
    if (answer.kind === 'refused' && answer.problem.code === 'INSUFFICIENT_STOCK')
      refreshStock(answer.lineIndex);
  });
  // Also after a reload: what was sent and not answered goes out again, under the same id.
  useEffect(() => {
    if (sent?.outcome === 'waiting') void send(sent.sale);
  }, [sent]);

  const take = (payment: Payment) => {
    const { tender, cart } = store.apply({ type: 'take', payment });
    const { total } = cartTotals(cart, outlet.pricesIncludeTax);
    const remaining = show(stillDue(total, tender?.taken ?? []));
    announce(`${methods[payment.method].name} ${show(payment.amount)} taken. Remaining: ${remaining}`);
  };

  return {
    pay,
    take,
    scan: (code: string) => {
      scans.current = scans.current
        .then(() => scan(code))
        .catch((error: unknown) => {
          warn(
            `${code} was not added`,
            'Something about this product is wrong. Look at it in the back office.',
          );
          reportError(error);
        });
    },
    /** A new identity for the same lines, once the gateway knows the old one as another sale. */
    renew: () => void store.apply({ type: 'renew', saleId: v7() }),
  };
}

/** The line that changed, and what the sale comes to now; nothing when the change was the end of the sale. */
function cartText(
  { cart, selectedId, removedId, finished }: RegisterState,
  outlet: OutletHere,
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

function finishedText(sale: SaleReceiptFragment): string {
  const show = (amount: number) => formatMoney(amount, sale.outlet.currency);
  return `Sale ${sale.number} saved. ${show(sale.total)} paid. Change due: ${show(changeOf(sale))}`;
}
