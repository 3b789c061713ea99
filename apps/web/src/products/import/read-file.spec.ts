import { readFile } from './read-file';

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

// A semicolon file of a French spreadsheet, in Windows-1252, with a decimal comma, as they come.
const french = latin1(
  'Référence;Désignation;Prix TTC;Taux TVA\r\nCAF1;Café moulu 250 g;4,90;5,5\r\nEAU1;Eau gazeuse;0,75;5,5\r\nX;Sans prix;;20\r\n',
);

describe('A catalogue file', () => {
  it('is read as it comes: encoding, delimiter, decimal sign and columns are found', () => {
    const reading = readFile(french, {}, 'EUR');
    expect(reading).toMatchObject({
      ok: true,
      value: {
        encoding: 'windows-1252',
        table: { delimiter: ';' },
        marks: { price: ',' },
        accepted: [
          { input: { sku: 'CAF1', name: 'Café moulu 250 g', price: 490, taxRate: 5.5 } },
          { input: { sku: 'EAU1', name: 'Eau gazeuse', price: 75, taxRate: 5.5 } },
        ],
        refused: [{ line: 4, problems: [{ code: 'PRICE_MISSING' }] }],
      },
    });
  });

  it('obeys what is set by hand', () => {
    const reading = readFile(
      french,
      { defaultPrice: undefined, mapping: { sku: 0, name: 0, price: 2 } },
      'EUR',
    );
    expect(reading).toMatchObject({
      ok: true,
      value: { accepted: [{ input: { name: 'CAF1' } }, { input: { name: 'EAU1' } }] },
    });
  });

  it('that is no text is refused with a word on what to do', () => {
    const spreadsheet = Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]);
    expect(readFile(spreadsheet, {}, 'EUR')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('Save the sheet as CSV') },
    });
  });
});
