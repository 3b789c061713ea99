import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import packageJson from '../package.json';
import type { Books } from './books';
import type { ImportSaleResult, ImportStatus, Resolvers } from './generated/schema';
import { DateScalar, DateTimeScalar, MoneyScalar, QuantityScalar } from './scalars';

export const version = packageJson.version;

const largestBatch = 500;
const largestPage = 500;

export function resolversFor(books: Books, log: Logger): Resolvers {
  return {
    Query: {
      health: () => {
        books.check();
        return { ok: true, version };
      },
      document: (_, { saleId }) => books.document(saleId) ?? null,
      documents: (_, { first, after, outletCode, businessDate }) => {
        const count = first ?? 50;
        if (count < 0) throw badInput('first', 'Ask for 0 or more documents.');
        const beforeId = after == null ? undefined : books.idOfReference(after);
        if (after != null && beforeId === undefined)
          throw badInput('after', `There is no document ${after} in these books.`);
        return books.documents({
          first: Math.min(count, largestPage),
          beforeId,
          outletCode: outletCode ?? undefined,
          businessDate: businessDate ?? undefined,
        });
      },
      dayTotals: (_, { from, to, outletCode }) => {
        if (from > to) throw badInput('from', `${from} is after ${to}.`);
        return books.dayTotals(from, to, outletCode ?? undefined);
      },
      lockDate: () => books.lockDate(),
    },
    Mutation: {
      importSales: (_, { input }) => {
        if (input.length > largestBatch)
          throw badInput('input', `Send at most ${largestBatch} sales a call; these are ${input.length}.`);
        const results = books.importSales(input, new Date());
        log.info(countByStatus(results), 'import');
        return results;
      },
      setLockDate: (_, { date }) => {
        books.setLockDate(date ?? null);
        log.info({ lockDate: date ?? null }, 'lock date set');
        return books.lockDate();
      },
    },
    Document: { entries: ({ id }) => books.entries(id) },
    Date: DateScalar,
    DateTime: DateTimeScalar,
    Money: MoneyScalar,
    Quantity: QuantityScalar,
  };
}

function badInput(field: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', field } });
}

function countByStatus(results: ImportSaleResult[]): Partial<Record<ImportStatus, number>> {
  const counts: Partial<Record<ImportStatus, number>> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
