import { type Money } from './money';
import { quantity, type Quantity } from './quantity';
import { refundable, type ReturnOf, type SoldLine } from './returns';
import { settleSale, type SettledSale } from './settle';
import { type TaxRate } from './tax';

/** The product as it was when it came into the cart; later changes to the catalogue do not reach it. */
export interface CartProduct {
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly taxRate: TaxRate;
}

export interface CartLine {
  /** given by the caller, and the line's for as long as the cart lives */
  readonly lineId: string;
  /** where the line stands: lines are in ascending order of it, also after one was removed and put back */
  readonly position: number;
  readonly product: CartProduct;
  /** never zero; below it of goods that come back */
  readonly quantity: Quantity;
  /** what is asked for one; never negative */
  readonly unitPrice: Money;
  /** what the catalogue asked; differs from unitPrice once the price was changed by hand */
  readonly listPrice: Money;
  /** of goods that come back: which line of which sale they come back from, and what it was */
  readonly returned?: CartReturn;
}

export interface CartReturn {
  readonly of: ReturnOf;
  /** what people call the sale that it is of */
  readonly saleNumber: string;
  readonly sold: SoldLine;
  /** how much of what came back before did so at this register: at the end it must still be as much */
  readonly returnedHere: Quantity;
}

/** Never changed in place: each step gives the next cart. */
export interface Cart {
  readonly lines: readonly CartLine[];
  /** what was taken out and can be put back, latest last */
  readonly removed: readonly CartLine[];
  /** the line that was added or raised last, to show and to announce */
  readonly lastLineId?: string;
}

export const EMPTY_CART: Cart = { lines: [], removed: [] };

/**
 * One more (or `added` more) of a product, as a scan or a tap does. The same product at the same price and tax rate
 * raises the line it already has; otherwise a line with the given lineId is added at the end.
 * RangeError unless added is above zero, for a negative price, and for a lineId that the cart already knows.
 */
export function addToCart(cart: Cart, product: CartProduct, lineId: string, added = ONE): Cart {
  if (added <= 0) throw new RangeError('What is added to a cart is more than nothing');
  const same = cart.lines.find(
    (line) =>
      !line.returned &&
      line.product.productId === product.productId &&
      line.product.taxRate === product.taxRate &&
      line.unitPrice === product.price,
  );
  if (same) {
    const raised = { ...same, quantity: quantity(same.quantity + added) };
    return { ...withLine(cart, raised), lastLineId: same.lineId };
  }
  if (product.price < 0) throw new RangeError('A price cannot be negative');
  return atTheEnd(cart, product, lineId, { quantity: added });
}

/**
 * Takes goods back (`back` is negative): a line of their own, at the price that was paid (the product's here). Goods of the
 * same line of the same sale replace those that are, or were, in the cart already. RangeError unless that much is refundable, and
 * for a lineId that the cart already knows.
 */
export function returnToCart(
  cart: Cart,
  product: CartProduct,
  lineId: string,
  back: Quantity,
  returned: CartReturn,
): Cart {
  checkReturn(back, returned);
  const { saleId, position } = returned.of;
  const isSame = ({ returned: other }: CartLine) =>
    other?.of.saleId === saleId && other.of.position === position;
  const same = [...cart.lines, ...cart.removed].find(isSame);
  if (!same) return atTheEnd(cart, product, lineId, { quantity: back, returned });
  const there = withLine(restoreLine(cart, same.lineId), { ...same, quantity: back, returned });
  return { ...there, lastLineId: same.lineId };
}

/**
 * Zero removes the line (it can be restored). The same cart when there is no such line. RangeError when negative; of a return
 * when positive, or more than is refundable.
 */
export function setLineQuantity(cart: Cart, lineId: string, q: Quantity): Cart {
  if (q === 0) return removeLine(cart, lineId);
  const line = lineOf(cart, lineId);
  if (line?.returned) checkReturn(q, line.returned);
  else if (q < 0) throw new RangeError('A quantity in a cart cannot be negative');
  return line ? withLine(cart, { ...line, quantity: q }) : cart;
}

/**
 * Changes what is asked for one; the list price stays to show before and after. RangeError when negative. The same cart for a
 * return: what was paid is given back.
 */
export function changeLinePrice(cart: Cart, lineId: string, unitPrice: Money): Cart {
  if (unitPrice < 0) throw new RangeError('A price cannot be negative');
  const line = lineOf(cart, lineId);
  return line && !line.returned ? withLine(cart, { ...line, unitPrice }) : cart;
}

/** Takes a line out and remembers it. The same cart when there is no such line. */
export function removeLine(cart: Cart, lineId: string): Cart {
  const line = lineOf(cart, lineId);
  if (!line) return cart;
  return {
    lines: cart.lines.filter((other) => other !== line),
    removed: [...cart.removed, line],
    lastLineId: cart.lastLineId === lineId ? undefined : cart.lastLineId,
  };
}

/** Puts a removed line back where it was: the last one removed, or the one named. The same cart when there is none. */
export function restoreLine(cart: Cart, lineId = cart.removed.at(-1)?.lineId): Cart {
  const line = cart.removed.find((removed) => removed.lineId === lineId);
  if (!line) return cart;
  return {
    lines: [...cart.lines, line].sort((a, b) => a.position - b.position),
    removed: cart.removed.filter((other) => other !== line),
    lastLineId: line.lineId,
  };
}

/** What the cart comes to; its lines are in the cart's order. */
export function cartTotals(cart: Cart, pricesIncludeTax: boolean): SettledSale {
  return settleSale(
    cart.lines.map((line) => ({
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      taxRate: line.product.taxRate,
      sold: line.returned?.sold,
    })),
    pricesIncludeTax,
  );
}

const ONE = quantity(1000);

function atTheEnd(
  cart: Cart,
  product: CartProduct,
  lineId: string,
  what: Pick<CartLine, 'quantity' | 'returned'>,
): Cart {
  const known = [...cart.lines, ...cart.removed];
  if (known.some((line) => line.lineId === lineId))
    throw new RangeError(`The cart already has a line ${lineId}`);
  const line: CartLine = {
    lineId,
    position: 1 + Math.max(0, ...known.map((other) => other.position)),
    product,
    unitPrice: product.price,
    listPrice: product.price,
    ...what,
  };
  return { ...cart, lines: [...cart.lines, line], lastLineId: lineId };
}

function checkReturn(back: Quantity, { sold }: CartReturn): void {
  if (back >= 0) throw new RangeError('Goods that come back have a negative quantity');
  if (-back > refundable(sold)) throw new RangeError('More comes back than can be refunded');
}

function lineOf(cart: Cart, lineId: string): CartLine | undefined {
  return cart.lines.find((line) => line.lineId === lineId);
}

function withLine(cart: Cart, changed: CartLine): Cart {
  return { ...cart, lines: cart.lines.map((line) => (line.lineId === changed.lineId ? changed : line)) };
}
