import { Field, Float, Int, ObjectType } from 'type-graphql';
import { ProductConnection } from '../catalogue/product.type';
import { OutletType } from '../outlets/outlet.type';
import { DateScalar, MoneyScalar } from '../scalars';
import { ShiftType } from '../shifts/shift.type';
import { SalesFiguresType, SalesReportRowType } from './sales-report.type';

@ObjectType('DashboardHour')
export class DashboardHourType {
  @Field(() => Int, { description: '0 to 23, on the outlet’s clock.' }) hour!: number;
  @Field(() => SalesFiguresType) today!: SalesFiguresType;
  @Field(() => Float, { description: 'The mean of the usual days.' }) usualSales!: number;
  @Field(() => MoneyScalar, { description: 'The mean of the usual days, rounded.' }) usualTotal!: number;
}

@ObjectType('DashboardWeek')
export class DashboardWeekType {
  @Field(() => DateScalar, { description: 'Its Monday.' }) from!: string;
  @Field(() => SalesFiguresType) figures!: SalesFiguresType;
}

@ObjectType('UnsyncedSales', { description: 'Sales that are not in the ERP’s books.' })
export class UnsyncedSalesType {
  @Field(() => Int) pending!: number;
  @Field(() => Int) failed!: number;
}

@ObjectType('Dashboard', { description: 'How a business date of an outlet goes, beside what is usual.' })
export class DashboardType {
  @Field(() => OutletType) outlet!: OutletType;
  @Field(() => DateScalar) businessDate!: string;
  @Field(() => SalesFiguresType, { description: 'Of the business date so far.' }) today?: SalesFiguresType;
  @Field(() => SalesFiguresType, { description: 'Of the same weekday a week before, whole.' })
  lastWeek?: SalesFiguresType;
  @Field(() => SalesFiguresType, {
    description: 'Of the same weekday a week before, up to the last full quarter of an hour that it is now.',
  })
  lastWeekSoFar?: SalesFiguresType;
  @Field(() => [DashboardHourType], {
    description: 'In the order of the business day: those with sales today or on one of the usual days.',
  })
  hours?: DashboardHourType[];
  @Field(() => Int, {
    description:
      'How many days say what is usual: those with sales among the last eight of the same weekday.',
  })
  usualDays?: number;
  @Field(() => [DashboardWeekType], {
    description: 'The last eight up to the business date, with the one that it is in; the oldest first.',
  })
  weeks?: DashboardWeekType[];
  @Field(() => [SalesReportRowType], {
    description: 'The business date’s sales taken apart, the largest total first.',
  })
  parts?: SalesReportRowType[];
  @Field(() => ProductConnection, { description: 'Products at their reorder point at the outlet, or below.' })
  lowStock?: ProductConnection;
  @Field(() => UnsyncedSalesType) unsynced?: UnsyncedSalesType;
  @Field(() => ShiftType, {
    nullable: true,
    description: 'The shift that was opened last among those that are closed.',
  })
  lastClose?: ShiftType | null;
}
