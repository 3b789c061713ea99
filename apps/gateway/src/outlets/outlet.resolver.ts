import { listOutlets, listRegisters, type Claim, type Outlet, type Register } from '@tillkeep/data';
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { DeviceClaimType } from './claim.type';
import { OutletType, RegisterType } from './outlet.type';

@Resolver()
export class OutletResolver {
  @Query(() => [OutletType])
  outlets(@Ctx() { db }: Context): Promise<Outlet[]> {
    return listOutlets(db);
  }

  @Query(() => [RegisterType])
  registers(
    @Ctx() { db }: Context,
    @Arg('outletId', () => ID, { nullable: true }) outletId?: string | null,
  ): Promise<Register[]> {
    return listRegisters(db, outletId);
  }
}

@Resolver(() => RegisterType)
export class RegisterResolver {
  @FieldResolver(() => OutletType)
  outlet(@Root() register: Register, @Ctx() { findOutlet }: Context): Promise<Outlet | undefined> {
    return findOutlet(register.outletId);
  }

  @FieldResolver(() => DeviceClaimType, { nullable: true })
  claim(@Root() register: Register, @Ctx() { findHolder }: Context): Promise<Claim | undefined> {
    return findHolder(register.id);
  }
}
