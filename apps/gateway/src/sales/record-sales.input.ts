import { badInput, inField, type RescuedClaim, type SaleBatch, type SentSale } from '@tillkeep/data';
import { taxRate, type Money, type Quantity } from '@tillkeep/domain';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { validate, version } from 'uuid';
import { DateScalar, DateTimeScalar, MoneyScalar, QuantityScalar, type SentDate } from '../scalars';
import { checkText } from '../text';
import { PaymentInput } from './sale.input';

@InputType()
export class RecordSaleLineInput {
  @Field(() => ID, { nullable: true }) productId?: string | null;
  @Field(() => String) sku!: string;
  @Field(() => String) name!: string;
  @Field(() => QuantityScalar) quantity!: Quantity;
  @Field(() => MoneyScalar) unitPrice!: Money;
  @Field(() => Float) taxRate!: number;
  @Field(() => MoneyScalar) tax!: Money;
  @Field(() => MoneyScalar) total!: Money;
}

@InputType()
export class RecordSaleInput {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: '1, 2, 3 … over the whole life of the claim, with no hole.' })
  sequence!: number;
  @Field(() => String) number!: string;
  @Field(() => DateScalar) businessDate!: string;
  @Field(() => DateTimeScalar) soldAt!: SentDate;
  @Field(() => [RecordSaleLineInput]) lines!: RecordSaleLineInput[];
  @Field(() => [PaymentInput]) payments!: PaymentInput[];
  @Field(() => MoneyScalar) subtotal!: Money;
  @Field(() => MoneyScalar) tax!: Money;
  @Field(() => MoneyScalar) total!: Money;
  @Field(() => String, {
    description: 'The hash of the claim’s sale before this one; 64 zeros for its first.',
  })
  previousHash!: string;
  @Field(() => String, {
    description:
      'SHA-256, in lower-case hex, of the canonical JSON (RFC 8785) of this object without hash and with claimId added, exactly as sent, absent fields left out.',
  })
  hash!: string;
}

const MOST_SALES = 100;

@InputType()
export class RecordSalesInput {
  @Field(() => ID) claimId!: string;
  @Field(() => Int, { description: 'The newest sale on the device, sent or not.' }) lastSequence!: number;
  @Field(() => [RecordSaleInput], { description: `At most ${MOST_SALES}.` }) sales!: RecordSaleInput[];
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'What the device’s clock says while it sends: if that is far off, the sales are flagged.',
  })
  deviceTime?: Date | null;
}

@InputType()
export class RescuedClaimInput {
  @Field(() => ID) claimId!: string;
  @Field(() => ID) registerId!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => String) deviceName!: string;
  @Field(() => Int) lastSequence!: number;
  @Field(() => [RecordSaleInput]) sales!: RecordSaleInput[];
}

const RESCUE_FORMAT = 'tillkeep-rescue-1';
const MOST_RESCUED = 500;

@InputType({
  description: `A rescue file as the register writes it; at most ${MOST_RESCUED} sales of it at once.`,
})
export class RescueFileInput {
  @Field(() => String, { description: RESCUE_FORMAT }) format!: string;
  @Field(() => [RescuedClaimInput]) claims!: RescuedClaimInput[];
}

export function toBatch({ claimId, lastSequence, sales, deviceTime }: RecordSalesInput): SaleBatch {
  if (sales.length > MOST_SALES)
    throw badInput('sales', `At most ${MOST_SALES} sales can be handed in at once.`);
  checkCount('lastSequence', lastSequence, 0);
  return {
    claimId,
    lastSequence,
    deviceTime: deviceTime ?? undefined,
    sales: sales.map((sale, index) => toSentSale(sale, `sales.${index}`)),
  };
}

export function toRescuedClaims({ format, claims }: RescueFileInput): RescuedClaim[] {
  if (format !== RESCUE_FORMAT) throw badInput('format', 'This is not a rescue file of a register.');
  const count = claims.reduce((sum, { sales }) => sum + sales.length, 0);
  if (count > MOST_RESCUED)
    throw badInput('claims', `At most ${MOST_RESCUED} sales can be taken in at once.`);
  return claims.map(({ claimId, registerId, epoch, deviceName, lastSequence, sales }, index) => {
    const field = (name: string) => `claims.${index}.${name}`;
    checkUuid(field('claimId'), claimId);
    checkCount(field('epoch'), epoch, 1);
    checkCount(field('lastSequence'), lastSequence, 0);
    return {
      claimId,
      registerId,
      epoch,
      deviceName: checkText(field('deviceName'), deviceName, 100),
      lastSequence,
      sales: sales.map((sale, at) => toSentSale(sale, field(`sales.${at}`))),
    };
  });
}

export function toClaimedIds(ids: readonly string[]): string[] {
  if (ids.length > MOST_SALES) throw badInput('ids', `At most ${MOST_SALES} sales can be asked for at once.`);
  return ids.map((id) => id.toLowerCase());
}

/** In characters. What no register writes: a sale with more can only come from a program that is broken. */
const LONGEST = { number: 64, sku: 200, name: 1000, productId: 64 };

/** Refuses only what is malformed; whether it is right is for others to judge. */
function toSentSale({ lines, payments, ...sale }: RecordSaleInput, field: string): SentSale {
  checkUuid(`${field}.id`, sale.id);
  checkCount(`${field}.sequence`, sale.sequence, 1);
  checkText(`${field}.number`, sale.number, LONGEST.number);
  for (const name of ['previousHash', 'hash'] as const) {
    if (!/^[0-9a-f]{64}$/.test(sale[name]))
      throw badInput(`${field}.${name}`, 'A hash has 64 digits from 0 to f, in lower case.');
  }
  return {
    ...sale,
    lines: lines.map((line, index) => {
      const at = `${field}.lines.${index}`;
      for (const name of ['sku', 'name', 'productId'] as const)
        checkText(`${at}.${name}`, line[name] ?? '', LONGEST[name]);
      // To a thousandth of a percent; what was sent is kept beside it where that is not the same.
      const rate = inField(`${at}.taxRate`, () => taxRate(Math.round(line.taxRate * 1000)));
      return {
        productId: line.productId,
        sku: line.sku,
        name: line.name,
        quantity: line.quantity,
        unitPrice: line.unitPrice,
        taxRate: rate,
        taxRateAsSent: line.taxRate,
        tax: line.tax,
        total: line.total,
      };
    }),
    payments: payments.map((payment) => ({ ...payment })),
    soldAt: sale.soldAt,
    soldAtAsSent: sale.soldAt.text,
  };
}

function checkUuid(field: string, id: string): void {
  if (!(validate(id) && version(id) === 7)) throw badInput(field, 'This id is a UUID of version 7.');
}

function checkCount(field: string, count: number, least: number): void {
  if (count < least) throw badInput(field, `This is at least ${least}.`);
}
