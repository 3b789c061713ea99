/**
 * Answers what is asked one by one within a tick with one call of `answerAll`: the stock of a page of products is one query.
 * Prisma does so by itself only for keys of one column; two columns for each product are too many parameters on a long receipt.
 */
export function gather<Key, Answer>(answerAll: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Answer>>) {
  let gathering: { readonly keys: Set<Key>; readonly answers: Promise<ReadonlyMap<Key, Answer>> } | undefined;
  return async (key: Key): Promise<Answer | undefined> => {
    gathering ??= begin();
    gathering.keys.add(key);
    return (await gathering.answers).get(key);
  };

  function begin() {
    const keys = new Set<Key>();
    const answers = new Promise<void>((resolve) => process.nextTick(resolve)).then(() => {
      gathering = undefined;
      return answerInParts([...keys]);
    });
    return { keys, answers };
  }

  async function answerInParts(keys: readonly Key[]): Promise<ReadonlyMap<Key, Answer>> {
    if (keys.length <= MOST_KEYS) return answerAll(keys);
    const answers = new Map<Key, Answer>();
    for (let start = 0; start < keys.length; start += MOST_KEYS) {
      for (const [key, answer] of await answerAll(keys.slice(start, start + MOST_KEYS)))
        answers.set(key, answer);
    }
    return answers;
  }
}

/** Each key is a parameter of one statement, of which databases take some ten thousands. */
const MOST_KEYS = 10_000;
