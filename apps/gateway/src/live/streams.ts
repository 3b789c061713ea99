import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Logger } from 'pino';
import type { Context } from '../context';
import { errorFormatter, problem } from '../errors';
import { limitingRules, LONGEST_DOCUMENT, whoAsks, type CostLimit } from '../limits';
import { isStillLetIn } from '../people/identify';
import { LARGEST_DELIVERY } from './live';

export interface Streams {
  /** Breaks all of them off: whoever wants more comes again, and asks for what they may have missed. */
  cut(): void;
}

/** In milliseconds: how often a stream shows that it lives, and its caller is looked up again. */
const BEAT = 5_000;

/** Of one person, program or device: as many windows as anybody has in sight, with room to spare. */
const MOST_OPEN = 20;

/**
 * Subscriptions, at /graphql/stream: each is an answer of its own that does not end, of server-sent events (the protocol
 * "GraphQL over SSE", distinct connections). What /graphql refuses is refused here too.
 */
export function serveStreams(
  app: FastifyInstance,
  options: {
    readonly schema: GraphQLSchema;
    readonly cost: CostLimit;
    readonly log: Logger;
    readonly contextOf: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;
  },
): Streams {
  const { schema, cost, log, contextOf } = options;
  const format = errorFormatter(log);
  const open = new Map<PassThrough, string>();
  const cut = () => {
    for (const stream of open.keys()) stream.destroy();
  };
  app.addHook('preClose', async () => cut());

  app.post('/graphql/stream', async (request, reply) => {
    if (!request.headers.accept?.includes('text/event-stream'))
      return refuse(reply, 406, 'A stream comes as text/event-stream: say that you accept it.');
    const context = await contextOf(request, reply);
    const owner = whoAsks(context);
    if ([...open.values()].filter((other) => other === owner).length >= MOST_OPEN)
      return refuse(reply, 429, `More than ${MOST_OPEN} streams at once are too many.`);
    const stream = new PassThrough();
    open.set(stream, owner);
    stream.once('close', () => open.delete(stream));
    void reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      // No proxy on the way may compress it, or wait for more of it.
      .header('cache-control', 'no-store, no-transform')
      .header('x-accel-buffering', 'no');
    try {
      const { results, price } = await begin(request.body, context);
      stayOpen(stream, results, context);
      pour(stream, results, context, price).catch(() => stream.destroy());
    } catch (error) {
      const errors = [formatted(error)];
      if (errors[0]?.extensions?.['code'] === 'RATE_LIMITED') void reply.status(429);
      stream.end(next({ errors }) + COMPLETE);
    }
    return reply.send(stream);
  });

  async function begin(body: unknown, contextValue: Context) {
    const { query: source, operationName, variables } = toOperation(body);
    const document = parse(source, { maxTokens: LONGEST_DOCUMENT });
    const [wrong] = validate(schema, document, [...specifiedRules, ...limitingRules]);
    if (wrong) throw wrong;
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
      throw new GraphQLError('Only subscriptions are answered here; ask the rest of /graphql.');
    const price = await cost.check(
      { schema, document, source, variables, operationName },
      contextValue,
      LARGEST_DELIVERY,
    );
    const results = await subscribe({
      ...{ schema, document, operationName, contextValue },
      variableValues: variables,
    });
    if (!(Symbol.asyncIterator in results)) throw results.errors?.[0] ?? new Error('Nothing, and no reason.');
    return { results, price };
  }

  /** As fast as they are taken: what comes up meanwhile waits in the subscriber's mailbox. */
  async function pour(stream: PassThrough, results: Results, context: Context, price: number): Promise<void> {
    const closed = once(stream, 'close');
    for await (const { data, errors } of results) {
      await cost.charge(context, price * itemsIn(data));
      if (!stream.write(next({ data, errors: errors?.map(formatted) })))
        await Promise.race([once(stream, 'drain'), closed]);
    }
    stream.end(COMPLETE);
  }

  function formatted(error: unknown): GraphQLFormattedError {
    if (!(error instanceof GraphQLError)) return format({ message: '' }, error);
    const { extensions: { http: _, ...extensions } = {}, ...plain } = error.toJSON();
    // Without a path it is the request that is wrong, and no field's answer.
    const code = error.path ? {} : { code: 'BAD_USER_INPUT' };
    return format({ ...plain, extensions: { ...code, ...extensions } }, error);
  }

  return { cut };
}

type Results = AsyncGenerator<ExecutionResult, void, void>;

/** Until the client has gone, or is no longer who they were. */
function stayOpen(stream: PassThrough, results: Results, context: Context): void {
  stream.write(ALIVE);
  const beat = setInterval(() => {
    isStillLetIn(context).then(
      (isLetIn) => (isLetIn ? stream.write(ALIVE) : stream.destroy()),
      () => stream.destroy(),
    );
  }, BEAT);
  stream.once('close', () => {
    clearInterval(beat);
    void results.return();
  });
}

/** A comment: nobody hears it, and every proxy on the way sees that something comes. */
const ALIVE = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

function next(result: {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}): string {
  return `event: next\ndata: ${JSON.stringify(result)}\n\n`;
}

function itemsIn(data: ExecutionResult['data']): number {
  const [value] = Object.values(data ?? {});
  return Array.isArray(value) ? value.length : 1;
}

function refuse(reply: FastifyReply, status: 406 | 429, message: string) {
  return reply.status(status).send(problem(status === 429 ? 'RATE_LIMITED' : 'BAD_USER_INPUT', message));
}

interface Operation {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

function toOperation(body: unknown): Operation {
  if (isOperation(body)) return body;
  throw new GraphQLError(
    'Send a JSON object with a query, and its variables and operationName if it has any.',
  );
}

function isOperation(body: unknown): body is Operation {
  if (typeof body !== 'object' || body === null || !('query' in body)) return false;
  const { query, operationName, variables }: Record<keyof Operation, unknown> = {
    operationName: null,
    variables: null,
    ...body,
  };
  return (
    typeof query === 'string' &&
    (operationName === null || typeof operationName === 'string') &&
    typeof variables === 'object' &&
    !Array.isArray(variables)
  );
}
