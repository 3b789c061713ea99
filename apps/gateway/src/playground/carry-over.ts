// An example names the ids in its answer (`productId: id`), the next one asks for a variable of that name. So nobody
// has to copy an id from here to there, nor the token of whoever signs in.

/** Every text in an answer whose name ends in "Id", wherever it stands. */
export function idsIn(answer: unknown): Record<string, string> {
  if (typeof answer !== 'object' || answer === null) return {};
  return Object.entries(answer).reduce<Record<string, string>>(
    (ids, [name, value]) =>
      typeof value === 'string' && name.endsWith('Id')
        ? { ...ids, [name]: value }
        : { ...ids, ...idsIn(value) },
    {},
  );
}

/** What lets in whoever the answer says has signed in. */
export function accessTokenIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  for (const [name, value] of Object.entries(answer)) {
    const token = name === 'accessToken' && typeof value === 'string' ? value : accessTokenIn(value);
    if (token !== undefined) return token;
  }
  return undefined;
}

/** Those of the ids that the operation declares as its variables. */
export function idsFor(operation: string, ids: Record<string, string>): Record<string, string> {
  const declared = new Set(Array.from(operation.matchAll(/\$(\w+)\s*:/g), ([, name]) => name));
  return Object.fromEntries(Object.entries(ids).filter(([name]) => declared.has(name)));
}
