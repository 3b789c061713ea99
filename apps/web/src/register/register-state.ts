import {
  addToCart,
  changeLinePrice,
  EMPTY_CART,
  money,
  parseQuantity,
  quantity,
  quantityToNumber,
  removeLine,
  restoreLine,
  setLineQuantity,
  taxRateFromPercent,
  type Cart,
  type Money,
  type Payment,
  type Quantity,
} from '@tillkeep/domain';
import type { CreateSaleInput, RegisterProductFragment, SaleReceiptFragment } from '@tillkeep/client';
import type { Problem } from '../problem';

/** A sale as it is sent: its id is there from the moment payment began, and never changes on the way. */
export type SaleToSend = CreateSaleInput & { id: string };

export type SaleAnswer =
  | { kind: 'recorded'; sale: SaleReceiptFragment }
  /** The gateway said no; nothing was saved. `lineIndex`: the line it is about. */
  | { kind: 'refused'; problem: Problem; lineIndex?: number }
  /** No readable answer: it may be saved or not. The same id again finds out, and can't sell twice. */
  | { kind: 'unknown' };

export interface Tender {
  readonly saleId: string;
  /** Parts of a split payment, already taken. */
  readonly taken: readonly Payment[];
  /** What was sent and is not answered yet; until it is, neither cart nor payments can change. */
  readonly sent?: { readonly sale: SaleToSend; readonly outcome: 'waiting' | 'unknown' };
}

/** Something the cashier has to see before going on, such as a code that no product has. */
export interface RegisterAlert {
  readonly title: string;
  readonly advice: string;
  /** Scans refused since, because nobody had read it yet. */
  readonly refused: number;
}

export interface RegisterState {
  readonly cart: Cart;
  /** The line whose controls are open; keys for the quantity go to it. */
  readonly selectedId?: string;
  /** The line just removed, while it can be put back. */
  readonly removedId?: string;
  /** Digits typed outside of any field. */
  readonly entry: string;
  /** Quantity of the next product, when it was typed before there was any line. */
  readonly nextQuantity?: Quantity;
  readonly paying: boolean;
  /** There from the first time payment begins, through going back and forth, until the sale is saved. */
  readonly tender?: Tender;
  readonly refusal?: Problem;
  readonly alert?: RegisterAlert;
  /** The sale whose receipt is on the screen. */
  readonly finished?: SaleReceiptFragment;
  /** The sale before: its change and receipt stay at hand. */
  readonly lastSale?: SaleReceiptFragment;
}

export type RegisterAction =
  | { type: 'add'; product: RegisterProductFragment }
  | { type: 'select'; lineId?: string }
  | { type: 'setQuantity'; lineId: string; quantity: Quantity }
  | { type: 'changePrice'; lineId: string; price: Money }
  | { type: 'remove'; lineId: string }
  | { type: 'restore' }
  | { type: 'forgetRemoved' }
  | { type: 'key'; key: string }
  | { type: 'clearEntry' }
  | { type: 'useEntry' }
  | { type: 'clear' }
  | { type: 'pay'; saleId: string }
  | { type: 'back' }
  | { type: 'take'; payment: Payment }
  | { type: 'giveBack'; index: number }
  | { type: 'complete'; payment: Payment; registerId: string | undefined }
  | { type: 'sendAgain' }
  | { type: 'answered'; saleId: string; answer: SaleAnswer }
  | { type: 'dismissRefusal' }
  | { type: 'renew'; saleId: string }
  | { type: 'newSale' }
  /** The receipt of the sale before, while the new one has no line. */
  | { type: 'showReceipt' }
  /** On from a receipt, or back from a payment of which nothing is taken yet, to a sale that can take more. */
  | { type: 'openSale' }
  | { type: 'warn'; title: string; advice: string }
  | { type: 'refuseScan' }
  | { type: 'dismissAlert' };

export const NEW_REGISTER: RegisterState = { cart: EMPTY_CART, entry: '', paying: false };

/** Above these somebody leant on a key: what is typed is not taken. */
export const MOST_PIECES = quantity(100_000_000);
export const MOST_PRICE = money(1_000_000_000);

/** Pure: the next state, or the same one when the action does not apply now. */
export function reduceRegister(state: RegisterState, action: RegisterAction): RegisterState {
  if (action.type === 'answered') return answered(state, action.saleId, action.answer);
  if (action.type === 'warn') {
    return { ...state, alert: { title: action.title, advice: action.advice, refused: 0 } };
  }
  if (action.type === 'refuseScan') {
    return state.alert ? { ...state, alert: { ...state.alert, refused: state.alert.refused + 1 } } : state;
  }
  if (action.type === 'dismissAlert') return { ...state, alert: undefined };
  if (state.finished) {
    const leaves = action.type === 'newSale' || action.type === 'openSale';
    return leaves ? { ...NEW_REGISTER, lastSale: state.finished } : state;
  }
  if (state.tender?.sent) return action.type === 'sendAgain' ? send(state, state.tender.sent.sale) : state;
  return state.paying ? whilePaying(state, action) : whileSelling(state, action);
}

/** Whether the cart may change now. */
export function isSelling(state: RegisterState): boolean {
  return !state.paying && !state.finished;
}

/** The line that a typed quantity goes to. */
export function currentLineId(state: RegisterState): string | undefined {
  return state.selectedId ?? state.cart.lines.at(-1)?.lineId;
}

