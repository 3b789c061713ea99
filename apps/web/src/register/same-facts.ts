/** For memo(): whether two sets of props say the same, also where a product was read anew. Functions must be the same. */
export function sameFacts<Props extends object>(before: Props, after: Props): boolean {
  const old: unknown[] = Object.values(before);
  return Object.values(after).every(
    (value: unknown, at) =>
      value === old[at] || (typeof value === 'object' && JSON.stringify(value) === JSON.stringify(old[at])),
  );
}
