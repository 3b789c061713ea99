import type { CashMovement, DifferenceCause, Money, PaymentMethod } from '@tillkeep/domain';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DeviceClaimType } from '../outlets/device-claim.type';
import { OutletType, RegisterType } from '../outlets/outlet.type';
import { SequenceGapType } from '../outlets/register-proof.type';
import { PageInfoType } from '../page.type';
import { RegisterEventKindEnum } from '../sales/register-event.type';
import { PaymentMethodEnum, SaleType } from '../sales/sale.type';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../scalars';

export const DifferenceCauseKindEnum = {
  PAID_OTHERWISE: 'PAID_OTHERWISE',
  ENTERED_TWICE: 'ENTERED_TWICE',
  CHANGE: 'CHANGE',
  NOT_MOVED: 'NOT_MOVED',
  WRONG_WAY: 'WRONG_WAY',
  TRANSPOSED: 'TRANSPOSED',
  ROLL: 'ROLL',
  NOT_COUNTED: 'NOT_COUNTED',
} as const satisfies Record<DifferenceCause['kind'], DifferenceCause['kind']>;
registerEnumType(DifferenceCauseKindEnum, {
  name: 'DifferenceCauseKind',
  description:
    'What may have made a difference. PAID_OTHERWISE: a payment made in another way than it says. ENTERED_TWICE: a sale with a twin shortly before. CHANGE: change not given, or given twice. NOT_MOVED: cash that was not paid in or out. WRONG_WAY: paid in instead of out, or out instead of in. TRANSPOSED: two digits that changed places in what was typed. ROLL: a roll of coins that was not counted. NOT_COUNTED: coins or notes of the float of which none was counted.',
});

export const ShiftAddendumKindEnum = { LATE_SALES: 'LATE_SALES', SECOND_CLOSE: 'SECOND_CLOSE' } as const;
registerEnumType(ShiftAddendumKindEnum, {
  name: 'ShiftAddendumKind',
  description:
    'LATE_SALES: sales that arrived after the shift was closed. SECOND_CLOSE: the register’s own close of a shift that a manager had closed.',
});

@ObjectType('TenderTotal')
export class TenderTotalType {
  @Field(() => PaymentMethodEnum) method!: PaymentMethod;
  @Field(() => Int) count!: number;
  @Field(() => MoneyScalar, { description: 'Without change.' }) amount!: Money;
}

@ObjectType('TaxTotal')
export class TaxTotalType {
  @Field(() => Float, { description: 'In percent.' }) rate!: number;
  @Field(() => MoneyScalar) net!: Money;
  @Field(() => MoneyScalar) tax!: Money;
  @Field(() => MoneyScalar, { description: 'net + tax.' }) gross!: Money;
}

@ObjectType('CashMovement', { description: 'Cash put into the drawer, or taken out of it, for no sale.' })
export class CashMovementType {
  @Field(() => RegisterEventKindEnum) kind!: CashMovement['kind'];
  @Field(() => MoneyScalar) amount!: Money;
  @Field(() => String) reason!: string;
  @Field(() => DateTimeScalar) at!: Date;
}

@ObjectType('DifferenceCause', { description: 'What would explain a shift’s difference exactly.' })
export class DifferenceCauseType {
  @Field(() => DifferenceCauseKindEnum) kind!: DifferenceCause['kind'];
  @Field(() => MoneyScalar, {
    description: 'Of the payment, of what was paid in or out, or of the coins; TRANSPOSED: what was typed.',
  })
  amount!: Money;
  @Field(() => MoneyScalar, { nullable: true, description: 'TRANSPOSED: what may have been meant.' })
  meant?: Money | null;
  @Field(() => String, { nullable: true }) saleNumber?: string | null;
  @Field(() => PaymentMethodEnum, { nullable: true }) method?: PaymentMethod | null;
  @Field(() => String, { nullable: true, description: 'Of what was paid in or out.' }) reason?: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) at?: Date | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'Of one coin or note.' }) value?: Money | null;
  @Field(() => Int, { nullable: true }) pieces?: number | null;
}

