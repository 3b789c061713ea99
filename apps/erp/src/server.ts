// The front door: GraphQL behind the key, the page of the books, and the two probes.
import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import helmet from '@fastify/helmet';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
} from 'fastify';
import type { Logger } from 'pino';
import { openBooks, type Books } from './books';
import { graphqlApi, masked } from './graphql';
import { booksPage } from './page';
import css from './page.css';
import { version } from './resolvers';
import { errorCode, StartError } from './start-error';

export interface ErpOptions {
  /** The books are kept in <dataDir>/erp.sqlite. */
  dataDir: string;
  /** ISO 4217. */
  currency: string;
  apiKey: string;
  host: string;
  /** 0: any free port. */
  port: number;
  log: Logger;
}

export interface RunningErp {
  url: string;
  /** Lets running requests finish, then closes the books. */
  stop(): Promise<void>;
}

/** Throws a StartError for what the operator can mend. */
export async function startErp(options: ErpOptions): Promise<RunningErp> {
  const { dataDir, currency, apiKey, host, port } = options;
  const log: FastifyBaseLogger = options.log;
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 5 * 1024 * 1024, // bytes; 500 sales of some 40 lines
    requestTimeout: 30_000, // ms to receive a request
    // An address that can't be decoded meets neither a route nor helmet.
    frameworkErrors: (_error, _request, { raw }) => {
      raw.writeHead(400, {
        'content-type': 'application/json; charset=utf-8',
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
      });
      raw.end(JSON.stringify(errors('This is not an address.', 'BAD_USER_INPUT', 'url')));
    },
  });
  const books = openBooks(join(dataDir, 'erp.sqlite'), { currency, log: options.log });
  const apollo = graphqlApi(books, options.log, fastifyApolloDrainPlugin(app));
  const stop = async () => {
    await apollo.stop(); // drains and closes the server
    books.close();
  };

  await apollo.start();
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy },
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errors('There is nothing here.', 'NOT_FOUND')),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(errors(error.message, 'BAD_USER_INPUT', 'body'));
    return reply.code(500).send({ errors: [masked(error, options.log)] });
  });
  serveGraphql(app, apollo, apiKey);
  serveProbes(app, books, log);
  servePage(app, books, { apiKey, open: isLoopback(host) });

  try {
    const url = await listen(app, host, port);
    log.info({ url, currency, version }, 'the ERP listens');
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// Of the page's own: one style sheet and the empty icon. Nothing else may load, run or frame.
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ['data:'],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

function serveGraphql(app: FastifyInstance, apollo: ApolloServer, apiKey: string): void {
  void app.register(async (scope) => {
    // Before the body is read: a stranger can't make the ERP take in 5 MB.
    scope.addHook('onRequest', async (request, reply) => {
      if (isKey(credentials('Bearer', request.headers.authorization), apiKey)) return;
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer realm="Tillkeep ERP"')
        .send(errors('Send the key: Authorization: Bearer <ERP_API_KEY>.', 'UNAUTHENTICATED'));
    });
    scope.post('/graphql', fastifyApolloHandler(apollo));
    scope.route({
      url: '/graphql',
      method: scope.supportedMethods.filter((method) => method !== 'POST'),
      handler: (_request, reply) =>
        reply.code(405).header('allow', 'POST').send(errors('Send a POST.', 'METHOD_NOT_ALLOWED')),
    });
  });
}

function serveProbes(app: FastifyInstance, books: Books, log: FastifyBaseLogger): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', (_request, reply) => {
    try {
      books.check();
      return { status: 'ok', database: 'ok' };
    } catch (error) {
      log.error({ err: error }, 'the books cannot be read');
      return reply.code(503).send({ status: 'unavailable', database: 'unavailable' });
    }
  });
}

/** `open`: shown without the key, because only this machine reaches it. */
function servePage(
  app: FastifyInstance,
  books: Books,
  { apiKey, open }: { apiKey: string; open: boolean },
): void {
  const schema = { querystring: { type: 'object', properties: { after: { type: 'string' } } } };
  app.get<{ Querystring: { after?: string } }>(
    '/',
    { schema },
    async ({ headers, hostname, query }, reply) => {
      // The name that the browser used counts as well: a foreign name that points to this machine gets no page.
      const password = /:(.*)$/s.exec(
        Buffer.from(credentials('Basic', headers.authorization), 'base64').toString(),
      )?.[1];
      if (!(open && isLoopback(hostname)) && !isKey(password, apiKey))
        return reply
          .code(401)
          .header(
            'www-authenticate',
            'Basic realm="Tillkeep ERP: any name, the key as password", charset="UTF-8"',
          )
          .type('text/plain; charset=utf-8')
          .send('The books open with the ERP key as password.');
      return reply
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(booksPage(books, { after: query.after, version }));
    },
  );
  app.get('/books.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(css));
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    switch (errorCode(error)) {
      case 'EADDRINUSE':
        throw new StartError(
          `ERP_PORT: ${port} on ${host} is taken. Stop what listens there or choose another port.`,
        );
      case 'EACCES':
        throw new StartError(`ERP_PORT: ${port} may not be used by this user. Choose one above 1023.`);
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        throw new StartError(`HOST: ${host} is not an address of this machine.`);
      default:
        throw error;
    }
  }
}

function errors(message: string, code: string, field?: string) {
  return { errors: [{ message, extensions: { code, field } }] };
}

/** What follows the scheme in an Authorization header; empty when it is another scheme. */
function credentials(scheme: string, header = ''): string {
  const [found, value] = header.split(' ');
  return found?.toLowerCase() === scheme.toLowerCase() ? (value ?? '') : '';
}

/** Compared as digests: neither the time taken nor a length tells anything about the key. */
function isKey(candidate = '', apiKey: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(candidate), digest(apiKey));
}

function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || /^127(\.\d{1,3}){3}$/.test(host);
}
