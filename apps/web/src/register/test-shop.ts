import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordEventsInput, RecordSalesInput } from '@tillkeep/client/register';
import { buildSchema, graphql, GraphQLError, type ExecutionResult } from 'graphql';

/**
 * A shop in memory behind the real schema, for the tests of this screen: its operations must fit the contract, and a
 * known sale id is answered DUPLICATE, as the gateway promises.
 */
export function openShop() {
  const products = [
    product('milk', 'Milk 1 l', 'Dairy', 129, 5.5, 40),
    product('butter', 'Butter 250 g', 'Dairy', 289, 5.5, 1),
    product('mint', 'Peppermints', 'Sweets', 200, 20, 40),
    product('soap', 'Milk soap', 'Home', 450, 20, 0),
  ];
  const sales = new Map<string, RecordSalesInput['sales'][number]>();
  /** The device that holds the register. */
  let holder: { id: string; deviceName: string; claimedAt: string; epoch: number } | null = null;
  let epoch = 0;
  /** Who is signed in to the office of this browser. */
  let office: 'CASHIER' | 'MANAGER' | undefined = 'MANAGER';
  const begin = (role: 'CASHIER' | 'MANAGER') => ({
    accessToken: `tka_${role}`,
    expiresAt: new Date(Date.now() + 900_000).toISOString(),
    user: { id: role, name: names[role], email: `${role}@shop.test`, role, outlets: [outlet] },
  });

  const rootValue = {
    setup: () => ({ needed: false, demo: false }),
    refreshSession: () => (office ? begin(office) : refuse('UNAUTHENTICATED', 'Nobody is signed in.')),
    login: ({ input }: { input: { email: string; password: string } }) =>
      input.password === 'right'
        ? begin(input.email.startsWith('mia') ? 'MANAGER' : 'CASHIER')
        : refuse('UNAUTHENTICATED', 'E-mail or password is wrong.'),
    logout: () => true,
    registers: () => [
      { ...{ id: 'server', code: '00', name: 'Server' }, outlet },
      { ...register, claim: holder },
    ],
    claimRegister: ({ input }: { input: { deviceName: string } }) => {
      epoch += 1;
      const claimedAt = '2026-04-30T08:00:00Z';
      holder = { id: `claim-${epoch}`, deviceName: input.deviceName, claimedAt, epoch };
      return { ...holder, token: `tkd_${epoch}`, register };
    },
    catalogueChanges: ({ after }: { after?: string }) => ({
      products: after ? [] : products,
      ...{ removedIds: [], cursor: 'all', hasMore: false, remaining: 0, resetRequired: false },
    }),
    recordEvents: ({ input }: { input: RecordEventsInput }) => ({
      results: input.events.map(({ id }) => ({ id, outcome: 'RECORDED' })),
      contiguousSequence: input.lastSequence,
      ...{ generation: 'first', serverTime: new Date().toISOString() },
    }),
    recordSales: ({ input }: { input: RecordSalesInput }) => ({
      results: input.sales.map((sale) => {
        const outcome = sales.has(sale.id) ? 'DUPLICATE' : 'RECORDED';
        sales.set(sale.id, sale);
        return { id: sale.id, outcome, flags: [] };
      }),
      contiguousSequence: Math.max(0, ...[...sales.values()].map(({ sequence }) => sequence)),
      generation: 'first',
      serverTime: new Date().toISOString(),
    }),
    registerPeople: () => shop.people,
    claimedSales: () => [],
  };

  const shop = {
    /** Who may sell here; unless a test says otherwise, the shop uses no PINs. */
    people: {
      ...{ people: Array<object>(), deviceSalt: '00', validUntil: '2999-01-01T00:00:00Z', demo: false },
      ...{ priceChangeLimit: 10, differenceLimit: 500, refundLimit: 0 },
    },
    /** What has arrived, by id. */
    sales,
    /** By which tokens somebody has signed out. */
    signedOut: [] as (string | undefined)[],
    /** While false, nothing answers. */
    reachable: true,
    /** From the next page on. */
    signInToOffice(role: 'CASHIER' | 'MANAGER' | undefined) {
      office = role;
    },
    answer(request: { query: string; variables?: Record<string, unknown> }): Promise<ExecutionResult> {
      return graphql({ schema, source: request.query, rootValue, variableValues: request.variables });
    },
  };
  return shop;
}

const schema = buildSchema(readFileSync(join(__dirname, '../../../../libs/client/schema.graphql'), 'utf8'));

const outlet = {
  ...{ id: 'main', code: 'MAIN', name: 'Corner shop', timeZone: 'Europe/Paris', currency: 'EUR' },
  ...{ pricesIncludeTax: true, cutOverMinutes: 0, receiptHeader: '12 Quay', receiptFooter: 'See you' },
};
const register = { id: 'till', code: 'R1', name: 'Till 1', outlet };

const names = { CASHIER: 'Cam', MANAGER: 'Mia' };

function refuse(code: string, message: string): never {
  throw new GraphQLError(message, { extensions: { code } });
}

function product(id: string, name: string, category: string, price: number, taxRate: number, stock: number) {
  const codes = { sku: `SKU-${id}`, barcodes: [`200${id}`] };
  return { id, ...codes, name, category, price, taxRate, trackStock: true, stock, active: true };
}
