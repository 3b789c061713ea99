import {
  ProductByCodeDocument,
  type RegisterProductFragment,
  type SaleReceiptFragment,
} from '@tillkeep/client';
import { cartTotals, formatMoney, formatQuantity, money } from '@tillkeep/domain';
import { useAnnounce } from '@tillkeep/ui';
import { useEffect, useEffectEvent, useRef } from 'react';
import { v7 } from 'uuid';
import type { OutletHere } from '../outlet';
import { completeSale } from './complete-sale';
import type { Ask } from './gateway';
import { changeOf } from './receipt';
import { isSelling, type RegisterState } from './register-state';
import type { RegisterStore } from './register-store';
import { errorSound } from './sound';

/** What the till does, said aloud as it does it: adding products, taking scans, going to pay, sending the sale. */
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

  const add = (product: RegisterProductFragment) => {
    const { cart } = store.apply({ type: 'add', product });
    const index = cart.lines.findIndex((line) => line.lineId === cart.lastLineId);
    const line = cart.lines[index];
    if (!line) return;
    const { lines, total } = cartTotals(cart, outlet.pricesIncludeTax);
    const amount = show(lines[index]?.total ?? money(0));
    announce(`${formatQuantity(line.quantity)} × ${line.product.name}, ${amount}. Total ${show(total)}`);
  };

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
    add(product);
  };

  const pay = async () => {
    await scans.current;
    const { paying, cart } = store.apply({ type: 'pay', saleId: v7() });
    if (paying) announce(`Payment. To pay: ${show(cartTotals(cart, outlet.pricesIncludeTax).total)}`);
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

  /** Asks again for the products of the lines, so that each can say how many are left. */
  const refreshStock = (lineIndex?: number) => {
    const { lines } = store.get().cart;
    const concerned = lineIndex === undefined ? lines : lines.slice(lineIndex, lineIndex + 1);
    for (const line of concerned) void ask(ProductByCodeDocument, { code: line.product.sku });
  };

  return {
    add,
    pay,
    scan: (code: string) => {
      scans.current = scans.current.then(() => scan(code));
    },
    newId: v7,
  };
}

function finishedText(sale: SaleReceiptFragment): string {
  const show = (amount: number) => formatMoney(amount, sale.outlet.currency);
  return `Sale ${sale.number} saved. ${show(sale.total)} paid. Change due: ${show(changeOf(sale))}`;
}
