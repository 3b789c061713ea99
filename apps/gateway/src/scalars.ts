import {
  isCalendarDate,
  money,
  quantityFromNumber,
  quantityToNumber,
  type Money,
  type Quantity,
} from '@tillkeep/domain';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/** An instant with the text in which it was sent: the hash of a sale covers that text, and one instant has several. */
export class SentDate extends Date {
  constructor(
    instant: Date,
    readonly text: string,
  ) {
    super(instant);
  }
}

const dateTime = GraphQLDateTime.toConfig();

export const DateTimeScalar = new GraphQLScalarType<Date, Date>({
  ...dateTime,
  parseValue: (value) => new SentDate(dateTime.parseValue(value), String(value)),
  parseLiteral: (node) =>
    new SentDate(dateTime.parseLiteral(node), node.kind === Kind.STRING ? node.value : ''),
});

export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A day as YYYY-MM-DD. A business date is a date in the outlet’s time zone.',
  parseValue: (value) => readDate(value),
  parseLiteral: (node) => readDate(node.kind === Kind.STRING ? node.value : undefined, node),
});

export const MoneyScalar = new GraphQLScalarType<Money, number>({
  name: 'Money',
  description: 'Whole minor units (cents) of the outlet’s currency: a safe integer (2^53-1), never a float.',
  parseValue: (value) => readNumber(value, money),
  parseLiteral: (node) => readNumber(literalNumber(node), money, node),
});

/** Thousandths inside, a decimal with at most three places outside. */
export const QuantityScalar = new GraphQLScalarType<Quantity, number>({
  name: 'Quantity',
  description: 'A decimal with at most three places: pieces, kilograms, metres.',
  serialize: (value) => quantityToNumber(value as Quantity),
  parseValue: (value) => readNumber(value, quantityFromNumber),
  parseLiteral: (node) => readNumber(literalNumber(node), quantityFromNumber, node),
});

function readDate(value: unknown, node?: ValueNode): string {
  if (typeof value === 'string' && isCalendarDate(value)) return value;
  throw new GraphQLError('A date is written YYYY-MM-DD and is in the calendar.', { nodes: node });
}

function readNumber<T>(value: unknown, read: (n: number) => T, node?: ValueNode): T {
  if (typeof value !== 'number') throw new GraphQLError('A number is expected here.', { nodes: node });
  try {
    return read(value);
  } catch (error) {
    throw error instanceof RangeError ? new GraphQLError(`${error.message}.`, { nodes: node }) : error;
  }
}

function literalNumber(node: ValueNode): number | undefined {
  return node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : undefined;
}
