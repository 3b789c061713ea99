// Creates a product, sells it, syncs, and prints the ERP's document number.
//   npm run example -w @tillkeep/client http://127.0.0.1:4000/graphql <API key>
import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  CreateProductDocument,
  CreateSaleDocument,
  SalePageDocument,
  SyncPendingSalesDocument,
} from '../src/index'; // elsewhere: '@tillkeep/client'

const [, , url = 'http://127.0.0.1:4000/graphql', key = process.env['TILLKEEP_API_KEY']] = process.argv;

const { createProduct: product } = await ask(CreateProductDocument, {
  input: { name: 'Espresso beans 1 kg', price: 1890, taxRate: 5.5, openingStock: 10 },
});
const { createSale } = await ask(CreateSaleDocument, {
  input: { lines: [{ productId: product.id, quantity: 2 }] },
});
console.log(`Sold 2 × ${product.name} as ${createSale.reference}: ${createSale.syncStatus}`);

await ask(SyncPendingSalesDocument, {});
const { sale } = await ask(SalePageDocument, { id: createSale.id });
console.log(`${sale?.syncStatus}: ${sale?.erpReference ?? sale?.syncError?.message}`);

async function ask<Answer, Variables>(document: TypedDocumentNode<Answer, Variables>, variables: Variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors }: { data?: Answer; errors?: { message: string }[] } = await response.json();
  if (!data || errors)
    throw new Error(errors?.map((error) => error.message).join('; ') ?? response.statusText);
  return data;
}
