import {
  badInput,
  failureGroups,
  findRun,
  findSale,
  LARGEST_PAGE,
  listRuns,
  noteSyncDecision,
  outboxSummary,
  Refusal,
  resolveSale,
  runFailures,
  type Db,
  type FailureGroup,
  type OutboxSummary,
  type Sale,
  type SyncRun,
} from '@tillkeep/data';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { SaleType } from '../sales/sale.type';
import { toText } from '../text';
import { SyncFailureGroupType, SyncRunStatusEnum, SyncRunType, SyncSummaryType } from './sync.type';

@Resolver(() => SyncSummaryType)
export class SyncSummaryResolver {
  @Query(() => SyncSummaryType)
  syncSummary(@Ctx() { db }: Context): Promise<OutboxSummary> {
    return outboxSummary(db);
  }

  @FieldResolver(() => Boolean)
  erpReachable(@Ctx() { sync }: Context): Promise<boolean> {
    return sync.isErpReachable();
  }

  @FieldResolver(() => SyncRunType, { nullable: true })
  async lastRun(@Ctx() { db }: Context): Promise<SyncRun | undefined> {
    return (await listRuns(db, 1))[0];
  }

  @FieldResolver(() => [SyncFailureGroupType])
  failureGroups(@Ctx() { db }: Context): Promise<FailureGroup[]> {
    return failureGroups(db);
  }
}

@Resolver(() => SyncRunType)
export class SyncRunResolver {
  @Query(() => [SyncRunType], { description: 'Newest first.' })
  syncRuns(
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
  ): Promise<SyncRun[]> {
    return listRuns(db, checkFirst(first ?? 20));
  }

  @Mutation(() => SyncRunType, {
    description:
      'Forwards every PENDING and FAILED sale, oldest first, and answers when done. While a run goes on, it joins that run.',
  })
  async syncPendingSales(
    @Ctx() { db, sync }: Context,
    @Arg('limit', () => Int, { nullable: true }) limit?: number | null,
  ): Promise<SyncRun | null> {
    if (limit !== null && limit !== undefined && limit < 1) throw badInput('limit', 'At least one sale.');
    await noteSyncDecision(db);
    return findRun(db, await sync.run(limit ?? undefined));
  }

  @Mutation(() => SaleType, {
    description: 'Sends one PENDING or FAILED sale now; a SYNCED one is answered as it is.',
  })
  async retrySale(@Ctx() { db, sync }: Context, @Arg('id', () => ID) id: string): Promise<Sale> {
    const before = await knownSale(db, id);
    if (before.syncStatus !== 'SYNCED') await noteSyncDecision(db, { sale: before });
    await sync.retry([id]);
    return knownSale(db, id);
  }

  @Mutation(() => SyncRunType, {
    description: 'Sends the FAILED sales of one reason now, each once, and answers when done.',
  })
  async retrySales(
    @Ctx() { db, sync }: Context,
    @Arg('code', () => String, { description: 'Of the reason, as in SyncFailureGroup.' }) code: string,
  ): Promise<SyncRun | null> {
    await noteSyncDecision(db, { code: toText('code', code, 100) });
    return findRun(db, await sync.retryReason(code));
  }

  @Mutation(() => SaleType, {
    description:
      'Takes for SYNCED a sale that the ERP refuses and that somebody entered there by hand. CONFLICT unless the ERP refused it.',
  })
  async resolveSale(
    @Ctx() { db }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('erpReference', () => String, { description: 'Of the document made by hand in the ERP.' })
    erpReference: string,
    @Arg('note', () => String, { description: 'Why, for whoever asks later.' }) note: string,
  ): Promise<Sale> {
    await resolveSale(db, id, {
      erpReference: toText('erpReference', erpReference, 100),
      note: toText('note', note, 500),
    });
    return knownSale(db, id);
  }

  @FieldResolver(() => SyncRunStatusEnum)
  status(@Root() run: SyncRun): keyof typeof SyncRunStatusEnum {
    return run.finishedAt === null ? 'RUNNING' : 'FINISHED';
  }

  @FieldResolver(() => [SaleType])
  failures(
    @Root() run: SyncRun,
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
  ): Promise<Sale[]> {
    return runFailures(db, run.id, checkFirst(first ?? 50));
  }
}

async function knownSale(db: Db, id: string): Promise<Sale> {
  const sale = await findSale(db, { id });
  if (!sale) throw new Refusal('NOT_FOUND', 'There is no such sale.', { field: 'id' });
  return sale;
}

function checkFirst(first: number): number {
  if (first < 1 || first > LARGEST_PAGE) throw badInput('first', `A list has 1 to ${LARGEST_PAGE} items.`);
  return first;
}
