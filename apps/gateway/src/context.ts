import {
  findClaims,
  findDevice,
  findHolders,
  findProducts,
  findRegisters,
  findSales,
  stockLevels,
  type Claim,
  type Db,
  type Device,
  type Outlet,
  type Product,
  type Register,
  type Sale,
} from '@tillkeep/data';
import type { Quantity } from '@tillkeep/domain';
import DataLoader from 'dataloader';
import type { Logger } from 'pino';
import type { SyncEngine } from './sync/sync-engine';

/** What a gateway serves. */
export interface Shop {
  readonly db: Db;
  readonly sync: SyncEngine;
  /** The caller's outlet. */
  readonly outlet: Outlet;
}

/** What the resolvers work with. What is asked here one by one for a whole page is read at once. */
export interface Context extends Shop {
  readonly log: Logger;
  /** Whose token came with the request: null where it is nobody's, undefined where none came. */
  readonly device?: Device | null;
  findClaim(id: string): Promise<Claim | undefined>;
  /** The claim of the device that holds the register now. */
  findHolder(registerId: string): Promise<Claim | undefined>;
  findOutlet(id: string): Promise<Outlet | null>;
  findProduct(id: string): Promise<Product | undefined>;
  findRegister(id: string): Promise<Register | undefined>;
  findSale(id: string): Promise<Sale | undefined>;
  /** The product's level at the caller's outlet; undefined when it is not known. */
  stockLevel(productId: string): Promise<Quantity | undefined>;
}

/** For each request; a device's are about its own outlet. */
export async function contextOf(shop: Shop, log: Logger, authorization?: string): Promise<Context> {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return contextFor(shop, log);
  const device = (await findDevice(shop.db, token)) ?? null;
  const outlet = device && (await shop.db.read.outlet.findUnique({ where: { id: device.outletId } }));
  return contextFor({ ...shop, outlet: outlet ?? shop.outlet }, log, device);
}

function contextFor(shop: Shop, log: Logger, device?: Device | null): Context {
  const { db, outlet } = shop;
  return {
    ...shop,
    log,
    device,
    findClaim: together((ids) => findClaims(db, ids)),
    findHolder: together((ids) => findHolders(db, ids)),
    findOutlet: async (id) => (id === outlet.id ? outlet : db.read.outlet.findUnique({ where: { id } })),
    findProduct: together((ids) => findProducts(db, ids)),
    findRegister: together((ids) => findRegisters(db, ids)),
    findSale: together(async (ids) => new Map((await findSales(db, ids)).map((sale) => [sale.id, sale]))),
    stockLevel: together((ids) => stockLevels(db, outlet.id, ids)),
  };
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
