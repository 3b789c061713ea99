import { badInput, type Outlet, type ReportPart, type SalesReportRequest } from '@tillkeep/data';
import { PERIODS, WEEK_STARTS, type Period, type WeekStart } from '@tillkeep/domain';
import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { DateScalar } from '../scalars';

const REPORT_PARTS = {
  ...{ OUTLET: 'OUTLET', REGISTER: 'REGISTER', CASHIER: 'CASHIER', HOUR: 'HOUR', PRODUCT: 'PRODUCT' },
  ...{ CATEGORY: 'CATEGORY', TAX_RATE: 'TAX_RATE', PAYMENT_METHOD: 'PAYMENT_METHOD' },
} as const satisfies Record<ReportPart, ReportPart>;

export const ReportPartEnum = REPORT_PARTS;
registerEnumType(ReportPartEnum, { name: 'ReportPart', description: 'A way of taking sales apart.' });

export const ReportGroupEnum = { DAY: 'DAY', WEEK: 'WEEK', MONTH: 'MONTH', ...REPORT_PARTS } as const;
type ReportGroup = keyof typeof ReportGroupEnum;
registerEnumType(ReportGroupEnum, {
  name: 'ReportGroup',
  description:
    'DAY, WEEK, MONTH: of business dates. HOUR: of the day, on the outlet’s clock. CATEGORY: the one that the product had when the sale was recorded.',
});

export const WeekStartEnum = { MONDAY: 'MONDAY', SATURDAY: 'SATURDAY', SUNDAY: 'SUNDAY' } as const;
registerEnumType(WeekStartEnum, { name: 'WeekStart' });

@InputType()
export class SalesReportInput {
  @Field(() => DateScalar, { description: 'A business date, included; at most ten years before `to`.' })
  from!: string;
  @Field(() => DateScalar, { description: 'Included.' }) to!: string;
  @Field(() => [ReportGroupEnum], {
    description:
      'One part, or one of DAY, WEEK and MONTH, or one of each: [WEEK, CATEGORY] is a row for each category in each week. Empty is one row for all.',
  })
  groupBy!: ReportGroup[];
  @Field(() => ID, { nullable: true, description: 'All outlets of the caller, when there is none.' })
  outletId?: string | null;
  @Field(() => WeekStartEnum, { nullable: true, description: 'MONDAY, when there is none.' })
  weekStart?: WeekStart | null;
}

/** BAD_USER_INPUT for two parts or two periods. */
export function toReportRequest(
  { from, to, groupBy, weekStart }: SalesReportInput,
  outlets: readonly Outlet[],
): SalesReportRequest {
  const periods = groupBy.filter(isPeriod);
  const parts = groupBy.filter((group): group is ReportPart => !isPeriod(group));
  if (periods.length > 1 || parts.length > 1)
    throw badInput('groupBy', 'Name one part at most, and one of DAY, WEEK and MONTH.');
  const [period, part] = [periods[0], parts[0]];
  return { outlets, from, to, period, part, weekStart: weekStart ?? WEEK_STARTS[0] };
}

function isPeriod(group: ReportGroup): group is Period {
  return PERIODS.some((period) => period === group);
}
