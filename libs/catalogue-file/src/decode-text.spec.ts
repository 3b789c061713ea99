import { decodeText } from './decode-text';

const decoded = (...bytes: number[]) => decodeText(Uint8Array.from(bytes));
const crème = [0x63, 0x72, 0xe8, 0x6d, 0x65]; // in Windows-1252 and ISO-8859-15

describe('the encoding of a file', () => {
  it('is UTF-8 when every byte fits it, with or without a mark', () => {
    const bytes = new TextEncoder().encode('crème 12 €');
    expect(decodeText(bytes)).toEqual({ ok: true, value: { text: 'crème 12 €', encoding: 'utf-8' } });
    expect(decoded(0xef, 0xbb, 0xbf, ...bytes)).toEqual({
      ok: true,
      value: { text: 'crème 12 €', encoding: 'utf-8' },
    });
  });

  it('is UTF-16 when its mark says so, in both byte orders', () => {
    expect(decoded(0xff, 0xfe, 0xe8, 0x00, 0xac, 0x20)).toMatchObject({
      value: { text: 'è€', encoding: 'utf-16le' },
    });
    expect(decoded(0xfe, 0xff, 0x00, 0xe8, 0x20, 0xac)).toMatchObject({
      value: { text: 'è€', encoding: 'utf-16be' },
    });
  });

  it('is Windows-1252 otherwise, with its euro sign and curly quotes on every version of Node', () => {
    expect(decoded(...crème, 0x20, 0x80, 0x92, 0x96, 0x9f)).toEqual({
      ok: true,
      value: { text: 'crème €’–Ÿ', encoding: 'windows-1252' },
    });
  });

  it('is ISO-8859-15 where only that makes a euro sign', () => {
    expect(decoded(...crème, 0x20, 0xa4)).toEqual({
      ok: true,
      value: { text: 'crème €', encoding: 'iso-8859-15' },
    });
  });

  it('can be chosen by hand, also against what was detected', () => {
    expect(decodeText(Uint8Array.from([0x63, 0x8f]), 'macintosh')).toMatchObject({
      value: { text: 'cè', encoding: 'macintosh' },
    });
    expect(decodeText(Uint8Array.from([0xe8, 0x00, 0x41, 0x00]), 'utf-16le')).toMatchObject({
      value: { text: 'èA' },
    });
  });

  it('chosen by hand has to be one there is', () => {
    expect(decodeText(Uint8Array.from(crème), 'klingon')).toEqual({
      ok: false,
      error: { code: 'ENCODING_UNKNOWN', message: expect.stringContaining('"klingon"') },
    });
  });
});

describe('a file that is not text', () => {
  it('is told by its kind: a spreadsheet, a compressed file, anything else', () => {
    const zip = decoded(0x50, 0x4b, 0x03, 0x04, 0x00, 0x00);
    const gzip = decoded(0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00);
    const other = decoded(0x89, 0x50, 0x4e, 0x47, 0x00);
    expect(zip).toMatchObject({
      error: { code: 'NOT_TEXT', message: expect.stringContaining('spreadsheet') },
    });
    expect(gzip).toMatchObject({
      error: { code: 'NOT_TEXT', message: expect.stringContaining('compressed') },
    });
    expect(other).toMatchObject({
      error: { code: 'NOT_TEXT', message: expect.stringContaining('not a text') },
    });
  });
});
