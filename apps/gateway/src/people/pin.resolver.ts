import {
  findUsers,
  isCallersOutlet,
  readSetup,
  Refusal,
  registerPeople,
  setPin,
  type User,
} from '@tillkeep/data';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { isPasswordOf } from './passwords';
import { UserType } from './person.type';
import { RegisterPeopleType } from './pin.type';
import { checkPin, hashPin } from './pins';

@Resolver()
export class PinResolver {
  @Query(() => RegisterPeopleType, {
    description: 'For a device: whom it lets in by PIN. It may go on by the answer for 14 days.',
  })
  async registerPeople(@Ctx() { db, device }: Context): Promise<RegisterPeopleType> {
    if (!device) throw new Refusal('UNAUTHENTICATED', 'Only a device with its token may ask for its people.');
    const [{ people, ...rest }, { demo }] = await Promise.all([registerPeople(db, device), readSetup(db)]);
    return { ...rest, people: [...people], demo };
  }

  @Mutation(() => UserType, {
    description:
      'One’s own PIN: 4 to 8 digits that are not guessed first. It opens registers, and nothing else.',
  })
  async setPin(
    @Ctx() { db, person }: Context,
    @Arg('currentPassword', () => String) currentPassword: string,
    @Arg('pin', () => String) pin: string,
  ): Promise<User> {
    if (!person) throw new Refusal('FORBIDDEN', 'A program has no PIN.');
    const user = await found(db, person.userId);
    if (!(await isPasswordOf(db, user, currentPassword)))
      throw new Refusal('BAD_USER_INPUT', 'This is not your password.', { field: 'currentPassword' });
    await setPin(db, user.id, await hashPin(checkPin('pin', pin)));
    return found(db, user.id);
  }

  @Mutation(() => UserType, {
    description:
      'Somebody else’s PIN; null takes it away. A manager sets those of the cashiers of their outlets.',
  })
  async setUserPin(
    @Ctx() { db, role }: Context,
    @Arg('userId', () => ID) userId: string,
    @Arg('pin', () => String, { nullable: true }) pin?: string | null,
  ): Promise<User> {
    const user = await found(db, userId);
    if (role !== 'ADMIN') {
      if (!user.outletIds.some((id) => isCallersOutlet(db, id))) throw noSuchUser();
      if (user.role !== 'CASHIER') throw new Refusal('FORBIDDEN', 'This needs an administrator.');
    }
    await setPin(db, user.id, typeof pin === 'string' ? await hashPin(checkPin('pin', pin)) : undefined);
    return found(db, user.id);
  }
}

async function found(db: Context['db'], id: string): Promise<User> {
  const user = (await findUsers(db, [id])).get(id);
  if (!user) throw noSuchUser();
  return user;
}

function noSuchUser(): Refusal {
  return new Refusal('NOT_FOUND', 'There is no such user.', { field: 'userId' });
}
