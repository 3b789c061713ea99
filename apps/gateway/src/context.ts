import {
  findApprovals,
  findCashierNames,
  findClaims,
  findHolders,
  findOutlet,
  findOutlets,
  findProducts,
  findRegisters,
  findSales,
  findStockDocuments,
  Refusal,
  reorderPoints,
  returnsOf,
  stockLineCounts,
  stockLevels,
  type Claim,
  type Db,
  type Device,
  type KeptApproval,
  type Outlet,
  type Product,
  type RecordedReturn,
  type Register,
  type Sale,
  type SignedIn,
  type StockDocument,
  type StockLineCounts,
} from '@tillkeep/data';
import type { Quantity, Role } from '@tillkeep/domain';
import DataLoader from 'dataloader';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Live } from './live/live';
import { cookiesOf, type Cookies } from './people/cookies';
import { identify } from './people/identify';
import type { Reconciler } from './sync/reconciler';
import type { SyncEngine } from './sync/sync-engine';

/** What a gateway serves. */
export interface Shop {
  readonly db: Db;
  readonly sync: SyncEngine;
  readonly reconciler: Reconciler;
  /** Opens an empty shop to whoever has read it in the terminal. */
  readonly setupToken?: string;
}

/** What the resolvers work with. What is asked here one by one for a whole page is read at once. */
export interface Context extends Shop {
  readonly log: Logger;
  readonly live: Live;
  /** The database in the caller's hands: their outlets' rows, and their name on what is written. */
  readonly db: Db;
  /** The database in the shop's own hands. */
  readonly shopDb: Db;
  /** The caller's outlet: a device's own, or which of theirs the request names. Refuses with UNAUTHENTICATED or NOT_FOUND. */
  readonly outlet: Outlet;
  /** What the caller may do; undefined for a device, and for nobody. */
  readonly role?: Role;
  /** Who is signed in. */
  readonly person?: SignedIn;
  /** Whose token came with the request: null where it is nobody's, undefined where none came. */
  readonly device?: Device | null;
  readonly accessToken?: string;
  /** The network address that the request came from. */
  readonly address: string;
  readonly cookies: Cookies;
  /** Of a sale. */
  findApprovals(saleId: string): Promise<KeptApproval[] | undefined>;
  /** What somebody who sells is called, by the id that is on the sale. */
  findCashierName(id: string): Promise<string | undefined>;
  findClaim(id: string): Promise<Claim | undefined>;
  /** The claim of the device that holds the register now. */
  findHolder(registerId: string): Promise<Claim | undefined>;
  findOutlet(id: string): Promise<Outlet | undefined>;
  findProduct(id: string): Promise<Product | undefined>;
  findRegister(id: string): Promise<Register | undefined>;
  /** What of a sale came back. */
  findReturns(saleId: string): Promise<RecordedReturn[] | undefined>;
  findSale(id: string): Promise<Sale | undefined>;
  findStockDocument(id: string): Promise<StockDocument | undefined>;
  stockLineCounts(documentId: string): Promise<StockLineCounts | undefined>;
  /** The product's at the caller's outlet. */
  reorderPoint(productId: string): Promise<Quantity | undefined>;
  /** The product's level at the caller's outlet; undefined when it is not known. */
  stockLevel(productId: string): Promise<Quantity | undefined>;
}

/** For each request. */
export async function contextOf(
  shop: Shop & { readonly live: Live },
  log: Logger,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Context> {
  const { headers, ip: address } = request;
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const { caller, ...who } = await identify(shop.db, token, address);
  const db = shop.db.onBehalfOf(caller);
  const wanted = who.device ? undefined : headers['x-tillkeep-outlet']?.toString();
  const outlet = caller.outlets.length > 0 ? await findOutlet(db, wanted) : undefined;
  const findOtherOutlet = together((ids) => findOutlets(db, ids));
  return Object.assign(new CallersOutlet(outlet, token !== undefined), {
    ...shop,
    ...who,
    shopDb: shop.db,
    db,
    log,
    address,
    accessToken: token,
    cookies: cookiesOf(request, reply),
    findApprovals: together((ids) => findApprovals(db, ids)),
    findCashierName: together((ids) => findCashierNames(db, ids)),
    findClaim: together((ids) => findClaims(db, ids)),
    findHolder: together((ids) => findHolders(db, ids)),
    findOutlet: async (id: string) => (id === outlet?.id ? outlet : findOtherOutlet(id)),
    findProduct: together(async (ids) => (outlet ? findProducts(db, outlet.id, ids) : new Map())),
    findRegister: together((ids) => findRegisters(db, ids)),
    findReturns: together((ids) => returnsOf(db, ids)),
    findSale: together(async (ids) => new Map((await findSales(db, ids)).map((sale) => [sale.id, sale]))),
    findStockDocument: together((ids) => findStockDocuments(db, ids)),
    stockLineCounts: together((ids) => stockLineCounts(db, ids)),
    reorderPoint: together(async (ids) => (outlet ? reorderPoints(db, outlet.id, ids) : new Map())),
    stockLevel: together(async (ids) => (outlet ? stockLevels(db, outlet.id, ids) : new Map())),
  });
}

/** A class, because Apollo copies the context and would read a property of its own while doing so. */
class CallersOutlet {
  constructor(
    private readonly found: Outlet | undefined,
    private readonly isSomebody: boolean,
  ) {}

  get outlet(): Outlet {
    if (this.found) return this.found;
    throw this.isSomebody
      ? new Refusal('NOT_FOUND', 'There is no such outlet.', { field: 'x-tillkeep-outlet' })
      : new Refusal('UNAUTHENTICATED', 'Sign in first.');
  }
}

/** Each key is a parameter of one statement, of which databases take some ten thousands. */
const MOST_KEYS = 10_000;

/** What is asked one by one within a tick is read by one call. Nothing is kept: the next mutation of a document changes it. */
function together<Found>(findAll: (ids: string[]) => Promise<ReadonlyMap<string, Found>>) {
  const loader = new DataLoader<string, Found | undefined>(
    async (ids) => {
      const found = await findAll([...new Set(ids)]);
      return ids.map((id) => found.get(id));
    },
    { cache: false, maxBatchSize: MOST_KEYS },
  );
  return (id: string) => loader.load(id);
}
