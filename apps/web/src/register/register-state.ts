import {
  addToCart,
  changeLinePrice,
  EMPTY_CART,
  money,
  parseQuantity,
  quantity,
  refundable,
  removeLine,
  restoreLine,
  returnToCart,
  setLineQuantity,
  taxRateFromPercent,
  type Approval,
  type Cart,
  type CartProduct,
  type CartReturn,
  type Money,
  type Payment,
  type Quantity,
} from '@tillkeep/domain';
import type { CatalogueProduct, SaleToComplete, StoredSale } from '@tillkeep/offline';

export interface Tender {
  /** Parts of a split payment, already taken. */
  readonly taken: readonly Payment[];
  /** What is being saved now; until that is answered, neither cart nor payments can change. */
  readonly saving?: SaleToComplete;
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
  /** How many of each product in the cart were here when it was added, by this till's books; only counted products. */
  readonly stock: Readonly<Record<string, number>>;
  /** What the sale is called from its first line on: completing it twice under one id makes one sale. */
  readonly saleId?: string;
  /** What somebody who may has approved in this sale. */
  readonly approvals?: readonly Approval[];
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
  /** Why the sale could not be saved, in words for the cashier. */
  readonly refusal?: string;
  readonly alert?: RegisterAlert;
  /** The sale whose receipt is on the screen. */
  readonly finished?: StoredSale;
  /** The sale made last: its change and receipt stay at hand. */
  readonly lastSale?: StoredSale;
}

/** Goods that come back: `back` is below zero, the product's price what was paid. */
export interface LineTakenBack {
  readonly product: CartProduct;
  readonly back: Quantity;
  readonly returned: CartReturn;
}

export type RegisterAction =
  /** `saleId` becomes the sale's, unless it has one. */
  | { type: 'add'; product: CatalogueProduct; saleId: string }
  | { type: 'return'; lines: readonly LineTakenBack[]; saleId: string }
  | { type: 'select'; lineId?: string }
  | { type: 'setQuantity'; lineId: string; quantity: Quantity }
  | { type: 'changePrice'; lineId: string; price: Money; approval?: Approval }
  | { type: 'remove'; lineId: string }
  | { type: 'restore' }
  | { type: 'forgetRemoved' }
  | { type: 'key'; key: string }
  | { type: 'clearEntry' }
  | { type: 'useEntry' }
  | { type: 'clear' }
  | { type: 'approve'; approval: Approval }
  | { type: 'pay' }
  | { type: 'back' }
  | { type: 'take'; payment: Payment }
  | { type: 'giveBack'; index: number }
  | { type: 'complete'; payment: Payment; soldAt: Date; cashier?: SaleToComplete['cashier'] }
  | { type: 'saved'; sale: StoredSale }
  | { type: 'notSaved'; saleId: string; reason: string }
  /** The open sale was put aside, or another one was taken up in its place. */
  | { type: 'open'; sale: OpenSale }
  | { type: 'newSale' }
  /** The receipt of a sale made before, while the new one has no line. */
  | { type: 'showReceipt'; sale: StoredSale }
  /** On from a receipt, or back from a payment of which nothing is taken yet, to a sale that can take more. */
  | { type: 'openSale' }
  | { type: 'warn'; title: string; advice: string }
  | { type: 'refuseScan' }
  | { type: 'dismissAlert' };

/** What of the register outlives a reload, a crash, and being put aside. */
export type OpenSale = Pick<RegisterState, 'cart' | 'stock' | 'saleId' | 'approvals' | 'paying' | 'tender'>;

export const NEW_REGISTER: RegisterState = { cart: EMPTY_CART, stock: {}, entry: '', paying: false };

/** Above these somebody leant on a key: what is typed is not taken. */
export const MOST_PIECES = quantity(100_000_000);
export const MOST_PRICE = money(1_000_000_000);

