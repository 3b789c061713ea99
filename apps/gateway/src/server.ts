import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import helmet from '@fastify/helmet';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import { contextOf, type Context, type Shop } from './context';
import { errorFormatter, problem } from './errors';
import { CostLimit, LARGEST_BODY, limitingRules, LONGEST_DOCUMENT } from './limits';
import { Live } from './live/live';
import { serveStreams } from './live/streams';
import { playground } from './playground/playground';
import { shopSchema } from './schema';

/** The gateway's HTTP server, ready to listen: the API at /graphql, the playground, and the two health answers. */
export async function gatewayServer(
  shop: Shop,
  log: Logger,
  plugins: readonly ApolloServerPlugin<Context>[] = [],
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: LARGEST_BODY,
    logger: false,
    trustProxy: 'loopback', // the web server beside us says whose request it hands on
    forceCloseConnections: 'idle',
    // Fastify answers an address that can't be decoded before any hook, so without our headers.
    rewriteUrl: ({ url = '/' }) => (isDecodable(url) ? url : '/not-decodable'),
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"], // the playground's editor sets styles on its elements
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
  });
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    // A connection that is kept for more would keep the server from closing for a minute.
    if (closing) void reply.header('connection', 'close');
  });
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'unexpected error');
    const message = status >= 500 ? 'Something went wrong on our side.' : error.message;
    const code = status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
    void reply.status(status).send(problem(code, message));
  });

  app.setNotFoundHandler((request, reply) => {
    if (METHODS.includes(request.method))
      return reply.status(404).send(problem('NOT_FOUND', 'There is nothing here.'));
    return reply
      .status(405)
      .header('allow', METHODS.join(', '))
      .send(problem('BAD_USER_INPUT', `${request.method} is no way to ask.`));
  });

  const schema = await shopSchema();
  const cost = new CostLimit();
  const apollo = new ApolloServer<Context>({
    schema,
    csrfPrevention: true,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    parseOptions: { maxTokens: LONGEST_DOCUMENT },
    validationRules: limitingRules,
    formatError: errorFormatter(log),
    plugins: [cost.plugin(), ApolloServerPluginLandingPageDisabled(), ...plugins],
    stopOnTerminationSignals: false,
  });
  await apollo.start();

  await app.register(playground);
  const live = new Live(shop.db, (error) => {
    if (error) log.error({ err: error }, 'subscribers could not be told');
    streams.cut();
  });
  const context = (request: FastifyRequest, reply: FastifyReply) =>
    contextOf({ ...shop, live }, log, request, reply);
  const streams = serveStreams(app, { schema, cost, log, contextOf: context });
  const handler = fastifyApolloHandler(apollo, { context });
  app.post('/graphql', handler);
  app.get('/graphql', async (request, reply) => {
    if (request.headers.accept?.includes('text/html')) return reply.redirect('/playground');
    return handler.call(app, request, reply);
  });

  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const [database, erp] = await Promise.all([
      shop.db.read.outlet.count().then(
        () => true,
        () => false,
      ),
      shop.sync.isErpReachable(),
    ]);
    // Selling goes on without the ERP, so only the database decides.
    return reply.status(database ? 200 : 503).send({ ok: database, database, erp });
  });
  return app;
}

/** What any of the addresses here can be asked with. */
const METHODS = ['GET', 'HEAD', 'POST'];

function isDecodable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}
