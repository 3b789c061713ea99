import {
  countOutlets,
  createOutlet,
  createRegister,
  findOutlet,
  listOutlets,
  listRegisters,
  renameRegister,
  updateOutlet,
  type Claim,
  type Outlet,
  type Register,
} from '@tillkeep/data';
import { taxRate, taxRateToPercent } from '@tillkeep/domain';
import { Arg, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { toText } from '../text';
import { DeviceClaimType } from './device-claim.type';
import {
  CreateOutletInput,
  CreateRegisterInput,
  SetReceiptTextInput,
  toCode,
  toNewOutlet,
  toOutletChanges,
  toReceiptChanges,
  UpdateOutletInput,
} from './outlet.input';
import { OutletType, RegisterType } from './outlet.type';

@Resolver(() => OutletType)
export class OutletResolver {
  @Query(() => [OutletType])
  outlets(@Ctx() { db }: Context): Promise<Outlet[]> {
    return listOutlets(db);
  }

  @Query(() => Int, { description: 'All of the shop’s, the caller’s or not.' })
  outletCount(@Ctx() { db }: Context): Promise<number> {
    return countOutlets(db);
  }

  @Query(() => [RegisterType])
  registers(
    @Ctx() { db }: Context,
    @Arg('outletId', () => ID, { nullable: true }) outletId?: string | null,
  ): Promise<Register[]> {
    return listRegisters(db, outletId);
  }

  @Mutation(() => OutletType, {
    description:
      'Opens an outlet, with its server register and a first till. CONFLICT when another one has the code.',
  })
  async createOutlet(
    @Ctx() { db, findOutlet }: Context,
    @Arg('input', () => CreateOutletInput) input: CreateOutletInput,
  ): Promise<Outlet | undefined> {
    const { id } = await createOutlet(db, toNewOutlet(input));
    return findOutlet(id);
  }

  @Mutation(() => OutletType, { description: 'Tills take it up between two sales.' })
  async updateOutlet(
    @Ctx() { db }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateOutletInput) input: UpdateOutletInput,
  ): Promise<Outlet | undefined> {
    await updateOutlet(db, id, toOutletChanges(input));
    return findOutlet(db, id);
  }

  @Mutation(() => OutletType, { description: 'What stands on its receipts above and below the sale.' })
  async setReceiptText(
    @Ctx() { db }: Context,
    @Arg('input', () => SetReceiptTextInput) input: SetReceiptTextInput,
  ): Promise<Outlet | undefined> {
    await updateOutlet(db, input.outletId, toReceiptChanges(input));
    return findOutlet(db, input.outletId);
  }

  @FieldResolver(() => Float)
  defaultTaxRate(@Root() outlet: Outlet): number {
    return taxRateToPercent(taxRate(outlet.defaultTaxRate));
  }
}

@Resolver(() => RegisterType)
export class RegisterResolver {
  @Mutation(() => RegisterType, { description: 'CONFLICT when another register of the outlet has the code.' })
  async createRegister(
    @Ctx() { db, findRegister }: Context,
    @Arg('input', () => CreateRegisterInput) { outletId, code, name }: CreateRegisterInput,
  ): Promise<Register | undefined> {
    const register = { outletId, code: toCode('code', code), name: toText('name', name, 100) };
    return findRegister((await createRegister(db, register)).id);
  }

  @Mutation(() => RegisterType, { description: 'Its name; its code stays, because references carry it.' })
  async updateRegister(
    @Ctx() { db, findRegister }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('name', () => String) name: string,
  ): Promise<Register | undefined> {
    await renameRegister(db, id, toText('name', name, 100));
    return findRegister(id);
  }

  @FieldResolver(() => OutletType)
  outlet(@Root() register: Register, @Ctx() { findOutlet }: Context): Promise<Outlet | undefined> {
    return findOutlet(register.outletId);
  }

  @FieldResolver(() => DeviceClaimType, { nullable: true })
  claim(@Root() register: Register, @Ctx() { findHolder }: Context): Promise<Claim | undefined> {
    return findHolder(register.id);
  }
}
