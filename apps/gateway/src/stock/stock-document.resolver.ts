import {
  bookCount,
  bookDelivery,
  countDifferences,
  discardStockDocument,
  enteredBy,
  findProduct,
  findStockDocuments,
  findStockLines,
  isCallersOutlet,
  listStockDocuments,
  listStockEntries,
  listStockLines,
  listTransferPlaces,
  receiveTransfer,
  recordStockEntries,
  sendTransfer,
  setReorderPoint,
  startStockDocument,
  undoStockEntry,
  updateStockDocument,
  type CountDifferences,
  type NewStockDocument,
  type Product,
  type RecordedStockEntry,
  type StockDocument,
  type StockDocumentKind,
  type StockLine,
  type StockLineState,
  type StockPlace,
} from '@tillkeep/data';
import { isAtLeast, stockValue, type Money, type Quantity } from '@tillkeep/domain';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ProductType } from '../catalogue/product.type';
import type { Context } from '../context';
import { toConnection, type Connection } from '../page.type';
import { MoneyScalar, QuantityScalar } from '../scalars';
import {
  StartCountInput,
  StartDeliveryInput,
  StartTransferInput,
  StockDocumentFilter,
  StockDocumentTexts,
  StockEntryInput,
  toDifferenceReason,
  toDocumentId,
  toEntries,
  toTexts,
} from './stock-document.input';
import {
  CountDifferencesType,
  RecordedStockEntryType,
  RecordStockEntriesPayload,
  StockDocumentConnection,
  StockDocumentType,
  StockLineConnection,
  StockLineStateEnum,
  StockLineType,
  StockPlaceType,
} from './stock-document.type';

const COUNTS: readonly StockDocumentKind[] = ['COUNT'];
const DELIVERIES_AND_TRANSFERS: readonly StockDocumentKind[] = ['DELIVERY', 'TRANSFER'];

