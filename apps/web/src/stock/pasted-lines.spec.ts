import { readPastedLines } from './pasted-lines';

describe('A pasted list', () => {
  it('is codes with quantities, whatever stands between them; a code alone is one', () => {
    const { lines, unreadable } = readPastedLines(
      '4006381333931\t12\r\nTEA-1;2,5\n\n  MILK 3 \nBREAD\nBUTTER, -1\nCAFÉ\t0.342\n',
    );
    expect(unreadable).toEqual([]);
    expect(lines).toEqual([
      { code: '4006381333931', add: 12 },
      { code: 'TEA-1', add: 2.5 },
      { code: 'MILK', add: 3 },
      { code: 'BREAD', add: 1 },
      { code: 'BUTTER', add: -1 },
      { code: 'CAFÉ', add: 0.342 },
    ]);
  });

  it('says which lines it can’t read, and takes the others', () => {
    const { lines, unreadable } = readPastedLines('Green tea, loose\nTEA 1.2345\nTEA 1');
    expect(lines).toEqual([{ code: 'TEA', add: 1 }]);
    expect(unreadable).toEqual(['Green tea, loose', 'TEA 1.2345']);
  });
});
