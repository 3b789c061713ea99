import {
  badInput,
  findOutlet,
  LARGEST_PAGE,
  listOutlets,
  reconciliationSummary,
  Refusal,
  type Db,
  type Outlet,
  type ReconciliationSummary,
  type Sale,
} from '@tillkeep/data';
import { datesBetween, money, type DayDifference, type Money } from '@tillkeep/domain';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { OutletType } from '../outlets/outlet.type';
import { SaleType } from '../sales/sale.type';
import { DateScalar, MoneyScalar } from '../scalars';
import type { ComparedDay, ExaminedDay, MendedDay } from './reconciler';
import {
  ReconcileDayPayloadType,
  ReconcileRefusalType,
  ReconciliationDayType,
  ReconciliationDifferencesType,
  ReconciliationDifferenceType,
  ReconciliationSummaryType,
} from './reconciliation.type';

const MOST_DATES = 366;
/** Dates of outlets. */
const MOST_DAYS = 20_000;

@Resolver(() => ReconciliationDayType)
export class ReconciliationDayResolver {
  @Query(() => [ReconciliationDayType], {
    description:
      'POS beside ERP, asked of the ERP now: a row for each of the caller’s outlets and each business date on which either has something, the newest first. At most 366 dates. ERP_UNAVAILABLE when the ERP does not say.',
  })
  async reconciliation(
    @Ctx() { db, reconciler }: Context,
    @Arg('from', () => DateScalar) from: string,
    @Arg('to', () => DateScalar) to: string,
    @Arg('outletId', () => ID, { nullable: true, description: 'All of the caller’s when left out.' })
    outletId?: string | null,
  ): Promise<ComparedDay[]> {
    if (from > to) throw badInput('to', 'This is before the first date.');
    const dates = datesBetween(from, to).length;
    if (dates > MOST_DATES) throw badInput('from', `At most ${MOST_DATES} dates are compared at once.`);
    const outlets = outletId ? [await knownOutlet(db, outletId)] : await listOutlets(db);
    if (dates * outlets.length > MOST_DAYS)
      throw badInput('outletId', 'These are too many days of too many outlets: ask for one, or fewer dates.');
    return reconciler.days(db, outlets, from, to);
  }

  @Query(() => ReconciliationSummaryType)
  reconciliationSummary(@Ctx() { db }: Context): Promise<ReconciliationSummary> {
    return reconciliationSummary(db);
  }

  @FieldResolver(() => OutletType)
  outlet(@Root() { outletId }: ComparedDay, @Ctx() { findOutlet }: Context): Promise<Outlet | undefined> {
    return findOutlet(outletId);
  }

  @FieldResolver(() => MoneyScalar)
  difference(@Root() { posTotal, erpTotal }: ComparedDay): Money {
    return money(posTotal - erpTotal);
  }
}

@Resolver(() => ReconciliationDifferencesType)
export class ReconciliationDifferencesResolver {
  @Query(() => ReconciliationDifferencesType, {
    description: 'A day sale by sale: those that are not the same here and in the ERP’s books.',
  })
  async reconciliationDifferences(
    @Ctx() { db, reconciler }: Context,
    @Arg('outletId', () => ID) outletId: string,
    @Arg('businessDate', () => DateScalar) businessDate: string,
  ): Promise<ExaminedDay> {
    return reconciler.examine(db, await knownOutlet(db, outletId), businessDate);
  }

  @Mutation(() => ReconcileDayPayloadType, {
    description:
      'Sends again what the ERP has no document of, each sale under its own id, and compares the day anew. What is SYNCED stays so, and names another document where the ERP gives it one. Nothing else is changed. While it is under way for a day, a second call joins it.',
  })
  async reconcileDay(
    @Ctx() { db, reconciler }: Context,
    @Arg('outletId', () => ID) outletId: string,
    @Arg('businessDate', () => DateScalar) businessDate: string,
  ): Promise<MendedDay> {
    return reconciler.mend(db, await knownOutlet(db, outletId), businessDate);
  }

  @FieldResolver(() => [ReconciliationDifferenceType])
  differences(
    @Root() { differences }: ExaminedDay,
    @Arg('first', () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
  ): readonly DayDifference[] {
    const most = first ?? 100;
    if (most < 1 || most > LARGEST_PAGE) throw badInput('first', `A list has 1 to ${LARGEST_PAGE} items.`);
    return differences.slice(0, most);
  }

  @FieldResolver(() => Int)
  totalCount(@Root() { differences }: ExaminedDay): number {
    return differences.length;
  }
}

@Resolver(() => ReconciliationDifferenceType)
export class ReconciliationDifferenceResolver {
  @FieldResolver(() => SaleType, { nullable: true })
  sale(@Root() { saleId }: DayDifference, @Ctx() { findSale }: Context): Promise<Sale | undefined> {
    return findSale(saleId);
  }

  @FieldResolver(() => MoneyScalar, { nullable: true })
  posTotal(@Root() { sold }: DayDifference): number | undefined {
    return sold?.total;
  }

  @FieldResolver(() => MoneyScalar, { nullable: true })
  erpTotal(@Root() { booked }: DayDifference): number | undefined {
    return booked?.total;
  }

  @FieldResolver(() => String, { nullable: true })
  erpReference(@Root() { booked, sold }: DayDifference): string | null | undefined {
    return booked?.erpReference ?? sold?.erpReference;
  }

  @FieldResolver(() => DateScalar, { nullable: true })
  erpBusinessDate(@Root() { booked }: DayDifference): string | undefined {
    return booked?.businessDate;
  }

  @FieldResolver(() => String, { nullable: true })
  erpOutletCode(@Root() { booked }: DayDifference): string | undefined {
    return booked?.outletCode;
  }
}

@Resolver(() => ReconcileRefusalType)
export class ReconcileRefusalResolver {
  @FieldResolver(() => SaleType, { nullable: true })
  sale(@Root() { saleId }: { saleId: string }, @Ctx() { findSale }: Context): Promise<Sale | undefined> {
    return findSale(saleId);
  }
}

async function knownOutlet(db: Db, id: string): Promise<Outlet> {
  const outlet = await findOutlet(db, id);
  if (!outlet) throw new Refusal('NOT_FOUND', 'There is no such outlet.', { field: 'outletId' });
  return outlet;
}
