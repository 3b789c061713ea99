/** A reason not to start that the operator can mend. Its message is shown as it is, one line per problem. */
export class StartError extends Error {
  override name = 'StartError';
}

/** The code of an error of Node's or SQLite's (EADDRINUSE, SQLITE_NOTADB …); empty when it has none. */
export function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
