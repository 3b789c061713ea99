import {
  checkPage,
  countProducts,
  countUnsynced,
  dayBesideOthers,
  listProducts,
  listShifts,
  salesReport,
  type DayBesideOthers,
  type Outlet,
  type Product,
  type ReportPart,
  type Shift,
  type Unsynced,
} from '@tillkeep/data';
import { businessDate, type SalesFigures } from '@tillkeep/domain';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { ProductConnection } from '../catalogue/product.type';
import type { Context } from '../context';
import { toConnection, type CountedConnection } from '../page.type';
import { DateScalar } from '../scalars';
import { ShiftType } from '../shifts/shift.type';
import { DashboardHourType, DashboardType, DashboardWeekType, UnsyncedSalesType } from './dashboard.type';
import { ReportPartEnum } from './sales-report.input';
import type { PartRow } from './sales-report.resolver';
import { SalesFiguresType, SalesReportRowType } from './sales-report.type';

interface Dashboard {
  readonly outlet: Outlet;
  readonly businessDate: string;
  /** Read once, by the first field that needs it. */
  readonly day: () => Promise<DayBesideOthers>;
}

@Resolver(() => DashboardType)
export class DashboardResolver {
  @Query(() => DashboardType, {
    description: 'Of the caller’s outlet, or the one that the header x-tillkeep-outlet names.',
  })
  dashboard(
    @Ctx() { db, outlet }: Context,
    @Arg('date', () => DateScalar, { nullable: true, description: 'Today, when there is none.' })
    date?: string | null,
  ): Dashboard {
    const now = new Date();
    const businessDateNow = date ?? businessDate(now, outlet.timeZone, outlet.cutOverMinutes);
    let day: Promise<DayBesideOthers> | undefined;
    return {
      outlet,
      businessDate: businessDateNow,
      day: () => (day ??= dayBesideOthers(db, outlet, businessDateNow, now)),
    };
  }

  @FieldResolver(() => SalesFiguresType)
  async today(@Root() { day }: Dashboard): Promise<SalesFigures> {
    return (await day()).day;
  }

  @FieldResolver(() => SalesFiguresType)
  async lastWeek(@Root() { day }: Dashboard): Promise<SalesFigures> {
    return (await day()).lastWeek;
  }

  @FieldResolver(() => SalesFiguresType)
  async lastWeekSoFar(@Root() { day }: Dashboard): Promise<SalesFigures> {
    return (await day()).lastWeekSoFar;
  }

  @FieldResolver(() => [DashboardHourType])
  async hours(@Root() { day }: Dashboard): Promise<object[]> {
    return (await day()).hours.map(({ day: today, ...hour }) => ({ ...hour, today }));
  }

  @FieldResolver(() => Int)
  async usualDays(@Root() { day }: Dashboard): Promise<number> {
    return (await day()).usualDays;
  }

  @FieldResolver(() => [DashboardWeekType])
  async weeks(@Root() { day }: Dashboard): Promise<DayBesideOthers['weeks']> {
    return (await day()).weeks;
  }

  @FieldResolver(() => [SalesReportRowType])
  async parts(
    @Root() { outlet, businessDate: date }: Dashboard,
    @Ctx() { db }: Context,
    @Arg('groupBy', () => ReportPartEnum) part: ReportPart,
    @Arg('first', () => Int, { nullable: true, defaultValue: 5 }) first: number | null,
  ): Promise<PartRow[]> {
    const page = { first: first ?? 5 };
    checkPage(page);
    const { rows } = await salesReport(db, { outlets: [outlet], from: date, to: date, part });
    return rows.slice(0, page.first).map((row) => ({ ...row, part }));
  }

  @FieldResolver(() => ProductConnection)
  async lowStock(
    @Root() { outlet }: Dashboard,
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 5 }) first: number | null,
  ): Promise<CountedConnection<Product>> {
    const low = { lowStock: true, active: true };
    const page = await listProducts(db, outlet.id, low, { first: first ?? 5 });
    return { ...toConnection(page), count: () => countProducts(db, outlet.id, low) };
  }

  @FieldResolver(() => UnsyncedSalesType)
  unsynced(@Root() { outlet }: Dashboard, @Ctx() { db }: Context): Promise<Unsynced> {
    return countUnsynced(db, outlet.id);
  }

  @FieldResolver(() => ShiftType, { nullable: true })
  async lastClose(@Root() { outlet }: Dashboard, @Ctx() { db }: Context): Promise<Shift | undefined> {
    const { edges } = await listShifts(db, { outletId: outlet.id, open: false }, { first: 1 });
    return edges[0]?.node;
  }
}
