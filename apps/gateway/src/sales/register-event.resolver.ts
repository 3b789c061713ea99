import {
  listRegisterEvents,
  recordEvents,
  type Claim,
  type ListedEvent,
  type RegisterEvent,
} from '@tillkeep/data';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { DeviceClaimType } from '../outlets/device-claim.type';
import { toConnection, type Connection } from '../page.type';
import { withoutErrors } from './record-sales.resolver';
import { RecordEventsInput, toEventBatch } from './register-event.input';
import { RecordEventsPayload, RegisterEventConnection, RegisterEventType } from './register-event.type';

@Resolver(() => RegisterEventType)
export class RegisterEventResolver {
  @Mutation(() => RecordEventsPayload, {
    description:
      'Takes in what happened at a register besides sales, with its device’s token in the header. As recordSales: nothing that has happened is refused, and each event answers for itself.',
  })
  async recordEvents(
    @Ctx() context: Context,
    @Arg('input', () => RecordEventsInput) input: RecordEventsInput,
  ): Promise<RecordEventsPayload> {
    const { results, ...answer } = await recordEvents(
      context.db,
      context.device ?? undefined,
      toEventBatch(input),
    );
    return { ...answer, results: withoutErrors(context, results) };
  }

  @Query(() => RegisterEventConnection, { description: 'The newest first, by the register’s clock.' })
  async registerEvents(
    @Ctx() { db }: Context,
    @Arg('registerId', () => ID) registerId: string,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<Connection<ListedEvent>> {
    return toConnection(await listRegisterEvents(db, registerId, { first: first ?? 50, after }));
  }

  @FieldResolver(() => DeviceClaimType)
  claim(@Root() event: RegisterEvent, @Ctx() { findClaim }: Context): Promise<Claim | undefined> {
    return findClaim(event.claimId);
  }

  @FieldResolver(() => Boolean)
  isConflict(@Root() { copy }: RegisterEvent): boolean {
    return copy > 0;
  }
}
