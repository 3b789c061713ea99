import type { ReportGroup } from '@tillkeep/client';
import { addDays, PERIODS, periodStart, type Period } from '@tillkeep/domain';
import { partWords, type ReportPart } from './part-words';

/** Times that are named by what they are on the day on which somebody looks, in the order in which they are offered. */
export const spanWords = {
  today: 'Today',
  yesterday: 'Yesterday',
  week: 'This week',
  'last-week': 'Last week',
  month: 'This month',
  'last-month': 'Last month',
  year: 'This year',
} as const;
export type Span = keyof typeof spanWords;

/** What a report's address asks for. */
export interface ReportRequest {
  readonly from: string;
  readonly to: string;
  /** undefined: from and to are named themselves. */
  readonly span?: Span;
  /** undefined: by period alone. */
  readonly part?: ReportPart;
  /** undefined: the whole time is one. */
  readonly period?: Period;
}

/** What the address leaves out, or what can't be read of it, is this month by day. */
export function readReport(get: (name: string) => string, today: string): ReportRequest {
  const [from, to] = [get('from'), get('to')];
  const span = spanOf(get('span')) ?? (from || to ? undefined : 'month');
  const dates = span ? datesOf(span, today) : { from: from || to, to: to || from };
  const part = partOf(get('by'));
  const period = part ? periodOf(get('each')) : (periodOf(get('by')) ?? 'DAY');
  return { ...dates, span, part, period };
}

export function groupsOf({ part, period }: Pick<ReportRequest, 'part' | 'period'>): ReportGroup[] {
  return [...(period ? [period] : []), ...(part ? [part] : [])];
}

function datesOf(span: Span, today: string): { from: string; to: string } {
  switch (span) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case 'week':
      return { from: periodStart(today, 'WEEK'), to: today };
    case 'last-week': {
      const monday = addDays(periodStart(today, 'WEEK'), -7);
      return { from: monday, to: addDays(monday, 6) };
    }
    case 'month':
      return { from: periodStart(today, 'MONTH'), to: today };
    case 'last-month': {
      const last = addDays(periodStart(today, 'MONTH'), -1);
      return { from: periodStart(last, 'MONTH'), to: last };
    }
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

function spanOf(word: string): Span | undefined {
  return keysOf(spanWords).find((span) => span === word);
}

function partOf(word: string): ReportPart | undefined {
  return keysOf(partWords).find((part) => part === word);
}

function periodOf(word: string): Period | undefined {
  return PERIODS.find((period) => period === word);
}

export function keysOf<Key extends string>(words: Readonly<Record<Key, string>>): Key[] {
  const isKey = (key: string): key is Key => key in words;
  return Object.keys(words).filter(isKey);
}

/** "sales-2026-03-01-2026-03-31-week-product.csv" */
export function reportFileName(request: ReportRequest): string {
  const groups = groupsOf(request).map((group) => group.toLowerCase().replaceAll('_', '-'));
  return `${['sales', request.from, request.to, ...groups].join('-')}.csv`;
}
