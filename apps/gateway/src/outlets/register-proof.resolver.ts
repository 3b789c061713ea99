import { registerProof, type RegisterProof } from '@tillkeep/data';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { RegisterProofType } from './register-proof.type';

@Resolver(() => RegisterProofType)
export class RegisterProofResolver {
  @Query(() => RegisterProofType, {
    description:
      'Works out every hash again from what is recorded, so it takes longer the more a register has sold.',
  })
  registerProof(
    @Ctx() { db }: Context,
    @Arg('registerId', () => ID) registerId: string,
  ): Promise<RegisterProof> {
    return registerProof(db, registerId);
  }
}
