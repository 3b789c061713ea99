import { badInput, inField, type RescuedClaim, type SaleBatch, type SentSale } from '@tillkeep/data';
import { taxRate, type Money, type Quantity, type ReturnOf } from '@tillkeep/domain';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { DateScalar, DateTimeScalar, MoneyScalar, QuantityScalar, type SentDate } from '../scalars';
import { ApprovalInput, toApproval } from '../people/approval.input';
import { checkCount, checkHashes, checkText, checkUuid } from '../text';
import { RegisterEventInput, toSentEvent } from './register-event.input';
import { LONGEST_REASON, PaymentInput, ReturnOfInput } from './sale.input';

@InputType()
export class RecordSaleLineInput {
  @Field(() => ID, { nullable: true }) productId?: string | null;
  @Field(() => String) sku!: string;
  @Field(() => String) name!: string;
  @Field(() => QuantityScalar, { description: 'Below zero of goods that come back.' }) quantity!: Quantity;
  @Field(() => MoneyScalar) unitPrice!: Money;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'What the catalogue asked, where the price was changed by hand.',
  })
  listPrice?: Money | null;
  @Field(() => Float) taxRate!: number;
  @Field(() => MoneyScalar) tax!: Money;
  @Field(() => MoneyScalar) total!: Money;
  @Field(() => ReturnOfInput, { nullable: true, description: 'Of goods that come back.' })
  returnOf?: ReturnOfInput | null;
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
  @Field(() => ID, { nullable: true, description: 'Who sold it, where people say so at the register.' })
  cashierId?: string | null;
  @Field(() => String, { nullable: true }) cashierName?: string | null;
  @Field(() => [ApprovalInput], {
    nullable: true,
    description:
      'Of what a cashier may not do alone. One that does not hold flags the sale, and refuses nothing.',
  })
  approvals?: ApprovalInput[] | null;
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
  @Field(() => Int, { nullable: true, description: 'Of its events; files of older registers have none.' })
  lastEventSequence?: number | null;
  @Field(() => [RegisterEventInput], { nullable: true }) events?: RegisterEventInput[] | null;
}

const RESCUE_FORMAT = 'tillkeep-rescue-1';
const MOST_RESCUED = 500;

@InputType({
  description: `A rescue file as the register writes it; at most ${MOST_RESCUED} sales and events of it at once.`,
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
  const count = claims.reduce((sum, { sales, events }) => sum + sales.length + (events?.length ?? 0), 0);
  if (count > MOST_RESCUED)
    throw badInput('claims', `At most ${MOST_RESCUED} sales and events can be taken in at once.`);
  return claims.map((claim, index) => {
    const { claimId, registerId, epoch, deviceName, lastSequence, sales } = claim;
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
      lastEventSequence: claim.lastEventSequence ?? 0,
      events: (claim.events ?? []).map((event, at) => toSentEvent(event, field(`events.${at}`))),
    };
  });
}

export function toClaimedIds(ids: readonly string[]): string[] {
  if (ids.length > MOST_SALES) throw badInput('ids', `At most ${MOST_SALES} sales can be asked for at once.`);
  return ids.map((id) => id.toLowerCase());
}

/** In characters. What no register writes: a sale with more can only come from a program that is broken. */
const LONGEST = { number: 64, sku: 200, name: 1000, productId: 64, cashierId: 64, cashierName: 200 };
const MOST_APPROVALS = 100;

/** Refuses only what is malformed; whether it is right is for others to judge. */
function toSentSale({ lines, payments, approvals, ...sale }: RecordSaleInput, field: string): SentSale {
  checkUuid(`${field}.id`, sale.id);
  if (approvals && approvals.length > MOST_APPROVALS)
    throw badInput(`${field}.approvals`, `A sale has at most ${MOST_APPROVALS} approvals.`);
  checkCount(`${field}.sequence`, sale.sequence, 1);
  checkText(`${field}.number`, sale.number, LONGEST.number);
  for (const name of ['cashierId', 'cashierName'] as const)
    checkText(`${field}.${name}`, sale[name] ?? '', LONGEST[name]);
  checkHashes(field, sale);
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
        ...(line.listPrice !== undefined && { listPrice: line.listPrice }),
        taxRate: rate,
        taxRateAsSent: line.taxRate,
        tax: line.tax,
        total: line.total,
        ...(line.returnOf !== undefined && { returnOf: toReturnOf(line.returnOf, `${at}.returnOf`) }),
      };
    }),
    payments: payments.map((payment) => ({ ...payment })),
    ...(approvals !== undefined && {
      approvals:
        approvals && approvals.map((approval, index) => toApproval(approval, `${field}.approvals.${index}`)),
    }),
    soldAt: sale.soldAt,
    soldAtAsSent: sale.soldAt.text,
  };
}

function toReturnOf(returnOf: ReturnOfInput | null, field: string): ReturnOf | null {
  if (!returnOf) return null;
  checkText(`${field}.saleId`, returnOf.saleId, LONGEST.productId);
  checkCount(`${field}.position`, returnOf.position, 0);
  checkText(`${field}.reason`, returnOf.reason, LONGEST_REASON);
  return { ...returnOf };
}
