import { Breaker } from './breaker';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const UNREACHABLE = { kind: 'UNREACHABLE' } as const;
const yes = async () => true;
const no = async () => false;

function opened(): Breaker {
  const breaker = new Breaker();
  breaker.note(UNREACHABLE);
  breaker.note(UNREACHABLE);
  return breaker;
}

it('opens when two batches in a row came to nothing, and says why', async () => {
  const breaker = new Breaker();
  breaker.note(UNREACHABLE);
  expect([breaker.trouble, await breaker.lets(no)]).toEqual([undefined, true]);
  breaker.note(undefined);
  breaker.note(UNREACHABLE);
  expect(breaker.trouble).toBeUndefined();
  breaker.note(UNREACHABLE);
  expect([breaker.trouble, await breaker.lets(yes), breaker.wait]).toEqual([UNREACHABLE, false, 30_000]);
});

it('lets nothing through for half a minute, and then only when the ERP is there again', async () => {
  const breaker = opened();
  jest.advanceTimersByTime(29_000);
  expect(await breaker.lets(yes)).toBe(false);
  jest.advanceTimersByTime(1_000);
  expect(await breaker.lets(no)).toBe(false);
  expect(breaker.wait).toBe(30_000);
  jest.advanceTimersByTime(30_000);
  expect(await breaker.lets(yes)).toBe(true);
  expect(breaker.trouble).toBeUndefined();
});

it('opens again at once when the first batch after that comes to nothing', async () => {
  const breaker = opened();
  jest.advanceTimersByTime(30_000);
  await breaker.lets(yes);
  breaker.note(UNREACHABLE);
  expect([breaker.trouble, await breaker.lets(yes)]).toEqual([UNREACHABLE, false]);
});

it('closes when somebody wants it tried', async () => {
  const breaker = opened();
  breaker.close();
  expect(await breaker.lets(no)).toBe(true);
});
