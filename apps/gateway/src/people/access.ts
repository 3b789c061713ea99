import { Refusal } from '@tillkeep/data';
import { isAtLeast, type Role } from '@tillkeep/domain';
import { defaultFieldResolver, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { Context } from '../context';

/**
 * ANYONE: before anybody has signed in. DEVICE: whoever comes with a device's token, known here or not. TILL: a device that
 * is known here, or a cashier. A role: people and programs that have it, or one above it.
 */
export type Access = 'ANYONE' | 'DEVICE' | 'TILL' | Role;

/** Who may ask for what. What is not in here can't be asked by anybody: the schema refuses to be built. */
const OPERATIONS: Record<string, Partial<Record<Access, string>>> = {
  Query: {
    ANYONE: 'setup me',
    DEVICE: 'claimedSales registerPeople',
    TILL: 'catalogueChanges salesToReturn',
    CASHIER:
      'products product productByCode categories favourites outlets outletCount registers sales sale saleByReference syncSummary stockDocuments stockDocument',
    MANAGER:
      'salesReport dashboard registerProof registerEvents shifts shift saleConflicts syncRuns reconciliation reconciliationDifferences reconciliationSummary users auditEntries transferPlaces',
    ADMIN: 'apiKeys',
  },
  Mutation: {
    ANYONE: 'login refreshSession logout setUpShop openDemoShop',
    DEVICE: 'recordSales recordEvents',
    CASHIER: 'createSale logoutEverywhere changePassword setPin recordCount undoCount',
    MANAGER:
      'createProduct updateProduct setOutletPrice importProducts adjustStock setReceiptText updateRegister setFavourites claimRegister abandonClaim closeShift importRescueFile syncPendingSales retrySale retrySales resolveSale reconcileDay setUserPin setReorderPoint startDelivery startCount startTransfer updateStockDocument recordGoods undoGoods bookDelivery bookCount sendTransfer receiveTransfer discardStockDocument',
    ADMIN:
      'createOutlet updateOutlet createRegister createUser updateUser setPassword createApiKey revokeApiKey',
  },
  Subscription: {
    TILL: 'stockChanged',
    MANAGER: 'syncProgress',
  },
};

/** Fields that come with the object they are of, to whoever may have that; and those for which more is needed. */
const FIELDS: Record<string, { readonly all: string } & Partial<Record<Role, string>>> = {
  Product: {
    all: 'id sku barcodes name category price commonPrice outletPrice taxRate trackStock stock reorderPoint active createdAt updatedAt',
    MANAGER: 'outletPrices movements',
  },
  OutletPrice: { all: 'outlet price' },
  ProductConnection: { all: 'edges nodes pageInfo totalCount' },
  ProductEdge: { all: 'cursor node' },
  ImportProductResult: { all: 'row outcome product code message' },
  StockMovementConnection: { all: 'edges nodes pageInfo' },
  StockMovementEdge: { all: 'cursor node' },
  StockMovement: { all: 'id at kind delta balance reason sale document' },
  StockDocumentConnection: { all: 'edges nodes pageInfo' },
  StockDocumentEdge: { all: 'cursor node' },
  // Who counts does not see what should be there.
  StockDocument: {
    all: 'id kind status number outlet toOutlet canReceive supplier reference note differenceReason createdAt createdBy sentAt sentBy bookedAt bookedBy lineCount countedCount bookedCount lines entries',
    MANAGER: 'differences',
  },
  StockPlace: { all: 'code name' },
  StockLineConnection: { all: 'edges nodes pageInfo' },
  StockLineEdge: { all: 'cursor node' },
  StockLine: {
    all: 'id product quantity received enteredBy movedMeanwhile',
    MANAGER: 'difference differenceValue',
  },
  RecordedStockEntry: { all: 'id product delta at by' },
  CountDifferences: { all: 'lines shortage surplus' },
  RecordStockEntriesPayload: { all: 'document results' },
  StockEntryResult: { all: 'id line code message' },
  CatalogueChanges: { all: 'products removedIds cursor hasMore resetRequired remaining favourites register' },
  PageInfo: { all: 'hasNextPage hasPreviousPage startCursor endCursor' },

  Sale: {
    all: 'id number reference businessDate outlet register lines payments subtotal tax total soldAt recordedAt syncStatus syncAttempts syncError syncedAt erpReference syncNote flags claim sequence previousHash hash asSent cashierId cashierName approvals',
  },
  SaleConnection: { all: 'edges nodes pageInfo totalCount' },
  SaleEdge: { all: 'cursor node' },
  SaleLine: {
    all: 'id product sku name position quantity unitPrice listPrice taxRate tax total returnOf returns',
  },
  ReturnOf: { all: 'saleId position reason restock sale' },
  LineReturn: { all: 'quantity sale' },
  Approval: { all: 'id action approverId approverName amount productId at' },
  Payment: { all: 'method amount tendered change' },
  SyncError: { all: 'kind code message at nextAttemptAt' },
  SaleConflict: { all: 'id sale claim hash asSent receivedAt' },
  RecordSalesPayload: { all: 'results contiguousSequence generation serverTime' },
  RecordSaleResult: { all: 'id outcome sale flags code message' },
  ImportRescueFilePayload: { all: 'results eventResults' },
  RecordEventsPayload: { all: 'results contiguousSequence generation serverTime' },
  RecordEventResult: { all: 'id outcome code message' },
  RegisterEvent: {
    all: 'id kind claim sequence at recordedAt businessDate userId userName saleSequence shiftId shiftNumber amount expected reason approvedByName isUnapproved isConflict hash asSent',
  },
  Shift: {
    all: 'id name outlet register claim businessDate openedAt openedByName float closedAt closedByName closedByManager counted expected difference note report',
  },
  ShiftReport: {
    all: 'firstSale lastSale count total missing tenders taxByRate paidIn paidOut movements expected causes addenda onDevice',
  },
  ShiftAddendum: { all: 'number kind at sales total cash closedAt closedBy counted expected note' },
  DifferenceCause: { all: 'kind amount meant saleNumber method reason at value pieces' },
  TenderTotal: { all: 'method count amount' },
  TaxTotal: { all: 'rate net tax gross' },
  CashMovement: { all: 'kind amount reason at' },
  ShiftConnection: { all: 'edges nodes pageInfo' },
  ShiftEdge: { all: 'cursor node' },
  RegisterEventConnection: { all: 'edges nodes pageInfo' },
  RegisterEventEdge: { all: 'cursor node' },

  SalesReport: { all: 'from to currency whole rows' },
  SalesReportRowConnection: { all: 'edges nodes pageInfo totalCount' },
  SalesReportRowEdge: { all: 'cursor node' },
  SalesReportRow: { all: 'period key name figures product' },
  SalesFigures: { all: 'sales lines quantity net tax total refunds refunded averageSale linesPerSale' },
  Dashboard: {
    all: 'outlet businessDate today lastWeek lastWeekSoFar hours usualDays weeks parts lowStock unsynced lastClose',
  },
  DashboardHour: { all: 'hour today usualSales usualTotal' },
  DashboardWeek: { all: 'from figures' },
  UnsyncedSales: { all: 'pending failed' },

  Outlet: {
    all: 'id code name timeZone currency pricesIncludeTax cutOverMinutes priceChangeLimit differenceLimit refundLimit defaultTaxRate receiptHeader receiptFooter',
  },
  Register: { all: 'id code name outlet claim' },
  RegisterClaim: { all: 'id register epoch deviceName token claimedAt' },
  DeviceClaim: { all: 'id epoch deviceName claimedAt endedAt' },
  RegisterProof: {
    all: 'register complete settled chainIntact recorded waitingOnDevice missing events eventsWaiting claims',
  },
  SequenceGap: { all: 'claimId epoch from to' },
  ClaimProof: {
    all: 'claimId epoch deviceName claimedAt endedAt recorded contiguousSequence deviceSequence waitingOnDevice chainIntact missing events eventsWaiting eventsIntact faults abandoned',
  },
  Abandonment: { all: 'at sequence note' },
  ChainFault: { all: 'sequence saleId kind' },

  SyncSummary: { all: 'pending failed synced oldestUnsyncedAt erpReachable lastRun failureGroups' },
  SyncRun: { all: 'id trigger status startedAt finishedAt planned attempted synced failed failures' },
  SyncFailureGroup: { all: 'kind code message count' },
  ReconciliationDay: {
    all: 'outlet businessDate posCount posTotal erpCount erpTotal difference matches pending failed resolvedByHand checkedAt',
  },
  ReconciliationDifferences: { all: 'day differences totalCount unlisted' },
  ReconciliationDifference: {
    all: 'kind saleId reference sale posTotal erpTotal erpReference erpBusinessDate erpOutletCode',
  },
  ReconcileDayPayload: { all: 'sent booked refusals found' },
  ReconcileRefusal: { all: 'sale code message' },
  ReconciliationSummary: { all: 'checkedAt differing from to' },

  User: { all: 'id name email role outlets active lastSignInAt hasPin' },
  RegisterPeople: { all: 'people deviceSalt validUntil priceChangeLimit differenceLimit refundLimit demo' },
  RegisterPerson: { all: 'id name role pinSalt iterations verifier' },
  Session: { all: 'accessToken expiresAt refreshToken user' },
  Setup: { all: 'needed demo' },
  ApiKey: { all: 'id name role outlet createdAt lastUsedAt revokedAt' },
  NewApiKey: { all: 'apiKey secret' },
  AuditConnection: { all: 'edges nodes pageInfo' },
  AuditEdge: { all: 'cursor node' },
  AuditEntry: {
    all: 'id at actorId actorName outlet action subjectId subjectName before after address hash',
  },
};

/** Each field of the API with what is needed for it; undefined where it comes with its object. */
export function accessOfFields(): Map<string, Access | undefined> {
  const entries = new Map<string, Access | undefined>();
  for (const [type, rules] of Object.entries({ ...OPERATIONS, ...FIELDS })) {
    for (const [access, names] of Object.entries(rules)) {
      for (const name of names.split(' '))
        entries.set(`${type}.${name}`, isAccess(access) ? access : undefined);
    }
  }
  return entries;
}

/** The same schema, whose fields refuse whoever may not have them. Throws when a field has no entry above, or an entry no field. */
export function guarded(schema: GraphQLSchema): GraphQLSchema {
  const entries = accessOfFields();
  const fields = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ type, field })) : [],
    );
  const names = new Set(fields.map(({ type, field }) => `${type.name}.${field.name}`));
  const missing = [...names].filter((name) => !entries.has(name));
  const strange = [...entries.keys()].filter((name) => !names.has(name));
  if (missing.length > 0) throw new Error(`Say in people/access.ts who may ask for: ${missing.join(', ')}`);
  if (strange.length > 0)
    throw new Error(`people/access.ts speaks of what is not there: ${strange.join(', ')}`);
  for (const { type, field } of fields) {
    const access = entries.get(`${type.name}.${field.name}`);
    if (access === undefined || access === 'ANYONE') continue;
    field.resolve = guard(access, field.resolve ?? defaultFieldResolver);
    if (field.subscribe) field.subscribe = guard(access, field.subscribe);
  }
  return schema;
}

function guard(
  access: Exclude<Access, 'ANYONE'>,
  resolve: GraphQLFieldResolver<unknown, Context>,
): GraphQLFieldResolver<unknown, Context> {
  return (source, args, context, info) => {
    checkAccess(access, context);
    return resolve(source, args, context, info);
  };
}

function checkAccess(access: Exclude<Access, 'ANYONE'>, { role, device }: Context): void {
  if (access === 'DEVICE' && device !== undefined) return;
  if (access === 'TILL' && (device || role !== undefined)) return;
  if (role === undefined && !device) throw new Refusal('UNAUTHENTICATED', 'Sign in first.');
  if (access === 'DEVICE') throw new Refusal('FORBIDDEN', 'Only a device with its token may do this.');
  if (access === 'TILL') return;
  if (role === undefined)
    throw new Refusal('FORBIDDEN', 'A device may not do this: somebody has to sign in.');
  if (!isAtLeast(role, access)) throw new Refusal('FORBIDDEN', `This needs ${IN_WORDS[access]}.`);
}

const IN_WORDS: Record<Role, string> = {
  CASHIER: 'a cashier',
  MANAGER: 'a manager',
  ADMIN: 'an administrator',
};

function isAccess(word: string): word is Access {
  return word !== 'all';
}