@Resolver(() => StockDocumentType)
export class StockDocumentResolver {
  @Query(() => StockDocumentConnection, {
    description: 'Of the caller’s outlet, newest first. Cashiers see the counts that are being made.',
  })
  async stockDocuments(
    @Ctx() { db, outlet, role }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => StockDocumentFilter, { nullable: true }) filter?: StockDocumentFilter | null,
  ): Promise<Connection<StockDocument>> {
    const openCounts = { kind: 'COUNT', status: 'DRAFT' } as const;
    const wanted = isManager(role) ? (filter ?? {}) : { ...filter, ...openCounts };
    return toConnection(await listStockDocuments(db, outlet.id, wanted, { first: first ?? 50, after }));
  }

  @Query(() => StockDocumentType, { nullable: true })
  async stockDocument(
    @Ctx() { db, role }: Context,
    @Arg('id', () => ID) id: string,
  ): Promise<StockDocument | undefined> {
    const document = (await findStockDocuments(db, [id])).get(id);
    return isManager(role) || (document?.kind === 'COUNT' && document.status === 'DRAFT')
      ? document
      : undefined;
  }

  @Query(() => [StockPlaceType], { description: 'Where a transfer from the caller’s outlet can go.' })
  transferPlaces(@Ctx() { db, outlet }: Context): Promise<StockPlace[]> {
    return listTransferPlaces(db, outlet.id);
  }

  @Mutation(() => StockDocumentType)
  startDelivery(
    @Ctx() context: Context,
    @Arg('input', () => StartDeliveryInput) input: StartDeliveryInput,
  ): Promise<StockDocument> {
    return start(context, { id: toDocumentId(input.id), kind: 'DELIVERY', ...toTexts(input) });
  }

  @Mutation(() => StockDocumentType)
  startCount(
    @Ctx() context: Context,
    @Arg('input', () => StartCountInput) input: StartCountInput,
  ): Promise<StockDocument> {
    const { id, note, scope } = input;
    return start(context, {
      ...{ id: toDocumentId(id), kind: 'COUNT', scope: scope ?? undefined },
      ...toTexts({ note }),
    });
  }

  @Mutation(() => StockDocumentType)
  startTransfer(
    @Ctx() context: Context,
    @Arg('input', () => StartTransferInput) { id, toOutletCode, note }: StartTransferInput,
  ): Promise<StockDocument> {
    return start(context, { id: toDocumentId(id), kind: 'TRANSFER', toOutletCode, ...toTexts({ note }) });
  }

  @Mutation(() => StockDocumentType, { description: 'Only while it is a draft.' })
  async updateStockDocument(
    @Ctx() { db }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => StockDocumentTexts) input: StockDocumentTexts,
  ): Promise<StockDocument> {
    await updateStockDocument(db, id, toTexts(input));
    return found(db, id);
  }

  @Mutation(() => RecordStockEntriesPayload, {
    description:
      'On a count’s sheet; several people may count at once. At most 500, each answers for itself, and the same id again enters nothing twice.',
  })
  recordCount(
    @Ctx() { db }: Context,
    @Arg('documentId', () => ID) documentId: string,
    @Arg('entries', () => [StockEntryInput]) entries: StockEntryInput[],
  ): Promise<RecordStockEntriesPayload> {
    return record(db, documentId, COUNTS, entries);
  }

  @Mutation(() => RecordStockEntriesPayload, {
    description:
      'On a delivery or a transfer that is being written: what there is of it. On a transfer that is on its way: what has arrived. As recordCount.',
  })
  recordGoods(
    @Ctx() { db }: Context,
    @Arg('documentId', () => ID) documentId: string,
    @Arg('entries', () => [StockEntryInput]) entries: StockEntryInput[],
  ): Promise<RecordStockEntriesPayload> {
    return record(db, documentId, DELIVERIES_AND_TRANSFERS, entries);
  }

  @Mutation(() => RecordStockEntriesPayload, { description: 'Takes an entry of recordCount back.' })
  undoCount(
    @Ctx() { db }: Context,
    @Arg('documentId', () => ID) documentId: string,
    @Arg('entryId', () => ID) entryId: string,
  ): Promise<RecordStockEntriesPayload> {
    return undo(db, documentId, COUNTS, entryId);
  }

  @Mutation(() => RecordStockEntriesPayload, { description: 'Takes an entry of recordGoods back.' })
  undoGoods(
    @Ctx() { db }: Context,
    @Arg('documentId', () => ID) documentId: string,
    @Arg('entryId', () => ID) entryId: string,
  ): Promise<RecordStockEntriesPayload> {
    return undo(db, documentId, DELIVERIES_AND_TRANSFERS, entryId);
  }

  @Mutation(() => StockDocumentType, { description: 'Puts it into the stock, once.' })
  async bookDelivery(@Ctx() { db }: Context, @Arg('id', () => ID) id: string): Promise<StockDocument> {
    await bookDelivery(db, id);
    return found(db, id);
  }

  @Mutation(() => StockDocumentType, {
    description:
      'Changes the levels by the differences, once. uncountedAsZero: what nobody has counted is gone; otherwise it stays as it is.',
  })
  async bookCount(
    @Ctx() { db }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('uncountedAsZero', () => Boolean, { nullable: true, defaultValue: false })
    uncountedAsZero?: boolean | null,
  ): Promise<StockDocument> {
    await bookCount(db, id, uncountedAsZero ?? false);
    return found(db, id);
  }

  @Mutation(() => StockDocumentType, {
    description: 'Takes the goods out of the stock, once: they are on their way.',
  })
  async sendTransfer(@Ctx() { db }: Context, @Arg('id', () => ID) id: string): Promise<StockDocument> {
    await sendTransfer(db, id);
    return found(db, id);
  }

  @Mutation(() => StockDocumentType, {
    description:
      'Puts what has arrived into the receiver’s stock, once. restAsSent: lines of which nobody has said what arrived are complete; otherwise nothing of them has. A difference needs its reason.',
  })
  async receiveTransfer(
    @Ctx() { db }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('restAsSent', () => Boolean, { nullable: true, defaultValue: false }) restAsSent?: boolean | null,
    @Arg('differenceReason', () => String, { nullable: true }) differenceReason?: string | null,
  ): Promise<StockDocument> {
    const reason = toDifferenceReason(differenceReason);
    await receiveTransfer(db, id, { restAsSent: restAsSent ?? false, differenceReason: reason });
    return found(db, id);
  }

  @Mutation(() => StockDocumentType, { description: 'Gives a draft up: it moves nothing.' })
  async discardStockDocument(
    @Ctx() { db }: Context,
    @Arg('id', () => ID) id: string,
  ): Promise<StockDocument> {
    await discardStockDocument(db, id);
    return found(db, id);
  }

  @Mutation(() => ProductType, { description: 'At the caller’s outlet; null: it is never low.' })
  async setReorderPoint(
    @Ctx() { db, outlet }: Context,
    @Arg('productId', () => ID) productId: string,
    @Arg('reorderPoint', () => QuantityScalar, { nullable: true }) reorderPoint?: Quantity | null,
  ): Promise<Product | undefined> {
    await setReorderPoint(db, outlet.id, productId, reorderPoint ?? null);
    return findProduct(db, outlet.id, productId);
  }

  @FieldResolver(() => Boolean)
  canReceive(@Root() { status, toOutletId }: StockDocument, @Ctx() { db }: Context): boolean {
    return status === 'SENT' && toOutletId !== null && isCallersOutlet(db, toOutletId);
  }

  @FieldResolver(() => Int)
  async lineCount(@Root() { id }: StockDocument, @Ctx() { stockLineCounts }: Context): Promise<number> {
    return (await stockLineCounts(id))?.lines ?? 0;
  }

  @FieldResolver(() => Int)
  async countedCount(@Root() { id }: StockDocument, @Ctx() { stockLineCounts }: Context): Promise<number> {
    return (await stockLineCounts(id))?.counted ?? 0;
  }

  @FieldResolver(() => Int)
  bookedCount(@Root() { status, lastPosition, bookedPosition }: StockDocument): number {
    return status === 'BOOKED' ? lastPosition : bookedPosition;
  }

  @FieldResolver(() => StockLineConnection)
  async lines(
    @Root() document: StockDocument,
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('state', () => StockLineStateEnum, { nullable: true }) state?: StockLineState | null,
  ): Promise<Connection<StockLine>> {
    const page = await listStockLines(db, document, state, { first: first ?? 50, after });
    const lines = page.edges.map(({ node }) => node);
    const named = await withNames(db, document, lines);
    return toConnection({
      ...page,
      edges: page.edges.map((edge, index) => ({ ...edge, node: named[index] ?? edge.node })),
    });
  }

  @FieldResolver(() => [RecordedStockEntryType])
  entries(
    @Root() { id }: StockDocument,
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 5 }) first: number | null,
  ): Promise<RecordedStockEntry[]> {
    return listStockEntries(db, id, first ?? 5);
  }

  @FieldResolver(() => CountDifferencesType)
  differences(@Root() document: StockDocument, @Ctx() { db }: Context): Promise<CountDifferences> {
    return countDifferences(db, document);
  }
}

