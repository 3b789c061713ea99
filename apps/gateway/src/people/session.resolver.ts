import {
  endSession,
  findUsers,
  readSetup,
  Refusal,
  refreshSession,
  setPasswordHash,
  setUpShop,
  signOutEverywhere,
  startSession,
  type Setup,
  type Tokens,
  type User,
} from '@tillkeep/data';
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { openDemoShop } from '../demo-shop';
import { toNewOutlet } from '../outlets/outlet.input';
import { toText } from '../text';
import { checkPassword, hashPassword, isPasswordOf } from './passwords';
import { LoginInput, SetUpShopInput, toEmail } from './person.input';
import { SessionType, SetupType, UserType } from './person.type';
import { signIn } from './sign-in';

@Resolver(() => SessionType)
export class SessionResolver {
  @Query(() => UserType, { nullable: true, description: 'Who is signed in.' })
  async me(@Ctx() { db, person }: Context): Promise<User | undefined> {
    return person && (await findUsers(db, [person.userId])).get(person.userId);
  }

  @Query(() => SetupType)
  setup(@Ctx() { db }: Context): Promise<Setup> {
    return readSetup(db);
  }

  @Mutation(() => SessionType, {
    description:
      'Sets the refresh token as a cookie, too. UNAUTHENTICATED is the same for every reason; TOO_MANY_ATTEMPTS says in retryAfterSeconds how long to wait.',
  })
  async login(
    @Ctx() { db, cookies, address }: Context,
    @Arg('input', () => LoginInput) { email, password }: LoginInput,
  ): Promise<Tokens> {
    const session = await signIn(db, email, password, { address, knownBrowser: cookies.knownBrowser });
    cookies.set({ refreshToken: session.refreshToken, knownBrowser: session.knownBrowser });
    return session;
  }

  @Mutation(() => SessionType, {
    description:
      'The session goes on with new tokens. A browser leaves the argument out: its cookie is read, and renewed. A refresh token may be presented again for 30 seconds; after that it counts as stolen and ends the session.',
  })
  async refreshSession(
    @Ctx() { db, cookies }: Context,
    @Arg('refreshToken', () => String, { nullable: true }) given?: string | null,
  ): Promise<Tokens> {
    const presented = given ?? cookies.refreshToken;
    const tokens = presented === undefined ? undefined : await refreshSession(db, presented);
    if (!tokens) {
      if (given === undefined || given === null) cookies.clear();
      throw new Refusal('UNAUTHENTICATED', 'Nobody is signed in.');
    }
    if (given !== undefined && given !== null) return tokens;
    cookies.set({ refreshToken: tokens.refreshToken });
    return { ...tokens, refreshToken: '' };
  }

  @Mutation(() => Boolean)
  async logout(@Ctx() { db, cookies, accessToken }: Context): Promise<boolean> {
    await endSession(db, { accessToken, refreshToken: cookies.refreshToken });
    cookies.clear();
    return true;
  }

  @Mutation(() => Boolean, { description: 'Ends all sessions of whoever is signed in.' })
  async logoutEverywhere(@Ctx() { db, cookies, person }: Context): Promise<boolean> {
    if (!person) throw new Refusal('FORBIDDEN', 'A program can’t sign out.');
    await signOutEverywhere(db, { id: person.userId, name: person.name });
    cookies.clear();
    return true;
  }

  @Mutation(() => Boolean, { description: 'One’s own password; ends one’s other sessions.' })
  async changePassword(
    @Ctx() { db, person }: Context,
    @Arg('currentPassword', () => String) currentPassword: string,
    @Arg('newPassword', () => String) newPassword: string,
  ): Promise<boolean> {
    const user = person && (await findUsers(db, [person.userId])).get(person.userId);
    if (!person || !user) throw new Refusal('FORBIDDEN', 'A program has no password.');
    if (!(await isPasswordOf(db, user, currentPassword)))
      throw new Refusal('BAD_USER_INPUT', 'This is not your password.', { field: 'currentPassword' });
    const password = checkPassword('newPassword', newPassword, [user.name, user.email]);
    await setPasswordHash(db, user.id, await hashPassword(password), person.sessionId);
    return true;
  }

  @Mutation(() => SessionType, {
    description:
      'Opens a shop where there is none yet: its first outlet and its administrator, who is then signed in.',
  })
  async setUpShop(
    @Ctx() { db, cookies, setupToken }: Context,
    @Arg('input', () => SetUpShopInput) { token, outlet, administrator }: SetUpShopInput,
  ): Promise<Tokens> {
    checkSetupToken(setupToken, token);
    const name = toText('administrator.name', administrator.name, 100);
    const email = toEmail('administrator.email', administrator.email);
    const password = checkPassword('administrator.password', administrator.password, [name, email]);
    const shop = {
      outlet: toNewOutlet(outlet, 'outlet.'),
      users: [{ name, email, role: 'ADMIN' as const, passwordHash: await hashPassword(password) }],
      demo: false,
    };
    const { userIds } = await setUpShop(db, shop);
    const tokens = await startSession(db, { id: userIds[0] ?? '', name });
    cookies.set({ refreshToken: tokens.refreshToken });
    return tokens;
  }

  @Mutation(() => Boolean, { description: 'Loads a shop of sample data where there is none yet.' })
  async openDemoShop(
    @Ctx() { db, setupToken }: Context,
    @Arg('token', () => String) token: string,
  ): Promise<boolean> {
    checkSetupToken(setupToken, token);
    await openDemoShop(db);
    return true;
  }

  @FieldResolver(() => UserType)
  async user(@Root() { userId }: Tokens, @Ctx() { shopDb }: Context): Promise<User | undefined> {
    return (await findUsers(shopDb, [userId])).get(userId);
  }
}

function checkSetupToken(wanted: string | undefined, given: string): void {
  if (wanted === undefined || given.trim() !== wanted)
    throw new Refusal('FORBIDDEN', 'This is not the token that the terminal shows.', { field: 'token' });
}
