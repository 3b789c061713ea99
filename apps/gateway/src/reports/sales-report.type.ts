import type { SalesFigures } from '@tillkeep/domain';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { ProductType } from '../catalogue/product.type';
import { PageInfoType } from '../page.type';
import { DateScalar, MoneyScalar, QuantityScalar } from '../scalars';

@ObjectType('SalesFigures', {
  description:
    'What sales come to. By payment method, all but sales, total and refunds are 0: a payment is for no line.',
})
export class SalesFiguresType implements SalesFigures {
  @Field(() => Int, { description: 'How many, or in how many it occurs.' }) sales!: number;
  @Field(() => Int) lines!: number;
  @Field(() => QuantityScalar) quantity!: number;
  @Field(() => MoneyScalar) net!: number;
  @Field(() => MoneyScalar) tax!: number;
  @Field(() => MoneyScalar, { description: 'net + tax.' }) total!: number;
  @Field(() => Int, {
    description: 'In how many of the sales goods came back; by payment method, money was given back in it.',
  })
  refunds!: number;
  @Field(() => MoneyScalar, {
    description: 'What was given for them, above zero: total, net, tax and quantity are less by it already.',
  })
  refunded!: number;
  @Field(() => MoneyScalar, { nullable: true, description: 'total / sales, rounded; null without sales.' })
  averageSale?: number | null;
  @Field(() => Float, { nullable: true, description: 'null without sales.' })
  linesPerSale?: number | null;
}

@ObjectType('SalesReportRow')
export class SalesReportRowType {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first date of the day, week or month; null when the report is not by them.',
  })
  period!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The outlet’s, register’s, cashier’s or product’s id, the hour (08), the category, the tax rate in percent, the payment method. Empty: of none of them. null when the report is by period alone.',
  })
  key!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What people call it; null where it is of none, or not known here.',
  })
  name?: string | null;
  @Field(() => ProductType, { nullable: true, description: 'By PRODUCT, where it is known here.' })
  product?: ProductType | null;
  @Field(() => SalesFiguresType) figures!: SalesFiguresType;
}

@ObjectType('SalesReportRowEdge')
class SalesReportRowEdge {
  @Field(() => String) cursor!: string;
  @Field(() => SalesReportRowType) node!: SalesReportRowType;
}

@ObjectType('SalesReportRowConnection')
export class SalesReportRowConnection {
  @Field(() => [SalesReportRowEdge]) edges!: SalesReportRowEdge[];
  @Field(() => [SalesReportRowType]) nodes!: SalesReportRowType[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
  @Field(() => Int) totalCount!: number;
}

@ObjectType('SalesReport', {
  description:
    'What sales come to, from roll-ups that each sale changes when it is recorded. Late sales are in the business date on which they were made.',
})
export class SalesReportType {
  @Field(() => DateScalar) from!: string;
  @Field(() => DateScalar) to!: string;
  @Field(() => String, { nullable: true, description: 'ISO 4217; null for somebody without an outlet.' })
  currency!: string | null;
  @Field(() => SalesFiguresType, { description: 'All of it. The totals of the rows come to its total.' })
  whole!: SalesFiguresType;
  @Field(() => SalesReportRowConnection, {
    description: 'By period, and within it the largest total first; by HOUR in the order of the day.',
  })
  rows?: SalesReportRowConnection;
}
