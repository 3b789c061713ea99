import { assertScalarType, buildSchema, GraphQLError, GraphQLScalarType } from 'graphql';
import typeDefs from '../schema.graphql';

// What a scalar refuses fails the whole request, so amounts are only checked to be numbers here. Whether they are whole
// and safe is judged per sale (posting.ts), where one bad sale leaves the others of its batch alone.

const declared = buildSchema(typeDefs);

export const DateScalar = scalar('Date', {
  parseValue: (value) => {
    if (!isDay(value)) throw new GraphQLError('A date reads YYYY-MM-DD and is a day of the calendar.');
    return value;
  },
});

export const DateTimeScalar = scalar('DateTime', {
  parseValue: (value) => {
    const rfc3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
    const moment = new Date(typeof value === 'string' && isDay(rfc3339.exec(value)?.[1]) ? value : NaN);
    if (Number.isNaN(moment.getTime()))
      throw new GraphQLError('A moment reads like 2026-04-30T08:00:00.000Z.');
    return moment;
  },
  serialize: (value) => {
    if (!(value instanceof Date)) throw new TypeError('A DateTime is answered from a Date.');
    return value.toISOString();
  },
});

export const MoneyScalar = scalar('Money', {
  parseValue: parseNumber,
  serialize: (value) => {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not an amount in whole minor units.`);
    return value;
  },
});

export const QuantityScalar = scalar('Quantity', { parseValue: parseNumber });

/** Behaviour for a scalar of schema.graphql, whose description it keeps. */
function scalar(
  name: string,
  behaviour: Partial<Pick<GraphQLScalarType, 'parseValue' | 'serialize'>>,
): GraphQLScalarType {
  const { parseLiteral: _default, ...config } = assertScalarType(declared.getType(name)).toConfig();
  return new GraphQLScalarType({ ...config, ...behaviour });
}

function parseNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new GraphQLError('Send a number, not a text.');
  return value;
}

function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const day = new Date(value);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
