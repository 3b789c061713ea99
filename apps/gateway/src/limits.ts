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

interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly source: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/** Refuses an operation that would have to resolve too many fields, or too many for this minute, before it reads anything. */
export class CostLimit {
  // A document without page sizes, @include and @skip costs the same whatever its variables are, and is looked at once.
  private readonly fixed = new WeakMap<DocumentNode, number>();
  private readonly allowance = new RateLimiterMemory({ points: MOST_FIELDS_A_MINUTE, duration: 60 });

  plugin(): ApolloServerPlugin<Context> {
    return {
      requestDidStart: async () => ({
        didResolveOperation: async ({ schema, document, request, source, operationName, contextValue }) => {
          await this.check(
            { schema, document, source, operationName, variables: request.variables },
            contextValue,
          );
        },
      }),
    };
  }

  /** @param times it may be carried out at once. Answers what one of them costs, in fields; they are charged. */
  async check(operation: Operation, context: Context, times = 1): Promise<number> {
    const { document, source } = operation;
    const cost = this.fixed.get(document) ?? costOf(operation);
    if (!/first|@/.test(source) && isOneOperation(document)) this.fixed.set(document, cost);
    if (cost * times > MOST_FIELDS) {
      throw new GraphQLError(
        `This asks for about ${cost * times} fields; at most ${MOST_FIELDS} are answered at once. Ask for smaller pages.`,
        { extensions: BAD_REQUEST },
      );
    }
    await this.charge(context, cost);
    return cost;
  }

  async charge(context: Context, cost: number): Promise<void> {
    await this.allowance.consume(whoAsks(context), cost).catch(tooMuch);
  }
}

/** A name for the person, the program or the device, or else for where it comes from. */
export function whoAsks({ device, db, address }: Context): string {
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

function costOf({ schema, document: query, variables, operationName }: Operation): number {
  try {
    return getComplexity({
      schema,
      query,
      variables: variables ?? {},
      operationName: operationName ?? undefined,
      estimators: [pageEstimator],
    });
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
