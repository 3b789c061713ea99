import { formatMoney, ROLES } from '@tillkeep/domain';
import type { ActivityEntryFragment } from '@tillkeep/client';
import { formatPercent, plural } from '../format';
import { roleNames } from '../people/access';

/** What entries can be about, by the part of their action before the point. */
export const subjectKinds = [
  { kind: 'session', name: 'Signing in and out' },
  { kind: 'user', name: 'People' },
  { kind: 'api-key', name: 'API keys' },
  { kind: 'product', name: 'Products' },
  { kind: 'stock', name: 'Stock' },
  { kind: 'sync', name: 'Sync' },
  { kind: 'sale', name: 'Sales' },
  { kind: 'register', name: 'Registers' },
  { kind: 'shift', name: 'Shifts' },
  { kind: 'drawer', name: 'Drawers' },
  { kind: 'outlet', name: 'Outlets' },
] as const;

/** "Signed in", before the name of what it was done to; an action that is newer than this page is shown as it is called. */
export function actionWords(action: string): string {
  return words[action] ?? action.replace('.', ' ').replaceAll('-', ' ');
}

export interface Change {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * What an entry changed, field by field. `names`: of the outlets that it may speak of by their ids; `currency`: of prices
 * that are no one outlet’s.
 */
export function changesOf(
  { before, after, outlet }: Pick<ActivityEntryFragment, 'before' | 'after' | 'outlet'>,
  names: ReadonlyMap<string, string>,
  currency?: string,
): Change[] {
  const ofPrices = outlet?.currency ?? currency;
  const was = readObject(before);
  const is = readObject(after);
  const say = (name: string, value: unknown): string | undefined => {
    if (value === undefined) return undefined;
    if (name === 'price' && value === null) return 'the common price';
    if (value === null || value === '') return 'nothing';
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (AMOUNTS.has(name) && typeof value === 'number' && ofPrices) return formatMoney(value, ofPrices);
    // In thousandths of a percent.
    if (rates.includes(name) && typeof value === 'number') return formatPercent(value / 1000);
    if (name === 'priceChangeLimit' && typeof value === 'number') return formatPercent(value);
    if (name === 'productIds' && Array.isArray(value)) return plural(value.length, 'product');
    if (typeof value === 'string') return roleOf(value) ?? names.get(value) ?? value;
    if (Array.isArray(value))
      return value.length === 0 ? 'none' : value.map((item) => say(name, item)).join(', ');
    if (typeof value === 'object') return 'name' in value ? say('name', value.name) : JSON.stringify(value);
    return String(value);
  };
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => ({
    name: fieldNames[name] ?? spaced(name),
    before: say(name, was[name]),
    after: say(name, is[name]),
  }));
}

const AMOUNTS: ReadonlySet<string> = new Set([
  'price',
  'amount',
  'expected',
  'differenceLimit',
  'refundLimit',
]);

const words: Readonly<Record<string, string>> = {
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'session.ended-everywhere': 'Signed out everywhere',
  'session.refused': 'Wrong password for',
  'session.token-reused': 'Signed out: a token was used twice, by somebody who may have copied it',
  'user.created': 'Added',
  'user.updated': 'Changed',
  'user.password-set': 'Set the password of',
  'user.pin-set': 'Set the PIN of',
  'user.pin-cleared': 'Took away the PIN of',
  'api-key.created': 'Made an API key for',
  'api-key.revoked': 'Revoked the API key of',
  'product.created': 'Made the product',
  'product.updated': 'Changed the product',
  'product.price-set': 'Set the price of',
  'product.imported': 'Read in a catalogue file',
  'stock.adjusted': 'Adjusted the stock of',
  'sync.started': 'Sent everything that waited to the ERP',
  'sync.reason-sent-again': 'Sent to the ERP again what had failed for',
  'sync.day-reconciled': 'Sent to the ERP again what it lacked of',
  'sale.rebooked': 'The ERP booked again, under another document:',
  'sale.sent-again': 'Sent to the ERP again:',
  'sale.resolved': 'Resolved by hand, as booked in the ERP:',
  'stock.reorder-point-set': 'Set the reorder point of',
  'stock.delivery-booked': 'Put into the stock:',
  'stock.count-booked': 'Booked:',
  'stock.transfer-sent': 'Sent:',
  'stock.transfer-received': 'Took in:',
  'stock.document-discarded': 'Gave up:',
  'outlet.created': 'Opened the outlet',
  'outlet.updated': 'Changed the outlet',
  'outlet.favourites-set': 'Chose the favourites of the tills',
  'sale.price-approved': 'Approved a price in the sale',
  'sale.refund-approved': 'Approved what was given back in',
  'sale.returned': 'Took goods back in',
  'register.created': 'Added the register',
  'register.updated': 'Renamed the register',
  'register.claimed': 'Gave a device the register',
  'register.taken-over': 'Let another device take over the register',
  'register.claim-abandoned': 'Gave up waiting for a device of the register',
  'register.rescue-imported': 'Took in a rescue file of the register',
  'register.signed-in': 'Signed in at the register',
  'register.signed-out': 'Signed out at the register',
  'register.cart-cleared': 'Cleared a sale at the register',
  'shift.opened': 'Opened a shift at the register',
  'shift.closed-for-device': 'Closed a shift for a device of the register',
  'shift.closed': 'Closed the shift at the register',
  'drawer.opened': 'Opened the drawer of the register',
  'drawer.paid-in': 'Paid in at the register',
  'drawer.paid-out': 'Paid out at the register',
};

const fieldNames: Readonly<Record<string, string>> = {
  email: 'e-mail',
  outletIds: 'outlets',
  active: 'may sign in',
  sku: 'SKU',
  deviceName: 'device',
  delta: 'change',
  created: 'new products',
  productIds: 'favourites',
  of: 'sold there',
  syncStatus: 'status',
  erpReference: 'ERP document',
  sentAgain: 'sales sent again',
  onlyInErp: 'only in the ERP',
  priceChangeLimit: 'price change without approval',
  differenceLimit: 'difference without approval',
  refundLimit: 'refund without approval',
  cutOverMinutes: 'end of the business day, minutes after midnight',
};

const rates = ['taxRate', 'defaultTaxRate'];

function roleOf(value: string): string | undefined {
  const role = ROLES.find((known) => known === value);
  return role && roleNames[role];
}

/** "taxRate": "tax rate" */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function readObject(json: string | null): Record<string, unknown> {
  const value: unknown = json === null ? {} : JSON.parse(json);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
