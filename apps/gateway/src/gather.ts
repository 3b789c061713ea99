/**
 * Answers what is asked one by one within a tick with one call of `answerAll`: the stock of a page of products is one query.
 * Prisma does so by itself only for keys of one column; two columns for each product are too many parameters on a long receipt.
 */
export function gather<Key, Answer>(answerAll: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Answer>>) {
  let gathering: { readonly keys: Key[]; readonly answers: Promise<ReadonlyMap<Key, Answer>> } | undefined;
  return async (key: Key): Promise<Answer | undefined> => {
    gathering ??= begin();
    gathering.keys.push(key);
    return (await gathering.answers).get(key);
  };

  function begin() {
    const keys: Key[] = [];
    const answers = new Promise<void>((resolve) => process.nextTick(resolve)).then(() => {
      gathering = undefined;
      return answerAll(keys);
    });
    return { keys, answers };
  }
}
