import { listOutlets, listRegisters } from '@tillkeep/data';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { OutletType, RegisterType } from './outlet.type';

@Resolver()
export class OutletResolver {
  @Query(() => [OutletType])
  outlets(@Ctx() { db }: Context): Promise<OutletType[]> {
    return listOutlets(db);
  }

  @Query(() => [RegisterType])
  registers(
    @Ctx() { db }: Context,
    @Arg('outletId', () => ID, { nullable: true }) outletId?: string | null,
  ): Promise<RegisterType[]> {
    return listRegisters(db, outletId);
  }
}
