import { adoptClaim, currentClaim } from './claims';
import { saveDraft } from './drafts';
import { takeUpFacts, type RegisterFacts } from './facts';
import { startSync } from './sync';
import { openTestGateway } from './test-gateway';
import { freshName, newClaim, openTill, OUTLET, sell, type Till } from './test-till';

let till: Till;
beforeEach(async () => {
  till = await openTill(freshName());
});
afterEach(() => till.store.close());

const FACTS: RegisterFacts = {
  name: 'By the sea',
  outlet: { ...OUTLET, receiptHeader: '12 Quay', receiptFooter: 'See you' },
};
const takeUp = (outlet: Partial<RegisterFacts['outlet']> = {}) =>
  takeUpFacts(till.store, 'claim-1', { ...FACTS, outlet: { ...FACTS.outlet, ...outlet } });
const keepCart = (state: object | undefined) =>
  saveDraft(till.store, till.lead, state && { saleId: 'open-sale', state });

describe('what the gateway says of the register and its outlet', () => {
  it('holds from the next sale on, and the claim goes on where it was', async () => {
    await sell(till);
    const before = await currentClaim(till.store);
    const taken = await takeUp({ pricesIncludeTax: false });
    expect(taken).toEqual({
      ...before,
      register: { id: 'register-1', code: 'R1', name: 'By the sea' },
      outlet: { ...FACTS.outlet, pricesIncludeTax: false },
    });
    expect(await currentClaim(till.store)).toEqual(taken);
    const { sent } = await sell(till);
    expect([sent.sequence, sent.subtotal, sent.total]).toEqual([2, 898, 947]);
  });

  it('is not taken up where it can’t be read', async () => {
    for (const facts of [
      undefined,
      {},
      { name: 'Till' },
      { ...FACTS, outlet: { ...OUTLET, cutOverMinutes: '0' } },
    ])
      expect(await takeUpFacts(till.store, 'claim-1', facts)).toBeUndefined();
    expect(await currentClaim(till.store)).toMatchObject({ register: { name: 'Front' }, outlet: OUTLET });
  });

  it('is news only once', async () => {
    expect(await takeUp()).toBeDefined();
    expect(await takeUp()).toBeUndefined();
  });

  it('changes nothing about the sale in hand', async () => {
    await keepCart({ cart: 'with lines' });
    expect(await takeUp({ pricesIncludeTax: false })).toBeUndefined();
    expect(await currentClaim(till.store)).toMatchObject({ outlet: OUTLET });
    await keepCart(undefined);
    expect(await takeUp({ pricesIncludeTax: false })).toMatchObject({ outlet: { pricesIncludeTax: false } });
  });

  it('[DATE4] takes no date back, also where the outlet moves to the west', async () => {
    await takeUp({ timeZone: 'Pacific/Kiritimati' });
    const at = async (instant: string) => (await sell(till, { soldAt: new Date(instant) })).sent.number;
    expect(await at('2026-04-30T12:00:00Z')).toBe('2026-05-01-01');
    await takeUp({ timeZone: 'Pacific/Honolulu', cutOverMinutes: 240 });
    expect(await at('2026-04-30T12:00:01Z')).toBe('2026-05-01-02');
    expect(await at('2026-05-02T20:00:00Z')).toBe('2026-05-02-01');
  });

  it('comes with the products, and comes again after the sale that it had to wait for', async () => {
    const gateway = await openTestGateway();
    const sync = startSync({ store: till.store, transport: gateway.transport });
    try {
      await sync.now();
      expect(sync.status().claim).toBeUndefined();
      gateway.register = FACTS;
      await keepCart({ cart: 'with lines' });
      await sync.now();
      expect(sync.status().claim).toBeUndefined();
      await sell(till); // the cart is empty then
      await sync.now();
      expect(sync.status().claim).toMatchObject({ register: { name: 'By the sea' }, outlet: FACTS.outlet });
    } finally {
      await sync.stop();
      await gateway.close();
    }
  });

  it('is not for a claim that this device has no more', async () => {
    expect(await takeUpFacts(till.store, 'claim-2', FACTS)).toBeUndefined();
    await adoptClaim(till.store, newClaim({ claimId: 'claim-2' }));
    await takeUp();
    expect(await currentClaim(till.store)).toMatchObject({ claimId: 'claim-2', outlet: OUTLET });
  });
});
