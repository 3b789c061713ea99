import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, Kind, type DocumentNode, type GraphQLSchema, type ValidationContext } from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from './context';

/** In bytes: a thousand rows of an import, or a hundred sales, with room to spare. */
export const LARGEST_BODY = 2 * 1024 * 1024;

/** In tokens: the longest operation of our own screens has a few hundred, the playground's look at the schema about 600. */
export const LONGEST_DOCUMENT = 2000;

/** The playground's look at the schema is 15 deep. */
const DEEPEST = 15;

const MOST_ALIASES = 15;

/** In fields that may have to be resolved: a full page of sales with lines and products has about 10,000. */
const MOST_FIELDS = 50_000;

/** In fields, by one person, program or device: eight first loads of 100,000 products, far more than any till or screen asks for. */
const MOST_FIELDS_A_MINUTE = 10_000_000;

/** What somebody gets who asks for null items; lists that are shorter by default are not worth telling apart. */
const USUAL_PAGE = 50;

const BAD_REQUEST = { code: 'BAD_USER_INPUT', http: { status: 400 } };

const report = { propagateOnRejection: false, onReject: [reportError] };

export const limitingRules = [
  maxDepthRule({ n: DEEPEST, ...report }),
  maxAliasesRule({ n: MOST_ALIASES, ...report }),
];

/** Refuses an operation that would have to resolve too many fields, or too many for this minute, before it reads anything. */
export function costLimit(): ApolloServerPlugin<Context> {
  // A document without page sizes, @include and @skip costs the same whatever its variables are, and is looked at once.
  const fixed = new WeakMap<DocumentNode, number>();
  const allowance = new RateLimiterMemory({ points: MOST_FIELDS_A_MINUTE, duration: 60 });
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, request, source, operationName, contextValue }) {
          const cost =
            fixed.get(document) ??
            costOf(schema, document, request.variables ?? {}, operationName ?? undefined);
          if (!/first|@/.test(source) && isOneOperation(document)) fixed.set(document, cost);
          if (cost > MOST_FIELDS) {
            throw new GraphQLError(
              `This asks for about ${cost} fields; at most ${MOST_FIELDS} are answered at once. Ask for smaller pages.`,
              { extensions: BAD_REQUEST },
            );
          }
          await allowance.consume(whoAsks(contextValue), cost).catch(tooMuch);
        },
      };
    },
  };
}

function whoAsks({ device, db, address }: Context): string {
  return device?.claimId ?? db.caller.id ?? address;
}

function tooMuch(refused: unknown): never {
  if (!(refused instanceof RateLimiterRes)) throw refused;
  const retryAfterSeconds = Math.ceil(refused.msBeforeNext / 1000);
  throw new GraphQLError(
    `This is more than anybody is answered in a minute. Ask again in ${retryAfterSeconds} s.`,
    {
      extensions: {
        code: 'RATE_LIMITED',
        retryAfterSeconds,
        http: { status: 429, headers: new HeaderMap([['retry-after', String(retryAfterSeconds)]]) },
      },
    },
  );
}

function isOneOperation({ definitions }: DocumentNode): boolean {
  return definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length === 1;
}

function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string,
): number {
  try {
    return getComplexity({ schema, query, variables, operationName, estimators: [pageEstimator] });
  } catch (error) {
    // It reads the variables first, and says of wrong ones what GraphQL itself would say.
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, { nodes: error.nodes, extensions: BAD_REQUEST });
  }
}

const pageEstimator: ComplexityEstimator = ({ args, childComplexity }) => {
  const first: unknown = args['first'];
  const items = typeof first === 'number' ? Math.max(first, 1) : first === null ? USUAL_PAGE : 1;
  return 1 + childComplexity * items;
};

function reportError(context: ValidationContext | null, error: GraphQLError) {
  context?.reportError(error);
}
