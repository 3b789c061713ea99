/** @jest-environment node */
import { createServer } from 'node:http';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { completeSale } from './complete-sale';
import { askGateway, type Ask } from './gateway';
import type { SaleToSend } from './register-state';
import { openShop } from './test-shop';

const sale = (over: Partial<SaleToSend> = {}): SaleToSend => ({
  id: '0196a0c2-0000-7000-8000-000000000001',
  lines: [{ productId: 'milk', quantity: 2, unitPrice: 129 }],
  payments: [{ method: 'CASH', amount: 258 }],
  ...over,
});

describe('completing a sale', () => {
  let shop: ReturnType<typeof openShop>;
  let server: ReturnType<typeof createServer>;
  let ask: Ask;
  /** Waits a moment only. */
  let askInHaste: Ask;
  /** What becomes of an answer: sent, kept back for long, or lost on its way after the sale was saved. */
  let wire: 'good' | 'silent' | 'lost' | 'nonsense';

  beforeEach(async () => {
    shop = openShop();
    wire = 'good';
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      const answer = await shop.answer(JSON.parse(body));
      if (wire === 'lost') return response.destroy();
      if (wire === 'silent') return;
      response.setHeader('content-type', 'application/json');
      response.end(
        wire === 'nonsense' ? '<html>Please sign in to the free Wi-Fi</html>' : JSON.stringify(answer),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const link = new HttpLink({ uri: `http://127.0.0.1:${port}/graphql` });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    ask = askGateway(client);
    askInHaste = askGateway(client, 300);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('answers the saved sale', async () => {
    expect(await completeSale(ask, sale())).toMatchObject({ kind: 'recorded', sale: { total: 258 } });
  });

  it('sends one request however often it is asked while that is on its way', async () => {
    const answers = await Promise.all([sale(), sale(), sale()].map((same) => completeSale(ask, same)));
    expect(new Set(answers).size).toBe(1);
    expect(shop.asked).toEqual(['CreateSale']);
  });

  it.each(['lost', 'silent', 'nonsense'] as const)(
    'does not call a sale failed when the answer is %s, and finds it saved once by the same id',
    async (trouble) => {
      wire = trouble;
      expect(await completeSale(askInHaste, sale())).toEqual({ kind: 'unknown' });
      wire = 'good';
      expect(await completeSale(ask, sale())).toMatchObject({
        kind: 'recorded',
        sale: { number: '2026-04-30-01' },
      });
      expect(shop.sales.size).toBe(1);
    },
  );

  it('names the line when the stock does not suffice', async () => {
    const lines = [
      { productId: 'milk', quantity: 1, unitPrice: 129 },
      { productId: 'butter', quantity: 3, unitPrice: 289 },
    ];
    expect(await completeSale(ask, sale({ lines }))).toMatchObject({
      kind: 'refused',
      problem: { code: 'INSUFFICIENT_STOCK', title: 'Only 1 of Butter 250 g in stock' },
      lineIndex: 1,
    });
    expect(shop.sales.size).toBe(0);
  });

  it('says why a payment was refused', async () => {
    const payments = [{ method: 'CASH' as const, amount: 1 }];
    expect(await completeSale(ask, sale({ payments }))).toMatchObject({
      kind: 'refused',
      problem: { code: 'BAD_USER_INPUT', title: 'The payments come to less than the total.' },
    });
  });
});
