import { gather } from './gather';

it('answers what is asked in one tick with one call, and what is asked later with another', async () => {
  const calls: string[][] = [];
  const lengthOf = gather(async (words: readonly string[]) => {
    calls.push([...words]);
    return new Map(words.filter((word) => word !== '').map((word) => [word, word.length]));
  });
  const afterSomeWaiting = Promise.resolve('tea').then(lengthOf);
  expect(await Promise.all([lengthOf('sugar'), lengthOf(''), afterSomeWaiting])).toEqual([5, undefined, 3]);
  expect(await lengthOf('salt')).toBe(4);
  expect(calls).toEqual([['sugar', '', 'tea'], ['salt']]);
});

it('throws to everybody who waited for a call that failed, and asks anew the next time', async () => {
  let works = false;
  const ask = gather(async (keys: readonly number[]) => {
    if (!works) throw new Error('not now');
    return new Map(keys.map((key) => [key, key]));
  });
  const outcomes = await Promise.allSettled([ask(1), ask(2)]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
  works = true;
  expect(await ask(3)).toBe(3);
});

it('asks for each key once, and for many thousands in parts', async () => {
  const calls: number[] = [];
  const double = gather(async (keys: readonly number[]) => {
    calls.push(keys.length);
    return new Map(keys.map((key) => [key, key * 2]));
  });
  expect(await Promise.all([double(1), double(1), double(2)])).toEqual([2, 2, 4]);
  const many = Array.from({ length: 25_000 }, (_, index) => index);
  expect(await Promise.all(many.map(double))).toEqual(many.map((key) => key * 2));
  expect(calls).toEqual([2, 10_000, 10_000, 5_000]);
});
