import {
  adjustStock,
  badInput,
  countProducts,
  createProduct,
  findProduct,
  findProductByCode,
  findProducts,
  findSale,
  importProducts,
  listCategories,
  listOutletPrices,
  listProducts,
  listStockMovements,
  Refusal,
  setOutletPrice,
  updateProduct,
  type ImportedProduct,
  type Outlet,
  type OutletPrice,
  type Product,
  type Sale,
  type StockDocument,
  type StockMovement,
} from '@tillkeep/data';
import { quantity, taxRateToPercent, type Quantity } from '@tillkeep/domain';
import { Arg, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { OutletType } from '../outlets/outlet.type';
import { toConnection, type Connection, type CountedConnection } from '../page.type';
import {
  AdjustStockInput,
  CreateProductInput,
  ImportProductInput,
  ProductFilter,
  SetOutletPriceInput,
  toChanges,
  toFilter,
  toImportedProduct,
  toNewProduct,
  toPrice,
  toReason,
  UpdateProductInput,
} from './product.input';
import {
  ImportProductResult,
  OutletPriceType,
  ProductConnection,
  ProductType,
  StockMovementConnection,
  StockMovementType,
} from './product.type';
import { SaleType } from '../sales/sale.type';
import { StockDocumentType } from '../stock/stock-document.type';

/** Rows of one importProducts call: it answers within a second or two, so whoever imports more can show progress. */
const LARGEST_IMPORT = 1000;

@Resolver(() => ProductType)
export class ProductResolver {
  @Query(() => ProductConnection, { description: 'By name.' })
  async products(
    @Ctx() { db, outlet }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => ProductFilter, { nullable: true }) filter?: ProductFilter | null,
  ): Promise<CountedConnection<Product>> {
    const wanted = toFilter(filter);
    const page = await listProducts(db, outlet.id, wanted, { first: first ?? 50, after });
    return { ...toConnection(page), count: () => countProducts(db, outlet.id, wanted) };
  }

  @Query(() => ProductType, { nullable: true })
  product(@Ctx() { db, outlet }: Context, @Arg('id', () => ID) id: string): Promise<Product | undefined> {
    return findProduct(db, outlet.id, id);
  }

  @Query(() => ProductType, { nullable: true, description: 'By barcode or SKU, exactly.' })
  productByCode(
    @Ctx() { db, outlet }: Context,
    @Arg('code', () => String) code: string,
  ): Promise<Product | undefined> {
    return findProductByCode(db, outlet.id, code);
  }

  @Query(() => [String], { description: 'In use by products, in alphabetical order.' })
  categories(@Ctx() { db }: Context): Promise<string[]> {
    return listCategories(db);
  }

  @Mutation(() => ProductType)
  async createProduct(
    @Ctx() { db, outlet }: Context,
    @Arg('input', () => CreateProductInput) input: CreateProductInput,
  ): Promise<Product> {
    const id = await createProduct(db, outlet.id, toNewProduct(input));
    return written(await findProduct(db, outlet.id, id));
  }

  @Mutation(() => ProductType)
  async updateProduct(
    @Ctx() { db, outlet }: Context,
    @Arg('input', () => UpdateProductInput) input: UpdateProductInput,
  ): Promise<Product> {
    await updateProduct(db, input.id, toChanges(input));
    return written(await findProduct(db, outlet.id, input.id));
  }

  @Mutation(() => [ImportProductResult], {
    description: `By SKU: new products are made, known ones updated. At most ${LARGEST_IMPORT} rows a call; each row answers for itself.`,
  })
  async importProducts(
    @Ctx() { db, outlet }: Context,
    @Arg('input', () => [ImportProductInput]) input: ImportProductInput[],
  ): Promise<ImportProductResult[]> {
    if (input.length > LARGEST_IMPORT)
      throw badInput('input', `At most ${LARGEST_IMPORT} rows can be imported in one call.`);
    const results = input.map((row, index): ImportProductResult & { imported?: ImportedProduct } => {
      try {
        return { row: index + 1, outcome: 'UPDATED', imported: toImportedProduct(row) };
      } catch (error) {
        return rejected(index + 1, error);
      }
    });
    const readable = results.flatMap((result) =>
      result.imported ? [{ row: result.row, imported: result.imported }] : [],
    );
    const outcomes = await importProducts(
      db,
      outlet.id,
      readable.map(({ imported }) => imported),
    );
    for (const [index, outcome] of outcomes.entries()) {
      const row = readable[index]?.row ?? 0;
      results[row - 1] =
        outcome.outcome === 'REJECTED'
          ? rejected(row, outcome.refusal)
          : { row, outcome: outcome.outcome, productId: outcome.productId };
    }
    const products = await findProducts(
      db,
      outlet.id,
      results.flatMap((result) => result.productId ?? []),
    );
    return results.map((result) => Object.assign(result, { product: products.get(result.productId ?? '') }));
  }

  @Mutation(() => ProductType)
  async adjustStock(
    @Ctx() { db, outlet }: Context,
    @Arg('input', () => AdjustStockInput) { productId, delta, reason }: AdjustStockInput,
  ): Promise<Product> {
    if (delta === 0) throw badInput('delta', 'A correction by nothing changes nothing.');
    await adjustStock(db, outlet.id, { productId, delta, reason: toReason(reason) });
    return written(await findProduct(db, outlet.id, productId));
  }

  @Mutation(() => ProductType, {
    description: 'An outlet’s own price of a product, before the common one: its tills hear of it at once.',
  })
  async setOutletPrice(
    @Ctx() { db, outlet }: Context,
    @Arg('input', () => SetOutletPriceInput) { productId, outletId, price }: SetOutletPriceInput,
  ): Promise<Product> {
    const wanted = price === null || price === undefined ? null : toPrice(price);
    await setOutletPrice(db, { productId, outletId: outletId ?? outlet.id, price: wanted });
    return written(await findProduct(db, outlet.id, productId));
  }

  @FieldResolver()
  outletPrices(@Root() product: Product, @Ctx() { db }: Context): Promise<OutletPrice[]> {
    return listOutletPrices(db, product.id);
  }

  @FieldResolver(() => Float)
  taxRate(@Root() product: Product): number {
    return taxRateToPercent(product.taxRate);
  }

  @FieldResolver()
  async stock(@Root() product: Product, @Ctx() { stockLevel }: Context): Promise<Quantity> {
    return (await stockLevel(product.id)) ?? quantity(0);
  }

  @FieldResolver()
  async reorderPoint(@Root() product: Product, @Ctx() { reorderPoint }: Context): Promise<Quantity | null> {
    return (await reorderPoint(product.id)) ?? null;
  }

  @FieldResolver()
  async movements(
    @Root() product: Product,
    @Ctx() { db, outlet }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<StockMovementConnection> {
    const page = await listStockMovements(db, outlet.id, product.id, { first: first ?? 20, after });
    const { edges, nodes, pageInfo }: Connection<StockMovement> = toConnection(page);
    return { edges: [...edges], nodes: [...nodes], pageInfo };
  }
}

@Resolver(() => OutletPriceType)
export class OutletPriceResolver {
  @FieldResolver(() => OutletType)
  outlet(@Root() { outletId }: OutletPrice, @Ctx() { findOutlet }: Context): Promise<Outlet | undefined> {
    return findOutlet(outletId);
  }
}

@Resolver(() => ProductConnection)
export class ProductConnectionResolver {
  @FieldResolver(() => Int)
  totalCount(@Root() connection: CountedConnection<Product>): Promise<number> {
    return connection.count();
  }
}

@Resolver(() => StockMovementType)
export class StockMovementResolver {
  @FieldResolver(() => SaleType, { nullable: true })
  async sale(@Root() movement: StockMovement, @Ctx() { db }: Context): Promise<Sale | undefined> {
    return movement.saleId === null ? undefined : findSale(db, { id: movement.saleId });
  }

  @FieldResolver(() => StockDocumentType, { nullable: true })
  async document(
    @Root() { documentId }: StockMovement,
    @Ctx() { findStockDocument }: Context,
  ): Promise<StockDocument | undefined> {
    return documentId === null ? undefined : findStockDocument(documentId);
  }
}

function written(product: Product | undefined): Product {
  if (!product) throw new Error('The product has just been written and cannot be read.');
  return product;
}

function rejected(row: number, error: unknown): ImportProductResult {
  if (!(error instanceof Refusal)) throw error;
  return { row, outcome: 'REJECTED', code: error.code, message: error.message };
}
