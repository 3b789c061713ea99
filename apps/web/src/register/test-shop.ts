import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateSaleInput } from '@tillkeep/client';
import { money, quantityFromNumber, settlePayments, settleSale, taxRateFromPercent } from '@tillkeep/domain';
import { buildSchema, graphql, GraphQLError, type ExecutionResult } from 'graphql';

/**
 * A shop in memory behind the real schema, for the tests of this screen: its operations must fit the contract, and a
 * known sale id answers the first sale, as the gateway promises.
 */
export function openShop() {
  const products = [
    product('milk', 'Milk 1 l', 'Dairy', 129, 5.5, 40),
    product('butter', 'Butter 250 g', 'Dairy', 289, 5.5, 1),
    product('mint', 'Peppermints', 'Sweets', 200, 20, 40),
    product('soap', 'Milk soap', 'Home', 450, 20, 0),
  ];
  const sales = new Map<string, unknown>();
  const asked: string[] = [];

  const createSale = ({ input }: { input: CreateSaleInput }) => {
    const id = input.id ?? '';
    const known = sales.get(id);
    if (known) return known;
    const sold = input.lines.map((line, index) => {
      const of = products.find((known) => known.id === line.productId);
      if (!of) throw refusal('NOT_FOUND', 'There is no such product', { field: `lines.${index}.productId` });
      if (of.stock < line.quantity) {
        const extensions = { field: `lines.${index}.quantity`, available: of.stock };
        throw refusal('INSUFFICIENT_STOCK', `Only ${of.stock} of ${of.name} in stock`, extensions);
      }
      return { ...line, unitPrice: line.unitPrice ?? of.price, of };
    });
    const totals = settleSale(
      sold.map(({ of, quantity, unitPrice }) => ({
        quantity: quantityFromNumber(quantity),
        unitPrice: money(unitPrice),
        taxRate: taxRateFromPercent(of.taxRate),
      })),
      outlet.pricesIncludeTax,
    );
    const given = input.payments?.map(({ method, amount, tendered }) => ({
      method,
      amount: money(amount),
      tendered: tendered ? money(tendered) : undefined,
    }));
    const payments = settlePayments(totals.total, given);
    if (!payments.ok) throw refusal('BAD_USER_INPUT', payments.error.message, { field: 'payments' });
    const lines = sold.map(({ of, quantity, unitPrice }, index) => {
      of.stock -= quantity;
      const { sku, name, taxRate } = of;
      return {
        id: `${id}-${index}`,
        product: of,
        sku,
        name,
        quantity,
        unitPrice,
        taxRate,
        ...totals.lines[index],
      };
    });
    const number = `2026-04-30-${String(sales.size + 1).padStart(2, '0')}`;
    const { subtotal, tax, total } = totals;
    const at = '2026-04-30T12:00:00Z';
    const sale = {
      ...{ id, number, reference: `MAIN-00-${number}`, businessDate: '2026-04-30', outlet, register, lines },
      payments: payments.value.map((payment) => ({ change: 0, ...payment })),
      ...{ subtotal, tax, total, soldAt: at, recordedAt: at, syncStatus: 'PENDING', syncAttempts: 0 },
    };
    sales.set(id, sale);
    return sale;
  };

  const rootValue = {
    outlets: () => [outlet],
    registers: () => [register],
    categories: () => [...new Set(products.map((known) => known.category))].sort(),
    products: ({ filter }: { filter?: { search?: string; category?: string } }) => ({
      nodes: products.filter(
        (known) =>
          (!filter?.category || known.category === filter.category) &&
          known.name.toLowerCase().includes(filter?.search?.toLowerCase() ?? ''),
      ),
    }),
    productByCode: ({ code }: { code: string }) =>
      products.find((known) => known.sku === code || known.barcodes.includes(code)),
    createSale,
  };

  return {
    sales,
    /** The names of the operations asked, in order. */
    asked,
    answer(request: { query: string; variables?: Record<string, unknown> }): Promise<ExecutionResult> {
      asked.push(/\w+ (\w+)/.exec(request.query)?.[1] ?? '');
      return graphql({ schema, source: request.query, rootValue, variableValues: request.variables });
    },
  };
}

const schema = buildSchema(readFileSync(join(__dirname, '../../../../libs/client/schema.graphql'), 'utf8'));

const outlet = {
  ...{ id: 'main', code: 'MAIN', name: 'Corner shop', timeZone: 'Europe/Paris', currency: 'EUR' },
  pricesIncludeTax: true,
};
const register = { id: 'server', code: '00', name: 'Server', outlet };

function product(id: string, name: string, category: string, price: number, taxRate: number, stock: number) {
  const codes = { sku: `SKU-${id}`, barcodes: [`200${id}`] };
  return { id, ...codes, name, category, price, taxRate, trackStock: true, stock, active: true };
}

function refusal(code: string, message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } });
}
