// The contract served: schema, resolvers, limits, and what a caller may know of an error.
import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import type { GraphQLError, GraphQLFormattedError, ValidationContext } from 'graphql';
import type { Logger } from 'pino';
import typeDefs from '../schema.graphql';
import type { Books } from './books';
import { resolversFor } from './resolvers';

export function graphqlApi(books: Books, log: Logger, drain: ApolloServerPlugin): ApolloServer {
  return new ApolloServer({
    typeDefs,
    resolvers: resolversFor(books, log),
    introspection: true, // behind the key, like everything else
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: 1000 },
    validationRules: [
      maxDepthRule({ n: 6, ...reportRejection }),
      maxAliasesRule({ n: 15, ...reportRejection }),
    ],
    formatError: (formatted, error) => publicError(formatted, error, log),
    plugins: [ApolloServerPluginLandingPageDisabled(), drain],
    logger: log,
  });
}

/** An error of ours as a caller may see it; the error itself goes to the log, under the same correlation id. */
export function masked(error: unknown, log: Logger) {
  const correlationId = randomUUID();
  log.error({ err: error, correlationId }, 'unexpected');
  return {
    message: `Something went wrong inside the ERP. If it stays so, quote ${correlationId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
  };
}

// The rules would throw out of the validation and end as an internal error; reported, they answer as any other.
const reportRejection = {
  propagateOnRejection: false,
  onReject: [(context: ValidationContext | null, error: GraphQLError) => context?.reportError(error)],
};

/** Expected errors as they are, with the field named; any other masked. */
function publicError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const { code, field } = formatted.extensions ?? {};
  if (code === undefined || code === 'INTERNAL_SERVER_ERROR')
    return { ...masked(unwrapResolverError(error), log), path: formatted.path };
  if (code === 'BAD_USER_INPUT' && field === undefined)
    return { ...formatted, extensions: { ...formatted.extensions, field: fieldOf(formatted.message) } };
  return formatted;
}

/** Read from graphql-js's text: Variable "$input" got invalid value … at "input[0].businessDate"; … */
function fieldOf(message: string): string {
  const variable = /^Variable "\$(\w+)"/.exec(message)?.[1] ?? '';
  const place = / at "([\w.[\]]+)"; /.exec(message)?.[1] ?? variable;
  const missing = /; Field "(\w+)" (?:of required type|is not defined)/.exec(message)?.[1];
  return missing === undefined ? place : `${place}.${missing}`;
}
