import { failureWords, nextAttemptText } from './failure-words';

describe('Why a sale is not in the ERP’s books', () => {
  it('is told to a shopkeeper, with what to do, and what the ERP said', () => {
    const words = failureWords({
      kind: 'PERMANENT',
      code: 'PERIOD_CLOSED',
      message: 'The period up to 2026-04-30 is closed.',
    });
    expect(words.title).toBe('The ERP has closed the period of this sale.');
    expect(words.next).toContain('Ask your accountant');
    expect(words.detail).toBe('The period up to 2026-04-30 is closed.');
  });

  it.each([
    'PERIOD_CLOSED',
    'TOTALS_MISMATCH',
    'CURRENCY_MISMATCH',
    'ID_REUSED',
    'ERP_UNREACHABLE',
    'ERP_TIMEOUT',
    'ERP_ANSWER_UNREADABLE',
    'ERP_KEY_REFUSED',
    'ERP_TROUBLE',
    'ERP_BUSY',
  ])('has words of our own for %s', (code) => {
    const { title, next } = failureWords({ kind: 'RETRYABLE', code, message: 'raw text' });
    expect(title).not.toContain('raw text');
    expect(next).not.toBe('');
  });

  it('is the message, and what its kind means, for a code that we do not know', () => {
    const words = failureWords({
      kind: 'UNKNOWN_OUTCOME',
      code: 'MOON_PHASE',
      message: 'The moon is wrong.',
    });
    expect(words.title).toBe('The moon is wrong.');
    expect(words.next).toContain('booked once only');
  });
});

describe('When a sale is sent again', () => {
  const now = new Date('2026-04-30T12:00:00Z');

  it('is when somebody syncs, if it is not sent by itself', () => {
    expect(nextAttemptText(null, now)).toBe('when you sync');
  });

  it('is in a while, or any moment once it is due', () => {
    expect(nextAttemptText('2026-04-30T12:00:40Z', now)).toBe('in 40 seconds');
    expect(nextAttemptText('2026-04-30T11:59:00Z', now)).toBe('any moment now');
  });
});
