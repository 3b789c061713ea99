import { badInput, type SaleOrder } from '@tillkeep/data';
import { type Money, type PaymentMethod, type Quantity, type SyncStatus } from '@tillkeep/domain';
import { Field, ID, InputType, Int } from 'type-graphql';
import { validate, version } from 'uuid';
import { DateScalar, DateTimeScalar, MoneyScalar, QuantityScalar } from '../scalars';
import { checkCount, toText } from '../text';
import { PaymentMethodEnum, SyncStatusEnum } from './sale.type';

@InputType()
export class SaleFilter {
  @Field(() => [SyncStatusEnum], { nullable: true }) syncStatus?: SyncStatus[] | null;
  @Field(() => DateScalar, { nullable: true, description: 'Business date, included.' }) from?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Business date, included.' }) to?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The beginning of a number or reference, an ERP document’s number, or the SKU or barcode of a product in it.',
  })
  search?: string | null;
  @Field(() => ID, { nullable: true }) outletId?: string | null;
  @Field(() => ID, { nullable: true }) registerId?: string | null;
  @Field(() => ID, { nullable: true }) productId?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'With a flag, or without any.' })
  flagged?: boolean | null;
}

@InputType({ description: 'Which line of which sale goods come back from.' })
export class ReturnOfInput {
  @Field(() => ID) saleId!: string;
  @Field(() => Int, { description: 'The line’s place in that sale: 0, 1, 2 …' }) position!: number;
  @Field(() => String) reason!: string;
  @Field(() => Boolean, { description: 'Whether the goods go back to stock.' }) restock!: boolean;
}

@InputType()
export class SaleLineInput {
  @Field(() => ID) productId!: string;
  @Field(() => QuantityScalar, { description: 'Below zero of goods that come back.' }) quantity!: Quantity;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'The product’s price when left out. Of goods that come back, what was paid: left out.',
  })
  unitPrice?: Money | null;
  @Field(() => ReturnOfInput, {
    nullable: true,
    description:
      'Of goods that come back, and of those only. What was paid for them is given back, in as many parts as one likes.',
  })
  returnOf?: ReturnOfInput | null;
}

@InputType()
export class PaymentInput {
  @Field(() => PaymentMethodEnum) method!: PaymentMethod;
  @Field(() => MoneyScalar, { description: 'Of the sign of the total: below zero it is given back.' })
  amount!: Money;
  @Field(() => MoneyScalar, { nullable: true, description: 'What was handed over; only cash gives change.' })
  tendered?: Money | null;
}

@InputType()
export class CreateSaleInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'A UUIDv7 of the client’s: the same id again answers the first sale and sells nothing twice; the same id with another content is CONFLICT.',
  })
  id?: string | null;
  @Field(() => ID, { nullable: true, description: 'The outlet’s own server register when left out.' })
  registerId?: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Now when left out; earlier for sales made elsewhere, never in the future.',
  })
  soldAt?: Date | null;
  @Field(() => [SaleLineInput]) lines!: SaleLineInput[];
  @Field(() => [PaymentInput], {
    nullable: true,
    description: 'Cash, exact, when left out; otherwise they cover the total.',
  })
  payments?: PaymentInput[] | null;
}

const MOST_LINES = 1000;

/** A million pieces on one line is a slip of the scanner, not a sale. */
const LARGEST_QUANTITY = 1_000_000_000;

export function toSaleOrder(input: CreateSaleInput): SaleOrder {
  if (typeof input.id === 'string' && !(validate(input.id) && version(input.id) === 7))
    throw badInput('id', 'A sale’s id is a UUID of version 7.');
  if (input.soldAt && input.soldAt.getTime() > Date.now())
    throw badInput('soldAt', 'A sale can’t be made in the future.');
  if (input.lines.length === 0) throw badInput('lines', 'A sale has at least one line.');
  if (input.lines.length > MOST_LINES) throw badInput('lines', `A sale has at most ${MOST_LINES} lines.`);
  for (const [index, line] of input.lines.entries()) {
    if (line.returnOf) checkReturn(line.returnOf, line.quantity, `lines.${index}`);
    else if (line.quantity <= 0) {
      const message =
        'The quantity must be more than nothing, but of goods that come back: name what they are a return of.';
      throw badInput(`lines.${index}.quantity`, message);
    }
    if (line.quantity > LARGEST_QUANTITY)
      throw badInput(`lines.${index}.quantity`, 'At most a million can be sold on one line.');
    if (line.unitPrice && line.unitPrice < 0)
      throw badInput(`lines.${index}.unitPrice`, 'A price can’t be negative.');
  }
  return {
    id: input.id?.toLowerCase(),
    registerId: input.registerId ?? undefined,
    soldAt: input.soldAt ?? undefined,
    lines: input.lines.map(({ productId, quantity, unitPrice, returnOf }) => ({
      productId,
      quantity,
      unitPrice: unitPrice ?? undefined,
      returnOf: returnOf ? { ...returnOf, saleId: returnOf.saleId.toLowerCase() } : undefined,
    })),
    payments: input.payments?.map(({ method, amount, tendered }) => ({
      method,
      amount,
      tendered: tendered ?? undefined,
    })),
  };
}

/** In characters. */
export const LONGEST_REASON = 200;

function checkReturn({ position, reason }: ReturnOfInput, quantity: Quantity, line: string): void {
  if (quantity >= 0) throw badInput(`${line}.quantity`, 'Goods that come back have a negative quantity.');
  checkCount(`${line}.returnOf.position`, position, 0);
  toText(`${line}.returnOf.reason`, reason, LONGEST_REASON);
}
