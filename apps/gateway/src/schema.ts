import type { GraphQLSchema } from 'graphql';
import 'reflect-metadata';
import { buildSchema } from 'type-graphql';
import {
  ProductConnectionResolver,
  ProductResolver,
  StockMovementResolver,
} from './catalogue/product.resolver';
import { OutletResolver, RegisterResolver } from './outlets/outlet.resolver';
import { SaleConnectionResolver, SaleLineResolver, SaleResolver } from './sales/sale.resolver';
import { SyncRunResolver, SyncSummaryResolver } from './sync/sync.resolver';

/** The API. Inputs are checked where they are turned into what the shop's rooms work with: see the *.input.ts files. */
export function shopSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      OutletResolver,
      RegisterResolver,
      ProductResolver,
      ProductConnectionResolver,
      StockMovementResolver,
      SaleResolver,
      SaleConnectionResolver,
      SaleLineResolver,
      SyncRunResolver,
      SyncSummaryResolver,
    ],
    validate: false,
  });
}
