// An example names the ids in its answer (`productId: id`), the next one asks for a variable of that name. So nobody
// has to copy an id from here to there.

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

/** Those of the ids that the operation declares as its variables. */
export function idsFor(operation: string, ids: Record<string, string>): Record<string, string> {
  const declared = new Set(Array.from(operation.matchAll(/\$(\w+)\s*:/g), ([, name]) => name));
  return Object.fromEntries(Object.entries(ids).filter(([name]) => declared.has(name)));
}
