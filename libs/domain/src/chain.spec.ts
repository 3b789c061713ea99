import fc from 'fast-check';
import { canonicalJson, eventHash, saleHash } from './chain';
import { FIRST_PREVIOUS_HASH } from './chain-start';
import worked from './worked-sale.json';

describe('chain', () => {
  it('[CHAIN1] writes JSON in one spelling', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'é"\t€'], c: undefined })).toBe(
      '{"a":[true,null,"é\\"\\t€"],"b":1}',
    );
    expect(canonicalJson([1e21, 1e-7, 5.5, -0, 100])).toBe('[1e+21,1e-7,5.5,0,100]');
    // RFC 8785 §3.2.3: keys in the order of their UTF-16 units, so that the emoji stands before the Hebrew ligature.
    const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(keys)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
    for (const bad of [undefined, NaN, Infinity, 1n]) expect(() => canonicalJson(bad)).toThrow();
  });

  it('[CHAIN1] does not depend on the order of keys, and reads back as the same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(object));
        const again: unknown = JSON.parse(canonicalJson(object));
        expect(canonicalJson(again)).toBe(canonicalJson(object));
      }),
    );
  });

  it('[CHAIN2] hashes the worked sales as everywhere', () => {
    for (const { input, canonical, hash } of worked.sales) {
      expect(canonicalJson({ ...input, claimId: worked.claimId })).toBe(canonical);
      expect(saleHash(input, worked.claimId)).toBe(hash);
      expect(saleHash({ ...input, hash }, worked.claimId)).toBe(hash);
    }
  });

  it('[CHAIN3] leads from 64 zeros to the latest sale', () => {
    let previous = FIRST_PREVIOUS_HASH;
    expect(previous).toMatch(/^0{64}$/);
    for (const { input } of worked.sales) {
      expect(input.previousHash).toBe(previous);
      previous = saleHash(input, worked.claimId);
    }
  });

  it('[CHAIN4] hashes an event as a sale, by its content and its claim', () => {
    const event = { id: 'e1', sequence: 1, kind: 'PAID_IN', amount: 500, previousHash: FIRST_PREVIOUS_HASH };
    const hash = 'f4a9';
    expect(eventHash({ ...event, hash }, 'c1')).toBe(eventHash(event, 'c1'));
    expect(eventHash({ ...event, amount: 501 }, 'c1')).not.toBe(eventHash(event, 'c1'));
    expect(eventHash(event, 'c2')).not.toBe(eventHash(event, 'c1'));
  });

  it('[CHAIN3] shows a change to anything in a sale', () => {
    const [first] = worked.sales;
    if (!first) throw new Error('the worked sale is missing');
    const { input, hash } = first;
    const changes = [
      { total: 1648 },
      { number: '2026-04-30-02' },
      { payments: [] },
      { note: '' },
      { subtotal: undefined },
    ];
    for (const change of changes) expect(saleHash({ ...input, ...change }, worked.claimId)).not.toBe(hash);
    expect(saleHash(input, worked.claimId.replace('c1', 'c2'))).not.toBe(hash);
    expect(saleHash({ ...input, note: undefined }, worked.claimId)).toBe(hash);
  });
});