@Resolver(() => StockLineType)
export class StockLineResolver {
  @FieldResolver(() => ID)
  id(@Root() { documentId, productId }: StockLine): string {
    return `${documentId}.${productId}`;
  }

  @FieldResolver(() => ProductType)
  product(@Root() { productId }: StockLine, @Ctx() { findProduct }: Context): Promise<Product | undefined> {
    return findProduct(productId);
  }

  @FieldResolver(() => MoneyScalar, { nullable: true })
  differenceValue(@Root() { difference, price }: StockLine): Money | null {
    return difference === null ? null : stockValue(difference, price);
  }
}

@Resolver(() => RecordedStockEntryType)
export class RecordedStockEntryResolver {
  @FieldResolver(() => ProductType)
  product(
    @Root() { productId }: RecordedStockEntry,
    @Ctx() { findProduct }: Context,
  ): Promise<Product | undefined> {
    return findProduct(productId);
  }
}

function isManager(role: Context['role']): boolean {
  return role !== undefined && isAtLeast(role, 'MANAGER');
}

async function start({ db, outlet }: Context, wanted: NewStockDocument): Promise<StockDocument> {
  return found(db, await startStockDocument(db, outlet.id, wanted));
}

async function found(db: Context['db'], id: string): Promise<StockDocument> {
  const document = (await findStockDocuments(db, [id])).get(id);
  if (!document) throw new Error('The document has just been written and cannot be read.');
  return document;
}

async function record(
  db: Context['db'],
  documentId: string,
  kinds: readonly StockDocumentKind[],
  entries: readonly StockEntryInput[],
): Promise<RecordStockEntriesPayload> {
  const outcomes = await recordStockEntries(db, documentId, kinds, toEntries(entries));
  const document = await found(db, documentId);
  const touched = [...new Set(outcomes.flatMap(({ productId }) => productId ?? []))];
  const named = await withNames(db, document, await findStockLines(db, document, touched));
  const lines = new Map(named.map((line) => [line.productId, line]));
  const results = outcomes.map(({ id, productId, refusal }) => ({
    ...{ id, line: lines.get(productId ?? '') },
    ...{ code: refusal?.code, message: refusal?.message },
  }));
  return { document, results };
}

async function undo(
  db: Context['db'],
  documentId: string,
  kinds: readonly StockDocumentKind[],
  entryId: string,
): Promise<RecordStockEntriesPayload> {
  const productId = await undoStockEntry(db, documentId, kinds, entryId);
  const document = await found(db, documentId);
  const [line] = await withNames(db, document, await findStockLines(db, document, [productId]));
  return { document, results: [{ id: entryId, line }] };
}

/** With the people who have entered something on each. */
async function withNames(
  db: Context['db'],
  document: StockDocument,
  lines: readonly StockLine[],
): Promise<(StockLine & { enteredBy: string[] })[]> {
  const people = await enteredBy(
    db,
    document.id,
    lines.map(({ productId }) => productId),
  );
  return lines.map((line) => ({ ...line, enteredBy: people.get(line.productId) ?? [] }));
}