@ObjectType('ShiftAddendum', {
  description: 'What arrived of a shift after it was closed: its report stays as it was.',
})
export class ShiftAddendumType {
  @Field(() => Int, { description: '1, 2, 3 …' }) number!: number;
  @Field(() => ShiftAddendumKindEnum) kind!: 'LATE_SALES' | 'SECOND_CLOSE';
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => [SaleType]) sales!: SaleType[];
  @Field(() => MoneyScalar, { description: 'Of these sales.' }) total!: Money;
  @Field(() => MoneyScalar, { description: 'Of it paid in cash.' }) cash!: Money;
  @Field(() => DateTimeScalar, { nullable: true }) closedAt!: Date | null;
  @Field(() => String, { nullable: true }) closedBy!: string | null;
  @Field(() => MoneyScalar, { nullable: true }) counted!: Money | null;
  @Field(() => MoneyScalar, { nullable: true }) expected!: Money | null;
  @Field(() => String, { nullable: true }) note!: string | null;
}

@ObjectType('ShiftReport', {
  description:
    'What a shift comes to: X while it is open, Z once it is closed. Worked out from the recorded sales, without those that arrived after it was closed.',
})
export class ShiftReportType {
  @Field(() => Int, { nullable: true, description: 'The sequence of its first sale; null without any.' })
  firstSale?: number | null;
  @Field(() => Int, { nullable: true }) lastSale?: number | null;
  @Field(() => Int, { description: 'How many of them are there.' }) count!: number;
  @Field(() => MoneyScalar) total!: Money;
  @Field(() => [SequenceGapType], { description: 'Sales that were not there when it was closed.' })
  missing!: SequenceGapType[];
  @Field(() => [TenderTotalType]) tenders!: TenderTotalType[];
  @Field(() => [TaxTotalType]) taxByRate!: TaxTotalType[];
  @Field(() => MoneyScalar) paidIn!: Money;
  @Field(() => MoneyScalar) paidOut!: Money;
  @Field(() => [CashMovementType]) movements!: CashMovementType[];
  @Field(() => MoneyScalar, { description: 'The cash that must be in the drawer, by what is recorded.' })
  expected!: Money;
  @Field(() => [DifferenceCauseType]) causes!: DifferenceCauseType[];
  @Field(() => [ShiftAddendumType]) addenda!: ShiftAddendumType[];
  @Field(() => Int, { description: 'Sales of it that are known of and have not arrived to this day.' })
  onDevice!: number;
}

@ObjectType('Shift', { description: 'A drawer’s time from its float to its count.' })
export class ShiftType {
  @Field(() => ID) id!: string;
  @Field(() => String, {
    description: 'Its count at the register: 1, 2, 3 …; from the register’s second epoch on 2-1, 2-2 …',
  })
  name?: string;
  @Field(() => OutletType) outlet?: OutletType;
  @Field(() => RegisterType) register?: RegisterType;
  @Field(() => DeviceClaimType) claim?: DeviceClaimType;
  @Field(() => DateScalar) businessDate!: string;
  @Field(() => DateTimeScalar) openedAt!: Date;
  @Field(() => String, { nullable: true }) openedByName!: string | null;
  @Field(() => MoneyScalar) float!: Money;
  @Field(() => DateTimeScalar, { nullable: true, description: 'null while it is open.' })
  closedAt!: Date | null;
  @Field(() => String, { nullable: true }) closedByName!: string | null;
  @Field(() => Boolean, { description: 'In the back office, because its device was lost.' })
  closedByManager!: boolean;
  @Field(() => MoneyScalar, { nullable: true }) counted!: Money | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'As whoever closed it knew it.' })
  expected!: Money | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'Counted less expected.' })
  difference!: Money | null;
  @Field(() => String, { nullable: true }) note!: string | null;
  @Field(() => ShiftReportType) report?: ShiftReportType;
}

@ObjectType('ShiftEdge')
class ShiftEdge {
  @Field(() => String) cursor!: string;
  @Field(() => ShiftType) node!: ShiftType;
}

@ObjectType('ShiftConnection')
export class ShiftConnection {
  @Field(() => [ShiftEdge]) edges!: ShiftEdge[];
  @Field(() => [ShiftType]) nodes!: ShiftType[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
}
