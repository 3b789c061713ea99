import {
  findSalesOfClaim,
  importRescueFile,
  listSaleConflicts,
  recordSales,
  Refusal,
  type Claim,
  type Sale,
  type SaleConflict,
} from '@tillkeep/data';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { DeviceClaimType } from '../outlets/device-claim.type';
import {
  RecordSalesInput,
  RescueFileInput,
  toBatch,
  toClaimedIds,
  toRescuedClaims,
} from './record-sales.input';
import {
  ImportRescueFilePayload,
  RecordSaleResult,
  RecordSalesPayload,
  SaleConflictType,
} from './record-sales.type';
import { SaleType } from './sale.type';

@Resolver(() => RecordSaleResult)
export class RecordSalesResolver {
  @Mutation(() => RecordSalesPayload, {
    description:
      'Takes in what a device has sold, with its token in the header. A sale that has happened is never refused for stock, price, totals or an unknown product: it is recorded and flagged. Each sale answers for itself.',
  })
  async recordSales(
    @Ctx() context: Context,
    @Arg('input', () => RecordSalesInput) input: RecordSalesInput,
  ): Promise<RecordSalesPayload> {
    const { results, ...answer } = await recordSales(context.db, context.device ?? undefined, toBatch(input));
    return { ...answer, results: withoutErrors(context, results) };
  }

  @Query(() => [SaleType], {
    description:
      'For a device: which of these sales of its claim are recorded, and how far they have come. At most 100 ids.',
  })
  async claimedSales(
    @Ctx() { db, device }: Context,
    @Arg('claimId', () => ID) claimId: string,
    @Arg('ids', () => [ID]) ids: string[],
  ): Promise<Sale[]> {
    if (!device) throw new Refusal('UNAUTHENTICATED', 'Only a device with its token may ask for its sales.');
    if (device.claimId !== claimId) {
      throw new Refusal('FORBIDDEN', 'This is not the claim of this device.', { field: 'claimId' });
    }
    return findSalesOfClaim(db, claimId, toClaimedIds(ids));
  }

  @Mutation(() => ImportRescueFilePayload, {
    description:
      'Takes in a rescue file: the unsent sales and events of a device that can’t send them itself. As recordSales, and as often as one likes: each is recorded once.',
  })
  async importRescueFile(
    @Ctx() context: Context,
    @Arg('input', () => RescueFileInput) input: RescueFileInput,
  ): Promise<ImportRescueFilePayload> {
    const { sales, events } = await importRescueFile(context.db, toRescuedClaims(input));
    return { results: withoutErrors(context, sales), eventResults: withoutErrors(context, events) };
  }

  @FieldResolver(() => SaleType, { nullable: true })
  async sale(
    @Root() { id, outcome }: RecordSaleResult,
    @Ctx() { findSale }: Context,
  ): Promise<Sale | undefined> {
    return outcome === 'RETRY' || outcome === 'REJECTED' ? undefined : findSale(id.toLowerCase());
  }
}

@Resolver(() => SaleConflictType)
export class SaleConflictResolver {
  @Query(() => [SaleConflictType], { description: 'Newest first.' })
  saleConflicts(
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
  ): Promise<SaleConflict[]> {
    return listSaleConflicts(db, first ?? 50);
  }

  @FieldResolver(() => SaleType)
  sale(@Root() conflict: SaleConflict, @Ctx() { findSale }: Context): Promise<Sale | undefined> {
    return findSale(conflict.saleId);
  }

  @FieldResolver(() => DeviceClaimType)
  claim(@Root() conflict: SaleConflict, @Ctx() { findClaim }: Context): Promise<Claim | undefined> {
    return findClaim(conflict.claimId);
  }
}

/** What went wrong on our side is for the log, not for the device. */
export function withoutErrors<T extends { readonly id: string; readonly error?: unknown }>(
  { log }: Context,
  results: readonly T[],
): Omit<T, 'error'>[] {
  return results.map(({ error, ...result }) => {
    if (error !== undefined)
      log.error({ err: error, id: result.id }, 'what was handed in could not be recorded');
    return result;
  });
}
