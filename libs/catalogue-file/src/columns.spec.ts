import { guessMapping } from './columns';

/** The guess, by the names of the columns. */
function guessed(headers: string[], ...rows: string[][]): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(guessMapping(headers, rows)).map(([field, column]) => [field, headers[column]]),
  );
}

describe('the columns of a file', () => {
  it.each([
    ['English', ['SKU', 'EAN', 'Product Name', 'Category', 'Price (EUR)', 'VAT %', 'Qty on hand']],
    ['French', ['Référence', 'Code-barres', 'Désignation', 'Rayon', 'Prix TTC', 'Taux de TVA', 'Quantité']],
    [
      'German',
      [
        'Artikelnummer',
        'Strichcode',
        'Bezeichnung',
        'Warengruppe',
        'Verkaufspreis',
        'MwSt.-Satz',
        'Lagerbestand',
      ],
    ],
    ['Spanish', ['Código', 'Código de barras', 'Descripción', 'Familia', 'PVP', 'IVA (%)', 'Existencias']],
    [
      'Italian',
      [
        'Codice articolo',
        'Codice a barre',
        'Descrizione',
        'Reparto',
        'Prezzo di vendita',
        'Aliquota IVA',
        'Giacenza',
      ],
    ],
    [
      'Dutch',
      [
        'Artikelcode',
        'Streepjescode',
        'Omschrijving',
        'Artikelgroep',
        'Verkoopprijs',
        'BTW-tarief',
        'Voorraad',
      ],
    ],
    [
      'a database',
      ['StockCode', 'UPC', 'ItemDescription', 'Department', 'UnitPrice', 'tax_rate', 'stock_quantity'],
    ],
  ])('are known by their names in %s', (_, headers) => {
    expect(guessMapping(headers, [])).toEqual({
      sku: 0,
      barcode: 1,
      name: 2,
      category: 3,
      price: 4,
      taxRate: 5,
      stock: 6,
    });
  });

  it('are chosen by the better name where several would do', () => {
    expect(guessed(['id', 'sku', 'description', 'name', 'unit price', 'selling price'])).toEqual({
      sku: 'sku',
      name: 'name',
      price: 'selling price',
    });
  });

  it('never take what a product cost, a price without tax or a lowest price for the price at the till', () => {
    const none = [
      "Prix d'achat",
      'Prix HT',
      'price_min',
      'Cost price',
      'EK Preis',
      'Preis netto',
      'Supplier SKU',
      'Customer ID',
    ];
    expect(guessed(none)).toEqual({});
  });

  it('of numbers hold numbers', () => {
    expect(guessed(['sku', 'tax', 'price'], ['A', 'standard', '2.50'])).toEqual({
      sku: 'sku',
      price: 'price',
    });
  });

  it('full of right check digits are barcodes, whatever they are called', () => {
    const rows = [
      ['1', '4006381333931', 'Pencil'],
      ['2', '', 'Eraser'],
      ['3', '5012345678900', 'Ruler'],
      ['4', '96385074', 'Gum'],
    ];
    expect(guessed(['No', 'Produktkennung', 'Name'], ...rows)).toEqual({
      barcode: 'Produktkennung',
      name: 'Name',
    });
    const asCode = rows.map(([, code = '', name = '']) => [code, name]);
    expect(guessed(['Code', 'Name'], ...asCode)).toEqual({ barcode: 'Code', sku: 'Code', name: 'Name' });
  });
});
