import fc from 'fast-check';
import { searchText, searchWords } from './search-text';

describe('search text', () => {
  it('[SEARCH1] forgets case, accents, punctuation and spacing', () => {
    expect(searchText('  CAFÉ–Moulu, 250g ')).toBe('cafe moulu 250g');
    expect(searchText('Cafe\u0301 moulu')).toBe('cafe moulu');
    expect(searchText('Comté', null, undefined, '', 'CHEESE-01')).toBe('comte cheese 01');
    expect(searchText('İstanbul ﬁne ①')).toBe('istanbul fine 1');
    expect(searchText('ΟΔΟΣ')).toBe(searchText('οδοσ'));
  });

  it('[SEARCH2] takes apart letters that are two', () => {
    expect(searchText('Straße')).toBe('strasse');
    expect(searchText('STRAẞE')).toBe('strasse');
    expect(searchText('Œuf Æble Øl Łódź')).toBe('oeuf aeble ol lodz');
  });

  it('[SEARCH3] is the same when made twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const once = searchText(text);
        expect(searchText(once)).toBe(once);
        expect(once).toMatch(/^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u);
      }),
      { numRuns: 2000 },
    );
    expect(searchText('ÉTÉ')).toBe(searchText('été'));
  });

  it('[SEARCH3] has words, or none', () => {
    expect(searchWords('Café moulu, 250 g')).toEqual(['cafe', 'moulu', '250', 'g']);
    expect(searchWords(' – ')).toEqual([]);
  });
});
