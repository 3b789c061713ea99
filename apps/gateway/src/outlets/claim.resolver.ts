import { abandonClaim, claimRegister, type ClaimWithToken, type Register } from '@tillkeep/data';
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { toText } from '../text';
import { ClaimRegisterInput, RegisterClaimType } from './claim.type';
import { RegisterType } from './outlet.type';

@Resolver(() => RegisterClaimType)
export class RegisterClaimResolver {
  @Mutation(() => RegisterClaimType, {
    description:
      'Gives the register to a device. CONFLICT when another device holds it, unless it is taken over: then that one’s claim ends, and what it has sold can still be handed in.',
  })
  claimRegister(
    @Ctx() { db }: Context,
    @Arg('input', () => ClaimRegisterInput) { registerId, deviceName, takeOver }: ClaimRegisterInput,
  ): Promise<ClaimWithToken> {
    return claimRegister(db, {
      registerId,
      deviceName: toText('deviceName', deviceName, 100),
      takeOver: takeOver ?? false,
    });
  }

  @Mutation(() => RegisterType, {
    description:
      'Stops waiting for the sales that the device of an ended claim has not handed in; the note stays with the proof. What arrives all the same is recorded. CONFLICT while the device holds the register, or when nothing is waited for.',
  })
  async abandonClaim(
    @Ctx() { db, findRegister }: Context,
    @Arg('claimId', () => ID) claimId: string,
    @Arg('note', () => String) note: string,
  ): Promise<Register | undefined> {
    const { registerId } = await abandonClaim(db, claimId, toText('note', note, 500));
    return findRegister(registerId);
  }

  @FieldResolver(() => RegisterType)
  register(@Root() claim: ClaimWithToken, @Ctx() { findRegister }: Context): Promise<Register | undefined> {
    return findRegister(claim.registerId);
  }
}
