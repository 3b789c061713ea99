import {
  createApiKey,
  createUser,
  findUsers,
  listApiKeys,
  listAuditEntries,
  listColleagues,
  listOutlets,
  listUsers,
  Refusal,
  revokeApiKey,
  setPasswordHash,
  updateUser,
  type ApiKey,
  type AuditEntry,
  type Outlet,
  type User,
} from '@tillkeep/data';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { OutletType } from '../outlets/outlet.type';
import { toConnection, type Connection } from '../page.type';
import { toText } from '../text';
import { checkPassword, hashPassword } from './passwords';
import {
  AuditFilter,
  CreateApiKeyInput,
  CreateUserInput,
  toEmail,
  toUserChanges,
  UpdateUserInput,
} from './person.input';
import { ApiKeyType, AuditConnection, AuditEntryType, NewApiKeyType, UserType } from './person.type';

@Resolver(() => UserType)
export class UserResolver {
  @Query(() => [UserType], {
    description: 'By name: everybody to an administrator, to a manager who works at their outlets.',
  })
  users(@Ctx() { db, role }: Context): Promise<User[]> {
    return role === 'ADMIN' ? listUsers(db) : listColleagues(db);
  }

  @Mutation(() => UserType)
  async createUser(
    @Ctx() { db }: Context,
    @Arg('input', () => CreateUserInput) input: CreateUserInput,
  ): Promise<User> {
    const name = toText('name', input.name, 100);
    const email = toEmail('email', input.email);
    const password = checkPassword('password', input.password, [name, email]);
    const { role, outletIds } = input;
    return found(
      db,
      await createUser(db, { name, email, role, outletIds, passwordHash: await hashPassword(password) }),
    );
  }

  @Mutation(() => UserType, {
    description:
      'Holds from their next request on. CONFLICT when the shop would be left without an administrator.',
  })
  async updateUser(
    @Ctx() { db }: Context,
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateUserInput) input: UpdateUserInput,
  ): Promise<User> {
    await updateUser(db, id, toUserChanges(input));
    return found(db, id);
  }

  @Mutation(() => UserType, {
    description: 'For somebody who has forgotten theirs; signs them out everywhere.',
  })
  async setPassword(
    @Ctx() { db }: Context,
    @Arg('userId', () => ID) userId: string,
    @Arg('password', () => String) password: string,
  ): Promise<User> {
    const { name, email } = await found(db, userId);
    await setPasswordHash(db, userId, await hashPassword(checkPassword('password', password, [name, email])));
    return found(db, userId);
  }

  @FieldResolver(() => [OutletType])
  async outlets(@Root() user: User, @Ctx() { shopDb }: Context): Promise<Outlet[]> {
    const all = await listOutlets(shopDb);
    return user.role === 'ADMIN' ? all : all.filter(({ id }) => user.outletIds.includes(id));
  }
}

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  @Query(() => [ApiKeyType], { description: 'The newest first, revoked ones too.' })
  apiKeys(@Ctx() { db }: Context): Promise<ApiKey[]> {
    return listApiKeys(db);
  }

  @Mutation(() => NewApiKeyType)
  createApiKey(
    @Ctx() { db }: Context,
    @Arg('input', () => CreateApiKeyInput) { name, role, outletId }: CreateApiKeyInput,
  ): Promise<NewApiKeyType> {
    return createApiKey(db, { name: toText('name', name, 100), role, outletId });
  }

  @Mutation(() => ApiKeyType, { description: 'It opens nothing from the next request on.' })
  revokeApiKey(@Ctx() { db }: Context, @Arg('id', () => ID) id: string): Promise<ApiKey> {
    return revokeApiKey(db, id);
  }

  @FieldResolver(() => OutletType)
  outlet(@Root() { outletId }: ApiKey, @Ctx() { findOutlet }: Context): Promise<Outlet | undefined> {
    return findOutlet(outletId);
  }
}

@Resolver(() => AuditEntryType)
export class AuditResolver {
  @Query(() => AuditConnection, { description: 'Who did what: the newest first.' })
  async auditEntries(
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => AuditFilter, { nullable: true }) filter?: AuditFilter | null,
  ): Promise<Connection<AuditEntry>> {
    return toConnection(await listAuditEntries(db, filter ?? {}, { first: first ?? 50, after }));
  }

  @FieldResolver(() => OutletType, { nullable: true })
  async outlet(
    @Root() { outletId }: AuditEntry,
    @Ctx() { findOutlet }: Context,
  ): Promise<Outlet | undefined> {
    return outletId === null ? undefined : findOutlet(outletId);
  }
}

async function found(db: Context['db'], id: string): Promise<User> {
  const user = (await findUsers(db, [id])).get(id);
  if (!user) throw new Refusal('NOT_FOUND', 'There is no such user.', { field: 'userId' });
  return user;
}
