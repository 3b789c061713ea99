import { badInput, inField, type NewOutlet, type OutletChanges } from '@tillkeep/data';
import { businessDate, minorDigits, taxRate, taxRateFromPercent } from '@tillkeep/domain';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { checkText, toText } from '../text';

@InputType()
export class CreateOutletInput {
  @Field(() => String, { description: 'Part of each sale’s reference: 1 to 12 capital letters and digits.' })
  code!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'IANA time zone, such as Europe/Paris.' }) timeZone!: string;
  @Field(() => String, { description: 'ISO 4217, such as EUR; the same at all outlets of the shop.' })
  currency!: string;
  @Field(() => Boolean) pricesIncludeTax!: boolean;
  @Field(() => Int, { nullable: true, defaultValue: 0 }) cutOverMinutes?: number | null;
  @Field(() => Float, {
    nullable: true,
    defaultValue: 0,
    description: 'Percent: of products that are made here without a tax rate of their own.',
  })
  defaultTaxRate?: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'Lines above the sale on receipts: at most 500 characters.',
  })
  receiptHeader?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Lines below the sale on receipts: at most 500 characters.',
  })
  receiptFooter?: string | null;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateOutletInput {
  @Field(() => String, { nullable: true, description: 'It stays once sales are numbered with it.' })
  code?: string | null;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true }) timeZone?: string | null;
  @Field(() => String, { nullable: true, description: 'It stays once there are prices in it.' })
  currency?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Of what tills have sold before they hear of it, and hand in later, the totals are flagged.',
  })
  pricesIncludeTax?: boolean | null;
  @Field(() => Int, { nullable: true }) cutOverMinutes?: number | null;
  @Field(() => Float, { nullable: true }) defaultTaxRate?: number | null;
  @Field(() => Int, { nullable: true, description: 'Percent, 0 to 100.' }) priceChangeLimit?: number | null;
  @Field(() => Int, { nullable: true, description: 'Minor units, not below zero.' })
  differenceLimit?: number | null;
  @Field(() => Int, { nullable: true, description: 'Minor units, not below zero.' })
  refundLimit?: number | null;
}

@InputType({ description: 'What is left out stays as it is.' })
export class SetReceiptTextInput {
  @Field(() => ID) outletId!: string;
  @Field(() => String, { nullable: true }) receiptHeader?: string | null;
  @Field(() => String, { nullable: true }) receiptFooter?: string | null;
}

@InputType()
export class CreateRegisterInput {
  @Field(() => ID) outletId!: string;
  @Field(() => String, { description: 'Part of each sale’s reference: 1 to 12 capital letters and digits.' })
  code!: string;
  @Field(() => String) name!: string;
}

/** With one register besides the server's, so that one can sell at once. `path` stands before the names of its fields. */
export function toNewOutlet(input: CreateOutletInput, path = ''): NewOutlet {
  const { code, name, timeZone, currency, pricesIncludeTax, cutOverMinutes, defaultTaxRate } = input;
  return {
    code: toCode(`${path}code`, code),
    name: toText(`${path}name`, name, 100),
    timeZone: toTimeZone(`${path}timeZone`, timeZone),
    currency: toCurrency(`${path}currency`, currency),
    pricesIncludeTax,
    cutOverMinutes: toCutOver(`${path}cutOverMinutes`, cutOverMinutes ?? 0),
    defaultTaxRate: toRate(`${path}defaultTaxRate`, defaultTaxRate ?? 0),
    receiptHeader: toReceiptText(`${path}receiptHeader`, input.receiptHeader ?? ''),
    receiptFooter: toReceiptText(`${path}receiptFooter`, input.receiptFooter ?? ''),
    registers: [{ code: 'R1', name: 'Till 1' }],
  };
}

export function toOutletChanges(input: UpdateOutletInput): OutletChanges {
  const { code, name, timeZone, currency, pricesIncludeTax, cutOverMinutes, defaultTaxRate } = input;
  const { priceChangeLimit, differenceLimit, refundLimit } = input;
  if (isGiven(priceChangeLimit) && (priceChangeLimit < 0 || priceChangeLimit > 100))
    throw badInput('priceChangeLimit', 'A limit for prices is 0 to 100 percent.');
  if (isGiven(differenceLimit) && differenceLimit < 0)
    throw badInput('differenceLimit', 'A limit can’t be negative.');
  if (isGiven(refundLimit) && refundLimit < 0) throw badInput('refundLimit', 'A limit can’t be negative.');
  return {
    ...(isGiven(code) && { code: toCode('code', code) }),
    ...(isGiven(name) && { name: toText('name', name, 100) }),
    ...(isGiven(timeZone) && { timeZone: toTimeZone('timeZone', timeZone) }),
    ...(isGiven(currency) && { currency: toCurrency('currency', currency) }),
    ...(isGiven(pricesIncludeTax) && { pricesIncludeTax }),
    ...(isGiven(cutOverMinutes) && { cutOverMinutes: toCutOver('cutOverMinutes', cutOverMinutes) }),
    ...(isGiven(defaultTaxRate) && { defaultTaxRate: toRate('defaultTaxRate', defaultTaxRate) }),
    ...(isGiven(priceChangeLimit) && { priceChangeLimit }),
    ...(isGiven(differenceLimit) && { differenceLimit }),
    ...(isGiven(refundLimit) && { refundLimit }),
  };
}

export function toReceiptChanges({ receiptHeader, receiptFooter }: SetReceiptTextInput): OutletChanges {
  return {
    ...(isGiven(receiptHeader) && { receiptHeader: toReceiptText('receiptHeader', receiptHeader) }),
    ...(isGiven(receiptFooter) && { receiptFooter: toReceiptText('receiptFooter', receiptFooter) }),
  };
}

export function toCode(field: string, code: string): string {
  if (!/^[A-Z0-9]{1,12}$/.test(code)) throw badInput(field, 'A code has 1 to 12 capital letters and digits.');
  return code;
}

/** A receipt is a strip of paper: what is longer belongs somewhere else. */
const MOST_LINES = 12;

function toReceiptText(field: string, value: string): string {
  const text = checkText(field, value.replace(/\r\n?/g, '\n').trim(), 500);
  if (text.split('\n').length > MOST_LINES) throw badInput(field, `This has more than ${MOST_LINES} lines.`);
  return text;
}

function toTimeZone(field: string, timeZone: string): string {
  check(field, () => businessDate(new Date(), timeZone, 0), 'This is no time zone.');
  return timeZone;
}

function toCurrency(field: string, currency: string): string {
  check(field, () => minorDigits(currency), 'This is no currency code.');
  return currency;
}

function toCutOver(field: string, minutes: number): number {
  check(
    field,
    () => businessDate(new Date(), 'UTC', minutes),
    'The day ends 0 to 1439 minutes after midnight.',
  );
  return minutes;
}

function toRate(field: string, percent: number): number {
  return inField(field, () => (percent === 0 ? taxRate(0) : taxRateFromPercent(percent)));
}

function check(field: string, read: () => unknown, message: string): void {
  try {
    read();
  } catch (error) {
    throw error instanceof RangeError ? badInput(field, message) : error;
  }
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
