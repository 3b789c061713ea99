import { backOff } from './outcomes';

it('a sale waits at most twice as long after each attempt, from four seconds up to a quarter of an hour', () => {
  expect([1, 2, 3, 8, 9, 500].map((attempts) => backOff(attempts, 1))).toEqual([
    4_000, 8_000, 16_000, 512_000, 900_000, 900_000,
  ]);
});

it('and any time shorter than that, so that those who failed together do not come back together', () => {
  expect([0, 0.25, 0.5].map((chance) => backOff(3, chance))).toEqual([0, 4_000, 8_000]);
});
