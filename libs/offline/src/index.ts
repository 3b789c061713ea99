export * from './catalogue';
export {
  adoptClaim,
  claimsWithUnsent,
  currentClaim,
  type Claim,
  type ClaimWithUnsent,
  type NewClaim,
  type OutletFacts,
} from './claims';
export * from './clock';
export { completeSale, type FinishedSale, type SaleToComplete } from './complete-sale';
export {
  dropParked,
  listParked,
  loadDraft,
  parkCart,
  resumeParked,
  saveDraft,
  type Draft,
  type ParkedCart,
} from './drafts';
export {
  listEvents,
  type EventLog,
  type OpenShift,
  type RegisterEventInput,
  type RegisterEventKind,
  type StoredEvent,
} from './events';
export { takeLead, type Lead } from './lead';
export { type Clock } from './pace';
export { isExpired, readPeople, type RegisterPeople, type RegisterPerson } from './people';
// tryPin and secondsToWait are an entry of their own, @tillkeep/offline/pins.
export type { KnownPerson, PinProblem } from './pins';
export * from './problem';
// As completeSale an entry of its own, too: @tillkeep/offline/record-event.
export { recordEvent, type EventToRecord } from './record-event';
export * from './rescue';
export {
  findSale,
  listSales,
  type RecordSaleInput,
  type RecordSaleLineInput,
  type SaleState,
  type StoredSale,
  type SyncError,
} from './sales';
export { newestShift, type ShiftOnDevice } from './shifts';
export * from './storage-state';
export type { Line, Progress, SyncStatus } from './status';
export { openStore, type Store } from './store';
// startSync is an entry of its own, @tillkeep/offline/sync: it is not needed to sell, and can be loaded after the first screen.
export type { Sync, SyncOptions } from './sync';
export {
  postToGateway,
  type CatalogueAnswer,
  type ClaimedSale,
  type GatewayProduct,
  type RecordEventsAnswer,
  type RecordEventsInput,
  type RecordSaleResult,
  type RecordSalesAnswer,
  type RecordSalesInput,
  type Reply,
  type Transport,
} from './transport';
