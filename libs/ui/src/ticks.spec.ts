import { ticksOf } from './ticks';

it.each([
  ['nothing at all', [], [0, 1]],
  ['one piece', [1], [0, 1]],
  ['a few', [3, 7], [0, 2, 4, 6, 8]],
  ['amounts', [123_45, 6_78], [0, 5_000, 10_000, 15_000]],
  ['what is exactly on the scale', [40_000], [0, 10_000, 20_000, 30_000, 40_000]],
  ['more given back than sold', [-150, 900], [-500, 0, 500, 1000]],
])('a scale for %s has round numbers and zero on it', (_, values, ticks) => {
  expect(ticksOf(values)).toEqual(ticks);
});
