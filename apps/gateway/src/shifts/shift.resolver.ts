import {
  closeShift,
  examineShift,
  findShift,
  listShifts,
  type Claim,
  type Outlet,
  type Register,
  type Shift,
} from '@tillkeep/data';
import { causeFacts, shiftName, taxRateToPercent } from '@tillkeep/domain';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { DeviceClaimType } from '../outlets/device-claim.type';
import { OutletType, RegisterType } from '../outlets/outlet.type';
import { toConnection, type Connection } from '../page.type';
import { CloseShiftInput, ShiftFilter, toClose } from './shift.input';
import { ShiftConnection, ShiftReportType, ShiftType } from './shift.type';

@Resolver(() => ShiftType)
export class ShiftResolver {
  @Query(() => ShiftConnection, { description: 'The newest first.' })
  async shifts(
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => ShiftFilter, { nullable: true }) filter?: ShiftFilter | null,
  ): Promise<Connection<Shift>> {
    return toConnection(await listShifts(db, filter ?? {}, { first: first ?? 50, after }));
  }

  @Query(() => ShiftType, { nullable: true })
  shift(@Ctx() { db }: Context, @Arg('id', () => ID) id: string): Promise<Shift | undefined> {
    return findShift(db, id);
  }

  @Mutation(() => ShiftType, {
    description:
      'Closes a shift for a device that does not hold its register any more. CONFLICT, with closedBy and closedAt, when somebody else has; what the device says later becomes an addendum.',
  })
  closeShift(
    @Ctx() { db }: Context,
    @Arg('input', () => CloseShiftInput) input: CloseShiftInput,
  ): Promise<Shift> {
    return closeShift(db, toClose(input));
  }

  @FieldResolver(() => String)
  async name(@Root() { claimId, number }: Shift, @Ctx() { findClaim }: Context): Promise<string> {
    return shiftName((await findClaim(claimId))?.epoch ?? 1, number);
  }

  @FieldResolver(() => OutletType)
  outlet(@Root() { outletId }: Shift, @Ctx() { findOutlet }: Context): Promise<Outlet | undefined> {
    return findOutlet(outletId);
  }

  @FieldResolver(() => RegisterType)
  register(@Root() { registerId }: Shift, @Ctx() { findRegister }: Context): Promise<Register | undefined> {
    return findRegister(registerId);
  }

  @FieldResolver(() => DeviceClaimType)
  claim(@Root() { claimId }: Shift, @Ctx() { findClaim }: Context): Promise<Claim | undefined> {
    return findClaim(claimId);
  }

  @FieldResolver(() => ShiftReportType)
  async report(@Root() shift: Shift, @Ctx() { db, findClaim }: Context): Promise<object> {
    const { report, causes, addenda, onDevice } = await examineShift(db, shift);
    const { claimId } = shift;
    const epoch = (await findClaim(claimId))?.epoch;
    return {
      ...report,
      missing: report.missing.map((gap) => ({ claimId, epoch, ...gap })),
      taxByRate: report.taxByRate.map((tax) => ({ ...tax, rate: taxRateToPercent(tax.rate) })),
      causes: causes.map(causeFacts),
      addenda,
      onDevice: onDevice.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    };
  }
}
