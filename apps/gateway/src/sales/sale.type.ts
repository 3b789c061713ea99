import type { Money, PaymentMethod, Quantity, ReturnOf, SyncStatus, TaxRate } from '@tillkeep/domain';
import type { KeptApproval, SaleFlag, SyncErrorKind } from '@tillkeep/data';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ProductType } from '../catalogue/product.type';
import { DeviceClaimType } from '../outlets/device-claim.type';
import { OutletType, RegisterType } from '../outlets/outlet.type';
import { ApprovalType } from '../people/pin.type';
import { PageInfoType } from '../page.type';
import { DateScalar, DateTimeScalar, MoneyScalar, QuantityScalar } from '../scalars';

export const SyncStatusEnum = { PENDING: 'PENDING', SYNCED: 'SYNCED', FAILED: 'FAILED' } as const;
registerEnumType(SyncStatusEnum, {
  name: 'SyncStatus',
  description:
    'PENDING: still to be sent to the ERP. SYNCED: in its books, for good. FAILED: tried, and not there yet.',
});

export const PaymentMethodEnum = { CASH: 'CASH', CARD: 'CARD', OTHER: 'OTHER' } as const;
registerEnumType(PaymentMethodEnum, { name: 'PaymentMethod' });

export const SyncErrorKindEnum = {
  RETRYABLE: 'RETRYABLE',
  UNKNOWN_OUTCOME: 'UNKNOWN_OUTCOME',
  PERMANENT: 'PERMANENT',
} as const;
registerEnumType(SyncErrorKindEnum, {
  name: 'SyncErrorKind',
  description:
    'RETRYABLE: nothing was booked. UNKNOWN_OUTCOME: no readable answer; the same id is sent again. PERMANENT: the ERP refused it for a reason that a person must mend.',
});

export const SaleFlagEnum = {
  OVERSOLD: 'OVERSOLD',
  UNKNOWN_PRODUCT: 'UNKNOWN_PRODUCT',
  PRICE_DIFFERS: 'PRICE_DIFFERS',
  TOTALS_MISMATCH: 'TOTALS_MISMATCH',
  CLOCK_SKEW: 'CLOCK_SKEW',
  CHAIN_BROKEN: 'CHAIN_BROKEN',
  LATE: 'LATE',
  NOT_APPROVED: 'NOT_APPROVED',
  OVER_RETURN: 'OVER_RETURN',
  UNKNOWN_ORIGINAL: 'UNKNOWN_ORIGINAL',
} as const satisfies Record<SaleFlag, SaleFlag>;
registerEnumType(SaleFlagEnum, {
  name: 'SaleFlag',
  description:
    'OVERSOLD: there was not as much in stock. UNKNOWN_PRODUCT: a line’s product is not known here. PRICE_DIFFERS: a price or tax rate is not the product’s, or of a return not the sold line’s. TOTALS_MISMATCH: the amounts don’t add up. CLOCK_SKEW: the device’s clock or its business date is off. CHAIN_BROKEN: hash, place or number do not follow from the sale before. LATE: handed in after another device took over the register. NOT_APPROVED: a cashier changed a price further, or gave more back, than they may alone, and no approval of it holds. OVER_RETURN: more came back than was sold. UNKNOWN_ORIGINAL: what came back is not known here, or not yet.',
});

@ObjectType('SaleLine', { description: 'As it was sold: later changes of the product do not touch it.' })
export class SaleLineType {
  @Field(() => ID) id?: string;
  @Field(() => ProductType, { nullable: true, description: 'null when it is not, or no longer, known here.' })
  product?: ProductType | null;
  @Field(() => String) sku!: string;
  @Field(() => String) name!: string;
  @Field(() => Int, { description: 'Its place in the sale: 0, 1, 2 …' }) position!: number;
  @Field(() => QuantityScalar, { description: 'Below zero of goods that come back.' }) quantity!: Quantity;
  @Field(() => MoneyScalar) unitPrice!: Money;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'What the catalogue asked, where the price was changed by hand.',
  })
  listPrice!: Money | null;
  @Field(() => Float) taxRate!: TaxRate;
  @Field(() => MoneyScalar) tax!: Money;
  @Field(() => MoneyScalar, { description: 'With tax.' }) total!: Money;
  @Field(() => ReturnOfType, { nullable: true, description: 'Of goods that come back.' })
  returnOf!: ReturnOf | null;
  @Field(() => [LineReturnType], { description: 'What of it came back, in the order of recording.' })
  returns?: LineReturnType[];
}

