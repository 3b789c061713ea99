export * from './api-keys';
export { findApprovals, type KeptApproval } from './approvals';
export { listAuditEntries, verifyAudit, type AuditEntry, type AuditFilter, type AuditVerdict } from './audit';
export { isCallersOutlet, THE_SHOP_ITSELF, type Caller } from './caller';
export * from './catalogue-changes';
export {
  abandonClaim,
  claimRegister,
  findClaims,
  findDevice,
  findHolders,
  registerHeads,
  type Claim,
  type ClaimWithToken,
  type Device,
} from './claims';
export { copyShop, CopyProblem } from './copy-shop';
export * from './dashboard';
export { openDb, type Db, type Tx } from './db';
export { applyMigrations } from './schema-engine';
export * from './favourites';
export {
  leaseFailed,
  leaseFirstAttempts,
  leaseSales,
  releaseLeases,
  renewLeases,
  untilNextAttempt,
  type Holder,
  type LeasedSale,
} from './leases';
export type { News } from './news';
export * from './outbox';
export * from './outlet-prices';
export * from './outlets';
export { checkPage, decodeCursor, LARGEST_PAGE, toPage, type Page, type PageRequest } from './page';
export { registerPeople, setPin, type HashedPin, type RegisterPeople, type RegisterPerson } from './pins';
export * from './product-list';
export * from './products';
export {
  findSalesOfClaim,
  recordSales,
  type RecordedBatch,
  type RecordedSale,
  type RecordOutcome,
  type SaleBatch,
  type SentSale,
} from './record-sales';
export * from './reconciliation';
export * from './refusal';
export {
  listRegisterEvents,
  recordEvents,
  type EventBatch,
  type RecordedEvent,
  type RecordedEvents,
  type ListedEvent,
  type RegisterEvent,
  type RegisterEventKind,
  type SentEvent,
} from './register-events';
export * from './register-proof';
export * from './rescue';
export { returnableLines, returnsOf, type RecordedReturn } from './returns';
export { checkRollups, rebuildRollups, type RollupFault } from './rollups';
export * from './sale-conflicts';
export * from './sale-list';
export {
  findSale,
  findSales,
  findSalesToReturn,
  saleAsSent,
  type RecordedPayment,
  type Sale,
  type SaleFlag,
  type SaleLine,
  type SyncError,
  type SyncErrorKind,
} from './sale-rows';
export { recordSale, type SaleOrder } from './sales';
export {
  findCashierNames,
  salesReport,
  type ReportPart,
  type SalesReport,
  type SalesReportRequest,
  type SalesReportRow,
} from './sales-report';
export {
  endSession,
  findSignedIn,
  refreshSession,
  signOutEverywhere,
  startSession,
  type SignedIn,
  type Tokens,
} from './sessions';
export * from './set-up';
export { endGeneration, readGeneration, readSetup, type Setup } from './shop';
export {
  closeShift,
  examineShift,
  findShift,
  listShifts,
  type ManagersClose,
  type Shift,
  type ShiftAddendum,
  type ShiftFilter,
  type ShiftFindings,
} from './shifts';
export * from './sign-in-tries';
export {
  listStockMovements,
  reorderPoints,
  setReorderPoint,
  stockLevels,
  type StockMovement,
  type StockMovementKind,
} from './stock';
export * from './stock-booking';
export {
  discardStockDocument,
  findStockDocuments,
  listStockDocuments,
  listTransferPlaces,
  startStockDocument,
  stockDocumentName,
  updateStockDocument,
  type NewStockDocument,
  type StockDocument,
  type StockDocumentFilter,
  type StockDocumentKind,
  type StockDocumentStatus,
  type StockPlace,
} from './stock-documents';
export {
  countDifferences,
  enteredBy,
  findStockLines,
  listStockEntries,
  listStockLines,
  recordStockEntries,
  stockLineCounts,
  undoStockEntry,
  type CountDifferences,
  type NewStockEntry,
  type RecordedStockEntry,
  type StockEntryOutcome,
  type StockLine,
  type StockLineCounts,
  type StockLineState,
} from './stock-lines';
export * from './sync-runs';
export {
  createUser,
  findUsers,
  findUserToSignIn,
  listColleagues,
  listUsers,
  renewPasswordHash,
  setPasswordHash,
  updateUser,
  type NewUser,
  type User,
  type UserChanges,
} from './users';
