import {
  checkPage,
  decodeCursor,
  listOutlets,
  Refusal,
  salesReport,
  toPage,
  type Product,
  type ReportPart,
  type SalesReport,
  type SalesReportRow,
} from '@tillkeep/data';
import { multiplyDivideRounded, taxRate, taxRateToPercent, type SalesFigures } from '@tillkeep/domain';
import { Arg, Ctx, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import { ProductType } from '../catalogue/product.type';
import type { Context } from '../context';
import { toConnection, type Connection } from '../page.type';
import { MoneyScalar } from '../scalars';
import { SalesReportInput, toReportRequest } from './sales-report.input';
import {
  SalesFiguresType,
  SalesReportRowConnection,
  SalesReportRowType,
  SalesReportType,
} from './sales-report.type';

/** A row that knows what it is a part by. */
export interface PartRow extends SalesReportRow {
  readonly part?: ReportPart;
}

interface Report extends SalesReport {
  readonly part?: ReportPart;
}

@Resolver(() => SalesReportType)
export class SalesReportResolver {
  @Query(() => SalesReportType, {
    description: 'Refuses with BAD_USER_INPUT more than ten years, and more than 20,000 rows.',
  })
  async salesReport(
    @Ctx() { db }: Context,
    @Arg('input', () => SalesReportInput) input: SalesReportInput,
  ): Promise<object> {
    const { outletId, from, to } = input;
    const outlets = (await listOutlets(db)).filter(({ id }) => !outletId || id === outletId);
    if (outletId && outlets.length === 0)
      throw new Refusal('NOT_FOUND', 'There is no such outlet.', { field: 'outletId' });
    const request = toReportRequest(input, outlets);
    const report = await salesReport(db, request);
    return { from, to, currency: outlets[0]?.currency ?? null, part: request.part, ...report };
  }

  @FieldResolver(() => SalesReportRowConnection)
  rows(
    @Root() { rows, part }: Report,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Connection<PartRow> & { totalCount: number } {
    const page = { first: first ?? 50, after };
    checkPage(page);
    // Rows are in the order of what changes while somebody pages; which they are does not.
    const behind = decodeCursor(after, ([period, key]) => {
      const at = rows.findIndex((row) => (row.period ?? '') === period && (row.key ?? '') === key);
      return at < 0 ? undefined : at + 1;
    });
    const some = rows.slice(behind ?? 0, (behind ?? 0) + page.first + 1).map((row) => ({ ...row, part }));
    return {
      ...toConnection(toPage(page, some, ({ period, key }) => [period ?? '', key ?? ''])),
      totalCount: rows.length,
    };
  }
}

@Resolver(() => SalesReportRowType)
export class SalesReportRowResolver {
  @FieldResolver(() => String, { nullable: true })
  key(@Root() { key, part }: PartRow): string | null {
    return part === 'TAX_RATE' && key ? toPercent(key) : key;
  }

  @FieldResolver(() => String, { nullable: true })
  async name(@Root() { key, part }: PartRow, @Ctx() context: Context): Promise<string | undefined> {
    if (!key) return undefined;
    switch (part) {
      case 'OUTLET':
        return (await context.findOutlet(key))?.name;
      case 'REGISTER':
        return (await context.findRegister(key))?.name;
      case 'CASHIER':
        return context.findCashierName(key);
      case 'PRODUCT':
        return (await context.findProduct(key))?.name;
      case 'HOUR':
        return `${key}:00`;
      case 'TAX_RATE':
        return `${toPercent(key)} %`;
      default:
        return key;
    }
  }

  @FieldResolver(() => ProductType, { nullable: true })
  async product(
    @Root() { key, part }: PartRow,
    @Ctx() { findProduct }: Context,
  ): Promise<Product | undefined> {
    return part === 'PRODUCT' && key ? findProduct(key) : undefined;
  }

  @FieldResolver(() => SalesFiguresType)
  figures(@Root() row: PartRow): SalesFigures {
    return row;
  }
}

@Resolver(() => SalesFiguresType)
export class SalesFiguresResolver {
  @FieldResolver(() => MoneyScalar, { nullable: true })
  averageSale(@Root() { sales, total }: SalesFigures): number | null {
    return sales === 0 ? null : multiplyDivideRounded(total, 1, sales);
  }

  @FieldResolver(() => Float, { nullable: true })
  linesPerSale(@Root() { sales, lines }: SalesFigures): number | null {
    return sales === 0 ? null : lines / sales;
  }
}

function toPercent(thousandths: string): string {
  return String(taxRateToPercent(taxRate(Number(thousandths))));
}
