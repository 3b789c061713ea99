import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { Refusal } from '@tillkeep/data';
import { GraphQLError, Kind, parse, visit, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/** What Apollo calls requests that can't be carried out as they are written; to our callers they are bad input. */
const BAD_REQUESTS = new Set([
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * Every error that leaves the API: a code of the contract, a message for people, and for bad input the field to mend.
 * What nobody expected is logged under a correlation id and leaves as that id alone.
 */
export function errorFormatter(log: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { message, locations, path } = formatted;
    const cause = unwrapResolverError(error);
    if (cause instanceof Refusal) {
      return { message: cause.message, locations, path, extensions: { code: cause.code, ...cause.details } };
    }
    const code = formatted.extensions?.['code'];
    if (typeof code === 'string' && BAD_REQUESTS.has(code)) {
      return { locations, path, ...badRequest(message, error) };
    }
    if (code === 'RATE_LIMITED') return { message, extensions: formatted.extensions };
    const correlationId = randomUUID();
    log.error({ correlationId, path, err: cause }, 'unexpected error');
    return {
      message: `Something went wrong on our side. Nothing was half done. Support code: ${correlationId}`,
      locations,
      path,
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
    };
  };
}

/** An error outside GraphQL, in the form that GraphQL's have. */
export function problem(code: string, message: string) {
  return { errors: [{ message, extensions: { code } }] };
}

/** The reason in GraphQL's message, and the input field that it is about, as a path below the argument: lines.0.quantity. */
function badRequest(message: string, error: unknown) {
  const variable = /^Variable "\$[^"]+" got invalid value .*?(?: at "([^"]+)")?; (.*)$/s.exec(message);
  if (!variable) return inputError(message, error instanceof GraphQLError ? literalField(error) : undefined);
  const [, place = '', reason = message] = variable;
  const missing = /^Field "([^"]+)"/.exec(reason)?.[1];
  const path = [
    ...place
      .replace(/\[(\d+)\]/g, '.$1')
      .split('.')
      .slice(1),
    ...(missing ? [missing] : []),
  ];
  return inputError(reason, path.join('.') || undefined);
}

function inputError(message: string, field: string | undefined) {
  return { message, extensions: { code: 'BAD_USER_INPUT', ...(field && { field }) } };
}

/** Where below its argument the literal stands that was refused, or the argument's name when it is that itself. */
function literalField(error: GraphQLError): string | undefined {
  const [node] = error.nodes ?? [];
  if (!node?.loc || !error.source) return undefined;
  const { start, end } = node.loc;
  const missing = /^Field "\w+\.(\w+)" of required type/.exec(error.message)?.[1];
  let field: string | undefined;
  visit(parse(error.source), {
    enter(found, _key, parent, path, ancestors) {
      if (found.kind !== node.kind || found.loc?.start !== start || found.loc.end !== end) return;
      const steps: (string | number)[] = [];
      let argument: string | undefined;
      for (const [depth, above] of [...ancestors, parent, found].entries()) {
        if (!above || !('kind' in above)) continue;
        if (above.kind === Kind.ARGUMENT) argument = above.name.value;
        if (above.kind === Kind.OBJECT_FIELD) steps.push(above.name.value);
        if (above.kind === Kind.LIST) steps.push(path[depth + 1] ?? ''); // path[depth] is its list of values
      }
      if (missing) steps.push(missing);
      field = steps.join('.') || argument;
    },
  });
  return field;
}