/** Pure: the next state, or the same one when the action does not apply now. */
export function reduceRegister(state: RegisterState, action: RegisterAction): RegisterState {
  if (action.type === 'saved' || action.type === 'notSaved') return answered(state, action);
  if (action.type === 'warn') {
    return { ...state, alert: { title: action.title, advice: action.advice, refused: 0 } };
  }
  if (action.type === 'refuseScan') {
    return state.alert ? { ...state, alert: { ...state.alert, refused: state.alert.refused + 1 } } : state;
  }
  if (action.type === 'dismissAlert') return { ...state, alert: undefined };
  if (state.finished) {
    const leaves = action.type === 'newSale' || action.type === 'openSale';
    return leaves ? { ...NEW_REGISTER, lastSale: state.lastSale } : state;
  }
  if (state.tender?.saving) return state;
  if (action.type === 'approve')
    return { ...state, approvals: [...(state.approvals ?? []), action.approval] };
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
    case 'add': {
      const { id, trackStock, stock } = action.product;
      return {
        ...withCart(add(state.cart, action.product, state.nextQuantity), state),
        stock: trackStock ? { ...state.stock, [id]: stock } : state.stock,
        saleId: state.saleId ?? action.saleId,
      };
    }
    case 'return': {
      const cart = action.lines.reduce(
        (next, { product, back, returned }) => returnToCart(next, product, newLineId(next), back, returned),
        state.cart,
      );
      return { ...withCart(cart, state), saleId: state.saleId ?? action.saleId };
    }
    case 'select':
      return { ...state, selectedId: action.lineId };
    case 'setQuantity':
      return setQuantity(state, action.lineId, action.quantity);
    case 'changePrice':
      if (action.price > MOST_PRICE) return state;
      return {
        ...withCart(changeLinePrice(state.cart, action.lineId, action.price), state, action.lineId),
        approvals: action.approval ? [...(state.approvals ?? []), action.approval] : state.approvals,
      };
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
      const tender = state.tender ?? { taken: [] };
      return { ...state, paying: true, tender, entry: '', removedId: undefined, refusal: undefined };
    }
    case 'showReceipt':
      return state.cart.lines.length > 0
        ? state
        : { ...NEW_REGISTER, lastSale: state.lastSale, finished: action.sale };
    case 'open':
      return { ...NEW_REGISTER, ...action.sale, lastSale: state.lastSale };
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
    case 'complete': {
      const saving = saleOf(state, tender, action);
      return saving ? { ...state, refusal: undefined, tender: { ...tender, saving } } : state;
    }
    default:
      return state;
  }
}

function saleOf(
  { cart, saleId, approvals }: RegisterState,
  { taken }: Tender,
  { payment, soldAt, cashier }: Extract<RegisterAction, { type: 'complete' }>,
): SaleToComplete | undefined {
  if (!saleId) return undefined;
  // Priced line by line as the customer saw it, whatever the catalogue says by now.
  const lines = cart.lines.map(({ product, quantity, unitPrice, listPrice, returned }) => {
    const { productId, sku, name, taxRate } = product;
    const changed = unitPrice !== listPrice && { listPrice };
    return {
      ...{ productId: productId || undefined, sku, name, quantity, unitPrice, taxRate },
      ...changed,
      ...(returned && { returned }),
    };
  });
  return { id: saleId, soldAt, lines, payments: [...taken, payment], cashier, approvals };
}

function answered(
  state: RegisterState,
  answer: Extract<RegisterAction, { type: 'saved' | 'notSaved' }>,
): RegisterState {
  const { tender } = state;
  const saleId = answer.type === 'saved' ? answer.sale.id : answer.saleId;
  // An answer may come after the till has moved on.
  if (tender?.saving?.id !== saleId) return state;
  if (answer.type === 'saved') return { ...NEW_REGISTER, lastSale: answer.sale, finished: answer.sale };
  return { ...state, tender: { ...tender, saving: undefined }, refusal: answer.reason };
}

function add(cart: Cart, product: CatalogueProduct, added?: Quantity): Cart {
  const { id, sku, name, price, taxRate } = product;
  const asSold = { productId: id, sku, name, price: money(price), taxRate: taxRateFromPercent(taxRate) };
  return addToCart(cart, asSold, newLineId(cart), added);
}

/** Lines never leave the cart's memory, so their count names each new one. */
function newLineId({ lines, removed }: Cart): string {
  return `${lines.length + removed.length + 1}`;
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
  const returned = state.cart.lines.find((line) => line.lineId === lineId)?.returned;
  // How many come back is typed without a sign, and is no more than can.
  const wanted = returned ? quantity(-Math.min(Math.abs(q), refundable(returned.sold))) : q;
  return withCart(setLineQuantity(state.cart, lineId, wanted), state, lineId);
}

function takeTyped(state: RegisterState, typed: Quantity | undefined): RegisterState {
  if (typed === undefined || typed > MOST_PIECES) return state;
  const lineId = currentLineId(state);
  if (lineId) return setQuantity(state, lineId, typed);
  return { ...state, nextQuantity: typed > 0 ? typed : undefined };
}
