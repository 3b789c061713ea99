import { fail, money, ok } from '@tillkeep/domain';
import type { AcceptedRow } from './products';
import { sendProducts, type ImportAnswer, type SentProduct } from './send-products';

const rows = (count: number): AcceptedRow[] =>
  Array.from({ length: count }, (_, index) => ({
    line: index + 2,
    raw: [`S${index}`],
    input: { sku: `S${index}`, barcodes: [], name: 'Tea', price: money(100) },
    warnings: [],
  }));

const allCreated = (products: SentProduct[]) =>
  products.map((_, index): ImportAnswer => ({ row: index + 1, outcome: 'CREATED' }));

describe('sending products', () => {
  it('goes in batches of 500, in order, and tells how far it is', async () => {
    const sizes: number[] = [];
    const progress: number[] = [];
    const totals = await sendProducts(
      rows(1200),
      async (products) => {
        sizes.push(products.length);
        return ok(allCreated(products));
      },
      ({ answered }) => progress.push(answered),
    );
    expect(totals).toEqual({ answered: 1200, created: 1200, updated: 0, refused: [] });
    expect(sizes).toEqual([500, 500, 200]);
    expect(progress).toEqual([500, 1000, 1200]);
  });

  it('says nothing about barcodes where the file has none: those that the shop knows stay', async () => {
    const input = { sku: 'A', name: 'Tea', price: money(100) };
    const [row] = rows(1).map((each) => ({ ...each, input: { ...input, barcodes: [] } }));
    const [other] = rows(1).map((each) => ({ ...each, input: { ...input, barcodes: ['96385074'] } }));
    await sendProducts(
      [row, other].flatMap((each) => each ?? []),
      async (products) => {
        expect(products).toStrictEqual([input, { ...input, barcodes: ['96385074'] }]);
        return ok(allCreated(products));
      },
    );
  });

  it('finds the line of each row that the shop refuses, in whatever order the answers come', async () => {
    const totals = await sendProducts(rows(3), async () =>
      ok([
        { row: 3, outcome: 'UPDATED' },
        { row: 2, outcome: 'REJECTED', code: 'CONFLICT', message: 'This barcode is that of "Salt".' },
        { row: 1, outcome: 'CREATED' },
      ]),
    );
    expect(totals).toEqual({
      answered: 3,
      created: 1,
      updated: 1,
      refused: [
        {
          line: 3,
          raw: ['S1'],
          problems: [{ code: 'CONFLICT', message: 'This barcode is that of "Salt".' }],
        },
      ],
    });
  });

  it('halves a batch that is refused whole until only the row that causes it is left out', async () => {
    const totals = await sendProducts(rows(600), async (products) =>
      products.some((product) => product.sku === 'S321')
        ? fail({ code: 'BAD_USER_INPUT', message: 'No.' })
        : ok(allCreated(products)),
    );
    expect(totals).toMatchObject({ answered: 600, created: 599 });
    expect(totals.refused).toEqual([
      { line: 323, raw: ['S321'], problems: [{ code: 'BAD_USER_INPUT', message: 'No.' }] },
    ]);
  });

  it('counts nothing of an answer that leaves out a row', async () => {
    const seen: number[] = [];
    const short = sendProducts(
      rows(3),
      async (products) => ok(allCreated(products).slice(1)),
      ({ answered }) => seen.push(answered),
    );
    await expect(short).rejects.toThrow('The gateway answered 2 rows of 3, or not these rows.');
    expect(seen).toEqual([]);
  });
});