function whileSelling(state: RegisterState, action: RegisterAction): RegisterState {
  switch (action.type) {
    case 'add':
      return withCart(add(state.cart, action.product, state.nextQuantity), state);
    case 'select':
      return { ...state, selectedId: action.lineId };
    case 'setQuantity':
      return setQuantity(state, action.lineId, action.quantity);
    case 'changePrice':
      if (action.price > MOST_PRICE) return state;
      return withCart(changeLinePrice(state.cart, action.lineId, action.price), state, action.lineId);
    case 'remove':
      return remove(state, action.lineId);
    case 'restore':
      return withCart(restoreLine(state.cart, state.removedId), state);
    case 'forgetRemoved':
      return { ...state, removedId: undefined };
    case 'key':
      return state.entry.length < 9 ? { ...state, entry: state.entry + action.key } : state;
    case 'clearEntry':
      return { ...state, entry: '', nextQuantity: undefined };
    case 'useEntry':
      return takeTyped({ ...state, entry: '' }, parseQuantity(state.entry));
    case 'clear':
      return { ...NEW_REGISTER, lastSale: state.lastSale };
    case 'pay': {
      if (state.cart.lines.length === 0) return state;
      const tender = state.tender ?? { saleId: action.saleId, taken: [] };
      return { ...state, paying: true, tender, entry: '', removedId: undefined, refusal: undefined };
    }
    case 'showReceipt':
      return state.cart.lines.length > 0 ? state : { ...NEW_REGISTER, finished: state.lastSale };
    case 'dismissRefusal':
      return { ...state, refusal: undefined };
    default:
      return state;
  }
}

function whilePaying(state: RegisterState, action: RegisterAction): RegisterState {
  const { tender } = state;
  if (!tender) return state;
  switch (action.type) {
    case 'back':
      return { ...state, paying: false, refusal: undefined };
    case 'openSale':
      return tender.taken.length === 0 ? { ...state, paying: false, refusal: undefined } : state;
    case 'take':
      return {
        ...state,
        tender: { ...tender, taken: [...tender.taken, action.payment] },
        refusal: undefined,
      };
    case 'giveBack':
      return { ...state, tender: { ...tender, taken: tender.taken.filter((_, i) => i !== action.index) } };
    case 'complete':
      return send(state, {
        id: tender.saleId,
        registerId: action.registerId,
        // Priced line by line as the customer saw it, whatever the catalogue says by now.
        lines: state.cart.lines.map((line) => ({
          productId: line.product.productId,
          quantity: quantityToNumber(line.quantity),
          unitPrice: line.unitPrice,
        })),
        payments: [...tender.taken, action.payment],
      });
    case 'renew':
      return { ...state, tender: { ...tender, saleId: action.saleId }, refusal: undefined };
    default:
      return state;
  }
}

function send(state: RegisterState, sale: SaleToSend): RegisterState {
  const { saleId, taken } = state.tender ?? { saleId: sale.id, taken: [] };
  return { ...state, refusal: undefined, tender: { saleId, taken, sent: { sale, outcome: 'waiting' } } };
}

function answered(state: RegisterState, saleId: string, answer: SaleAnswer): RegisterState {
  const { tender } = state;
  // An answer may come twice, or after the till has moved on.
  if (!tender?.sent || tender.saleId !== saleId) return state;
  if (answer.kind === 'recorded') return { ...NEW_REGISTER, finished: answer.sale };
  if (answer.kind === 'unknown') {
    return { ...state, tender: { ...tender, sent: { ...tender.sent, outcome: 'unknown' } } };
  }
  const lineId = answer.lineIndex === undefined ? undefined : state.cart.lines[answer.lineIndex]?.lineId;
  return {
    ...state,
    tender: { ...tender, sent: undefined },
    // What is missing has to be mended in the cart; all else is about the payment.
    paying: answer.problem.code !== 'INSUFFICIENT_STOCK',
    selectedId: lineId ?? state.selectedId,
    refusal: answer.problem,
  };
}

function add(cart: Cart, product: RegisterProductFragment, added?: Quantity): Cart {
  const { id, sku, name, price, taxRate } = product;
  // Lines never leave the cart's memory, so their count names each new one.
  const lineId = `${cart.lines.length + cart.removed.length + 1}`;
  const asSold = { productId: id, sku, name, price: money(price), taxRate: taxRateFromPercent(taxRate) };
  return addToCart(cart, asSold, lineId, added);
}

function withCart(cart: Cart, state: RegisterState, selectedId = cart.lastLineId): RegisterState {
  const changed = { entry: '', nextQuantity: undefined, removedId: undefined, refusal: undefined };
  return { ...state, ...changed, cart, selectedId };
}

function remove(state: RegisterState, lineId: string): RegisterState {
  const cart = removeLine(state.cart, lineId);
  return cart === state.cart ? state : { ...withCart(cart, state, undefined), removedId: lineId };
}

function setQuantity(state: RegisterState, lineId: string, q: Quantity): RegisterState {
  if (q === 0) return remove(state, lineId);
  if (q > MOST_PIECES) return state;
  return withCart(setLineQuantity(state.cart, lineId, q), state, lineId);
}

function takeTyped(state: RegisterState, typed: Quantity | undefined): RegisterState {
  if (typed === undefined || typed > MOST_PIECES) return state;
  const lineId = currentLineId(state);
  if (lineId) return setQuantity(state, lineId, typed);
  return { ...state, nextQuantity: typed > 0 ? typed : undefined };
}