@ObjectType('Payment')
export class PaymentType {
  @Field(() => PaymentMethodEnum) method!: PaymentMethod;
  @Field(() => MoneyScalar, { description: 'What of the total it paid; below zero it was given back.' })
  amount!: Money;
  @Field(() => MoneyScalar, { nullable: true, description: 'What was handed over.' }) tendered!: Money | null;
  @Field(() => MoneyScalar) change!: Money;
}

@ObjectType('SyncError', {
  description: 'Why the last attempt to bring the sale into the ERP’s books failed.',
})
export class SyncErrorType {
  @Field(() => SyncErrorKindEnum) kind!: SyncErrorKind;
  @Field(() => String) code!: string;
  @Field(() => String) message!: string;
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) nextAttemptAt!: Date | null;
}

@ObjectType('Sale')
export class SaleType {
  @Field(() => ID, { description: 'A UUIDv7: the idempotency key everywhere the sale travels.' }) id!: string;
  @Field(() => String, { description: 'Business date and the register’s count of that day: 2026-04-30-01.' })
  number!: string;
  @Field(() => String, { description: 'Unique everywhere: MAIN-R1-2026-04-30-01.' }) reference!: string;
  @Field(() => DateScalar) businessDate!: string;
  @Field(() => OutletType) outlet?: OutletType;
  @Field(() => RegisterType) register?: RegisterType;
  @Field(() => [SaleLineType]) lines!: SaleLineType[];
  @Field(() => [PaymentType]) payments!: PaymentType[];
  @Field(() => MoneyScalar, { description: 'Before tax.' }) subtotal!: Money;
  @Field(() => MoneyScalar) tax!: Money;
  @Field(() => MoneyScalar, { description: 'What was paid; below zero it was given back.' }) total!: Money;
  @Field(() => DateTimeScalar, { description: 'By the register’s clock.' }) soldAt!: Date;
  @Field(() => DateTimeScalar, { description: 'By the gateway’s clock.' }) recordedAt!: Date;
  @Field(() => SyncStatusEnum) syncStatus!: SyncStatus;
  @Field(() => Int) syncAttempts!: number;
  @Field(() => SyncErrorType, { nullable: true, description: 'null when the last attempt did not fail.' })
  syncError!: SyncErrorType | null;
  @Field(() => DateTimeScalar, { nullable: true }) syncedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'The ERP’s own document number.' }) erpReference!:
    string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of a sale that somebody entered into the ERP by hand: why, and how.',
  })
  syncNote!: string | null;
  @Field(() => [SaleFlagEnum], { description: 'What a manager should look at; empty for almost every sale.' })
  flags!: SaleFlag[];
  @Field(() => DeviceClaimType, { description: 'Under which it was made.' }) claim?: DeviceClaimType;
  @Field(() => Int, { description: 'Its place among the sales of the claim: 1, 2, 3 …' }) sequence!: number;
  @Field(() => String) previousHash!: string;
  @Field(() => String) hash!: string;
  @Field(() => String, { description: 'The canonical JSON (RFC 8785) of which hash is the SHA-256.' })
  asSent?: string;
  @Field(() => ID, {
    nullable: true,
    description: 'Who sold it: a user, or the API key of a program. null where nobody had said so.',
  })
  cashierId!: string | null;
  @Field(() => String, { nullable: true, description: 'As they were called then.' }) cashierName!:
    string | null;
  @Field(() => [ApprovalType], { description: 'What was approved in it, and by whom.' })
  approvals?: KeptApproval[];
}

@ObjectType('ReturnOf', { description: 'Which line of which sale goods come back from.' })
export class ReturnOfType {
  @Field(() => ID) saleId!: string;
  @Field(() => Int, { description: 'The line’s place in that sale: 0, 1, 2 …' }) position!: number;
  @Field(() => String) reason!: string;
  @Field(() => Boolean, { description: 'Whether the goods go back to stock.' }) restock!: boolean;
  @Field(() => SaleType, { nullable: true, description: 'null when it is not, or not yet, known here.' })
  sale?: SaleType | null;
}

@ObjectType('LineReturn', { description: 'That some of a line came back.' })
export class LineReturnType {
  @Field(() => QuantityScalar, { description: 'How much, above zero.' }) quantity!: Quantity;
  @Field(() => SaleType, { nullable: true, description: 'The sale in which it came back.' })
  sale?: SaleType | null;
}

@ObjectType('SaleEdge')
class SaleEdge {
  @Field(() => String) cursor!: string;
  @Field(() => SaleType) node!: SaleType;
}

@ObjectType('SaleConnection')
export class SaleConnection {
  @Field(() => [SaleEdge]) edges!: SaleEdge[];
  @Field(() => [SaleType]) nodes!: SaleType[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
  @Field(() => Int, { description: 'Counted only when asked for: leave it out where nobody reads it.' })
  totalCount?: number;
}
