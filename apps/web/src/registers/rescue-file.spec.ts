import type { RescueFileInput } from '@tillkeep/client';
import { fail, ok } from '@tillkeep/domain';
import { readRescueFile, sendRescueFile, type SendRescued } from './rescue-file';

const sale = (sequence: number) => ({
  id: `sale-${sequence}`,
  sequence,
  number: `2026-04-30-${sequence}`,
  businessDate: '2026-04-30',
  soldAt: '2026-04-30T12:00:00Z',
  lines: [],
  payments: [],
  subtotal: 0,
  tax: 0,
  total: 0,
  previousHash: '',
  hash: '',
});

const fileOf = (...counts: number[]): RescueFileInput => ({
  format: 'tillkeep-rescue-1',
  claims: counts.map((count, index) => ({
    claimId: `claim-${index}`,
    registerId: 'r1',
    epoch: index + 1,
    deviceName: 'Counter left',
    lastSequence: count,
    sales: Array.from({ length: count }, (_, at) => sale(at + 1)),
  })),
});

describe('A rescue file', () => {
  it('is read as the till has written it', () => {
    const file = fileOf(2, 1);
    expect(readRescueFile(JSON.stringify(file, null, 2))).toEqual(ok(file));
  });

  it.each([
    ['of something else', '{"format":"shopping-list"}', /not a rescue file/],
    ['that is no JSON', 'PK\u0003\u0004', /not a rescue file/],
    ['of a newer version', '{"format":"tillkeep-rescue-2"}', /newer version/],
    ['without its claims', '{"format":"tillkeep-rescue-1"}', /damaged/],
    [
      'with half a sale',
      '{"format":"tillkeep-rescue-1","claims":[{"claimId":"c","registerId":"r","deviceName":"d","epoch":1,"lastSequence":1,"sales":[{"id":"x"}]}]}',
      /damaged/,
    ],
  ])('%s is refused with what to do', (_what, text, reason) => {
    expect(readRescueFile(text)).toEqual(fail(expect.stringMatching(reason)));
  });
});

describe('Taking in a rescue file', () => {
  const answers = (
    outcomes: Record<string, 'DUPLICATE' | 'CONFLICT' | 'REJECTED'> = {},
    sent: string[][] = [],
  ) => {
    const send: SendRescued = async ({ claims }) => {
      const ids = claims.flatMap(({ sales, events }) => [...sales, ...(events ?? [])].map(({ id }) => id));
      sent.push(ids);
      return ok(ids.map((id) => ({ id, outcome: outcomes[id] ?? 'RECORDED', message: `about ${id}` })));
    };
    return send;
  };

  it('sends it in its order, a hundred sales at a time, each claim by itself', async () => {
    const sent: string[][] = [];
    const progress: number[] = [];
    const tally = await sendRescueFile(fileOf(230, 5), answers({}, sent), (done) => progress.push(done));
    expect(sent.map((ids) => [ids.length, ids[0]])).toEqual([
      [100, 'sale-1'],
      [100, 'sale-101'],
      [30, 'sale-201'],
      [5, 'sale-1'],
    ]);
    expect(progress).toEqual([100, 200, 230, 235]);
    expect(tally).toEqual({ recorded: 235, known: 0, events: 0, conflicts: 0, refused: [] });
  });

  it('sends what else happened after the sales of its claim', async () => {
    const sent: string[][] = [];
    const event = { id: 'event-1', sequence: 1, kind: 'PAID_IN', at: '', businessDate: '' } as const;
    const events = [{ ...event, saleSequence: 0, previousHash: '', hash: '' }];
    const { format, claims } = fileOf(2, 1);
    const file = { format, claims: claims.map((claim) => ({ ...claim, events, lastEventSequence: 1 })) };
    expect(readRescueFile(JSON.stringify(file))).toEqual(ok(file));
    const tally = await sendRescueFile(file, answers({}, sent), () => {});
    expect(sent).toEqual([['sale-1', 'sale-2'], ['event-1'], ['sale-1'], ['event-1']]);
    expect(tally).toMatchObject({ recorded: 3, events: 2, refused: [] });
    const refused = await sendRescueFile(file, answers({ 'event-1': 'REJECTED' }), () => {});
    expect(refused).toMatchObject({
      recorded: 3,
      events: 0,
      refused: [{ number: 'Event 1' }, { number: 'Event 1' }],
    });
  });

  it('counts what was there already, and names what was not taken', async () => {
    const outcomes = { 'sale-1': 'DUPLICATE', 'sale-2': 'CONFLICT', 'sale-3': 'REJECTED' } as const;
    expect(await sendRescueFile(fileOf(4), answers(outcomes), () => {})).toEqual({
      recorded: 1,
      known: 1,
      events: 0,
      conflicts: 1,
      refused: [{ number: '2026-04-30-3', message: 'about sale-3' }],
    });
  });

  it('finds the sale to blame when a batch is refused whole, and takes in the others', async () => {
    const properly = answers();
    const send: SendRescued = async (batch) =>
      batch.claims.some(({ sales }) => sales.some(({ id }) => id === 'sale-37'))
        ? fail({ message: 'This id is a UUID of version 7.' })
        : properly(batch);
    const tally = await sendRescueFile(fileOf(100), send, () => {});
    expect(tally).toMatchObject({
      recorded: 99,
      refused: [{ number: '2026-04-30-37', message: 'This id is a UUID of version 7.' }],
    });
  });

  it('stops when nobody answers, and leaves the rest to another try', async () => {
    const send: SendRescued = async () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(sendRescueFile(fileOf(3), send, () => {})).rejects.toThrow('Failed to fetch');
  });
});
