import { waitedWords } from './waited-words';

const after = (seconds: number) =>
  waitedWords({
    soldAt: '2026-04-30T12:00:00Z',
    recordedAt: new Date(Date.parse('2026-04-30T12:00:00Z') + seconds * 1000).toISOString(),
  });

describe('A sale that came from a till', () => {
  it('at once needs no word about it, nor does one whose clock was ahead', () => {
    expect(after(2)).toBeUndefined();
    expect(after(-300)).toBeUndefined();
  });

  it('late says how long it had waited there', () => {
    expect(after(300)).toBe('It had waited on the till for 5 minutes.');
    expect(after(5 * 3600)).toBe('It had waited on the till for 5 hours.');
    expect(after(3 * 86_400)).toBe('It had waited on the till for 3 days.');
  });
});
