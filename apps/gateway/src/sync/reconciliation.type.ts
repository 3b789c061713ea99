import type { DayDifferenceKind, Money } from '@tillkeep/domain';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { OutletType } from '../outlets/outlet.type';
import { SaleType } from '../sales/sale.type';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../scalars';

export const DifferenceKindEnum = {
  NOT_SENT: 'NOT_SENT',
  NOT_BOOKED: 'NOT_BOOKED',
  UNKNOWN_TO_ERP: 'UNKNOWN_TO_ERP',
  ONLY_IN_ERP: 'ONLY_IN_ERP',
  OTHER_TOTAL: 'OTHER_TOTAL',
  OTHER_DAY: 'OTHER_DAY',
} as const satisfies Record<DayDifferenceKind, DayDifferenceKind>;
registerEnumType(DifferenceKindEnum, {
  name: 'ReconciliationDifferenceKind',
  description:
    'NOT_SENT: PENDING here. NOT_BOOKED: FAILED here. UNKNOWN_TO_ERP: SYNCED here, and the ERP has no document of it. ONLY_IN_ERP: a document of no sale that is here. OTHER_TOTAL: booked with another total. OTHER_DAY: booked for another date or outlet than it was sold on. reconcileDay mends the first three.',
});

@ObjectType('ReconciliationDay', {
  description:
    'What the registers of an outlet sold on a business date, beside what the ERP has booked for it.',
})
export class ReconciliationDayType {
  @Field(() => OutletType) outlet?: OutletType;
  @Field(() => DateScalar) businessDate!: string;
  @Field(() => Int, {
    description: 'Every recorded sale, whatever its status; a fork is one, a conflict none.',
  })
  posCount!: number;
  @Field(() => MoneyScalar) posTotal!: Money;
  @Field(() => Int) erpCount!: number;
  @Field(() => MoneyScalar) erpTotal!: Money;
  @Field(() => MoneyScalar, { description: 'posTotal less erpTotal.' }) difference?: Money;
  @Field(() => Boolean, {
    description:
      'As many sales and the same total, to the cent, with what was resolved by hand or without it.',
  })
  matches!: boolean;
  @Field(() => Int, { description: 'Of the day’s sales, those that are PENDING.' }) pending!: number;
  @Field(() => Int) failed!: number;
  @Field(() => Int, { description: 'Those that somebody entered in the ERP by hand.' })
  resolvedByHand!: number;
  @Field(() => DateTimeScalar, { description: 'When the ERP was asked.' }) checkedAt!: Date;
}

@ObjectType('ReconciliationDifference', {
  description: 'A sale that is not the same here and in the ERP’s books.',
})
export class ReconciliationDifferenceType {
  @Field(() => DifferenceKindEnum) kind!: DayDifferenceKind;
  @Field(() => ID) saleId!: string;
  @Field(() => String) reference!: string;
  @Field(() => SaleType, { nullable: true, description: 'null where it is not one of the caller’s.' })
  sale?: SaleType | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'null where it was not sold on this day.' })
  posTotal?: Money | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'null where the ERP has no document.' })
  erpTotal?: Money | null;
  @Field(() => String, { nullable: true, description: 'Of the ERP’s document.' }) erpReference?:
    string | null;
  @Field(() => DateScalar, { nullable: true, description: 'The document’s.' }) erpBusinessDate?:
    string | null;
  @Field(() => String, { nullable: true, description: 'The document’s.' }) erpOutletCode?: string | null;
}

@ObjectType('ReconciliationDifferences')
export class ReconciliationDifferencesType {
  @Field(() => ReconciliationDayType) day!: ReconciliationDayType;
  @Field(() => [ReconciliationDifferenceType], {
    description: 'In the order in which they were sold; what only the ERP has comes last.',
  })
  differences!: ReconciliationDifferenceType[];
  @Field(() => Int, { description: 'How many there are in all.' }) totalCount!: number;
  @Field(() => Int, {
    description:
      'Documents that the ERP counts for the day and can’t list, because it can’t tell documents by date.',
  })
  unlisted!: number;
}

@ObjectType('ReconcileRefusal', {
  description: 'Why the ERP would not book a sale again that is SYNCED, and stays so.',
})
export class ReconcileRefusalType {
  @Field(() => SaleType, { nullable: true }) sale?: SaleType | null;
  @Field(() => String) code!: string;
  @Field(() => String) message!: string;
}

@ObjectType('ReconcileDayPayload')
export class ReconcileDayPayloadType {
  @Field(() => Int, { description: 'Sales that the ERP had no document of, and that were sent again.' })
  sent!: number;
  @Field(() => Int, { description: 'Those of them that it has one of now.' }) booked!: number;
  @Field(() => [ReconcileRefusalType]) refusals!: ReconcileRefusalType[];
  @Field(() => ReconciliationDifferencesType, { description: 'How the day stands after it.' })
  found!: ReconciliationDifferencesType;
}

@ObjectType('ReconciliationSummary', { description: 'What is known without asking the ERP.' })
export class ReconciliationSummaryType {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When days were last compared by themselves; null while none were.',
  })
  checkedAt!: Date | null;
  @Field(() => Int, { description: 'On how many days the books differed when they were compared last.' })
  differing!: number;
  @Field(() => DateScalar, { nullable: true, description: 'The first of these days.' }) from!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'The last of these days.' }) to!: string | null;
}
