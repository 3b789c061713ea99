// A product as this device stores it: the gateway's facts, and the forms in which it is looked up.
import { searchText, searchWords } from '@tillkeep/domain';
import type { GatewayProduct } from './transport';

export interface StoredProduct {
  readonly id: string;
  readonly sku: string;
  readonly barcodes: readonly string[];
  readonly name: string;
  /** missing where there is none, so that the index of shelves leaves the product out */
  readonly category?: string;
  readonly price: number;
  readonly taxRate: number;
  readonly trackStock: boolean;
  readonly stock: number;
  /** barcodes and SKU, as normalCode writes them */
  readonly codes: readonly string[];
  readonly words: readonly string[];
  readonly searchName: string;
}

/** How far a side of the catalogue has come. It lies among the products, so one transaction keeps both true. */
export interface CatalogueCursor {
  readonly id: '';
  readonly cursor: string;
  /** the cursor with which products last came into a category, or left one; missing where nobody has looked yet */
  readonly shelvesSince?: string;
  /** whose stock and prices these are */
  readonly outletId: string;
  /** false while the first load of this side is under way */
  readonly complete: boolean;
  /** products of the first load so far, and how many it will be where the gateway said */
  readonly loaded: number;
  readonly total?: number;
  /** when the gateway was last asked, by the device's clock */
  readonly asOf: Date;
  /** ids of products, in the order of their tiles; missing before the gateway said */
  readonly favourites?: readonly string[];
}

export interface CataloguePointer {
  readonly active: Side;
}

/** There are two sides: a new catalogue is loaded into the one that is not sold from. */
export type Side = 'A' | 'B';

export const CURSOR_ID = '';

export function storedProduct(product: GatewayProduct): StoredProduct {
  const { id, sku, barcodes, name, category, price, taxRate, trackStock, stock } = product;
  return {
    ...{ id, sku, barcodes, name, price, taxRate, trackStock, stock },
    ...(category && { category }),
    codes: [...new Set([...barcodes, sku].map(normalCode))],
    words: [...new Set(searchWords(`${name} ${sku}`))],
    searchName: searchText(name),
  };
}

/** Codes are the same whatever their case and the blanks around them. */
export function normalCode(code: string): string {
  return code.trim().toLowerCase();
}

export function isProduct(row: StoredProduct | CatalogueCursor | undefined): row is StoredProduct {
  return row !== undefined && row.id !== CURSOR_ID;
}

export function isCursor(row: StoredProduct | CatalogueCursor | undefined): row is CatalogueCursor {
  return row?.id === CURSOR_ID;
}

export function otherSide(side: Side): Side {
  return side === 'A' ? 'B' : 'A';
}
