import type { GraphQLSchema } from 'graphql';
import 'reflect-metadata';
import { buildSchema, type PubSub } from 'type-graphql';
import { CatalogueChangesResolver } from './catalogue/catalogue-changes.resolver';
import { FavouriteResolver } from './catalogue/favourite.resolver';
import {
  OutletPriceResolver,
  ProductConnectionResolver,
  ProductResolver,
  StockMovementResolver,
} from './catalogue/product.resolver';
import { LiveResolver } from './live/live.resolver';
import { RegisterClaimResolver } from './outlets/claim.resolver';
import { OutletResolver, RegisterResolver } from './outlets/outlet.resolver';
import { RegisterProofResolver } from './outlets/register-proof.resolver';
import { guarded } from './people/access';
import { PinResolver } from './people/pin.resolver';
import { SessionResolver } from './people/session.resolver';
import { ApiKeyResolver, AuditResolver, UserResolver } from './people/user.resolver';
import { DashboardResolver } from './reports/dashboard.resolver';
import {
  SalesFiguresResolver,
  SalesReportResolver,
  SalesReportRowResolver,
} from './reports/sales-report.resolver';
import { RecordSalesResolver, SaleConflictResolver } from './sales/record-sales.resolver';
import { RegisterEventResolver } from './sales/register-event.resolver';
import {
  LineReturnResolver,
  ReturnOfResolver,
  SaleConnectionResolver,
  SaleLineResolver,
  SaleResolver,
} from './sales/sale.resolver';
import {
  RecordedStockEntryResolver,
  StockDocumentResolver,
  StockLineResolver,
} from './stock/stock-document.resolver';
import { ShiftResolver } from './shifts/shift.resolver';
import {
  ReconciliationDayResolver,
  ReconciliationDifferenceResolver,
  ReconciliationDifferencesResolver,
  ReconcileRefusalResolver,
} from './sync/reconciliation.resolver';
import { SyncRunResolver, SyncSummaryResolver } from './sync/sync.resolver';

/** The API. Inputs are checked where they are turned into what the shop's rooms work with: see the *.input.ts files. */
export async function shopSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      OutletResolver,
      RegisterResolver,
      RegisterClaimResolver,
      RegisterProofResolver,
      ProductResolver,
      OutletPriceResolver,
      ProductConnectionResolver,
      StockMovementResolver,
      CatalogueChangesResolver,
      FavouriteResolver,
      SaleResolver,
      SaleConnectionResolver,
      SaleLineResolver,
      ReturnOfResolver,
      LineReturnResolver,
      RecordSalesResolver,
      SaleConflictResolver,
      RegisterEventResolver,
      StockDocumentResolver,
      StockLineResolver,
      RecordedStockEntryResolver,
      ShiftResolver,
      SalesReportResolver,
      SalesReportRowResolver,
      SalesFiguresResolver,
      DashboardResolver,
      SyncRunResolver,
      SyncSummaryResolver,
      ReconciliationDayResolver,
      ReconciliationDifferencesResolver,
      ReconciliationDifferenceResolver,
      ReconcileRefusalResolver,
      SessionResolver,
      UserResolver,
      PinResolver,
      ApiKeyResolver,
      AuditResolver,
      LiveResolver,
    ],
    validate: false,
    pubSub: NO_PUBSUB,
  });
  return guarded(schema);
}

/** type-graphql asks for one; each subscription of ours brings its own events. */
const NO_PUBSUB: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions are made with `subscribe`.');
  },
};
