import type { Role } from '@tillkeep/domain';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { OutletType } from '../outlets/outlet.type';
import { PageInfoType } from '../page.type';
import { DateTimeScalar } from '../scalars';

export const RoleEnum = { CASHIER: 'CASHIER', MANAGER: 'MANAGER', ADMIN: 'ADMIN' } as const satisfies {
  [role in Role]: role;
};
registerEnumType(RoleEnum, {
  name: 'Role',
  description: 'Each may do what the one before it may: see docs/access.md.',
});

@ObjectType('User', { description: 'Somebody who signs in.' })
export class UserType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => String) email!: string;
  @Field(() => RoleEnum) role!: Role;
  @Field(() => [OutletType], { description: 'Where they belong to; an administrator sees all outlets.' })
  outlets?: OutletType[];
  @Field(() => Boolean, { description: 'Whether they can sign in.' }) active!: boolean;
  @Field(() => DateTimeScalar, { nullable: true }) lastSignInAt!: Date | null;
  @Field(() => Boolean, { description: 'Whether they can say at a register who they are.' }) hasPin!: boolean;
}

@ObjectType('Session', {
  description: 'Lets somebody in. A browser keeps the refresh token in a cookie that no script reads.',
})
export class SessionType {
  @Field(() => String, { description: 'For the header “authorization: Bearer …”.' }) accessToken!: string;
  @Field(() => DateTimeScalar, { description: 'When the access token ends.' }) expiresAt!: Date;
  @Field(() => String, {
    description: 'For refreshSession, once. Empty in an answer to a browser that has it as a cookie.',
  })
  refreshToken!: string;
  @Field(() => UserType) user?: UserType;
}

@ObjectType('Setup', { description: 'What is told before anybody has signed in.' })
export class SetupType {
  @Field(() => Boolean, { description: 'The shop is to be set up, with the token that its terminal shows.' })
  needed!: boolean;
  @Field(() => Boolean, {
    description: 'It is made of sample data, and everybody knows its users’ password.',
  })
  demo!: boolean;
}

@ObjectType('ApiKey', { description: 'Lets a program in, with a role at one outlet.' })
export class ApiKeyType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => RoleEnum) role!: Role;
  @Field(() => OutletType) outlet?: OutletType;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'To the hour.' }) lastUsedAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) revokedAt!: Date | null;
}

@ObjectType('NewApiKey')
export class NewApiKeyType {
  @Field(() => ApiKeyType) apiKey!: ApiKeyType;
  @Field(() => String, {
    description: 'For the header “authorization: Bearer …”. It is shown now and never again.',
  })
  secret!: string;
}

@ObjectType('AuditEntry', { description: 'Who did what, and when. Entries are never changed or removed.' })
export class AuditEntryType {
  @Field(() => ID) id!: number;
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => ID, { nullable: true, description: 'Of a user or an API key.' }) actorId!: string | null;
  @Field(() => String, { description: 'As they were called then.' }) actorName!: string;
  @Field(() => OutletType, { nullable: true }) outlet?: OutletType | null;
  @Field(() => String, { description: 'Such as product.updated.' }) action!: string;
  @Field(() => ID, { nullable: true }) subjectId!: string | null;
  @Field(() => String, { nullable: true }) subjectName!: string | null;
  @Field(() => String, { nullable: true, description: 'JSON of what changed, as it was before.' })
  before!: string | null;
  @Field(() => String, { nullable: true, description: 'JSON of what changed, as it is since then.' })
  after!: string | null;
  @Field(() => String, { nullable: true, description: 'The network address that it came from.' })
  address!: string | null;
  @Field(() => String, { description: 'SHA-256 over the entry and the hash of the one before it.' })
  hash!: string;
}

@ObjectType('AuditEdge')
class AuditEdge {
  @Field(() => String) cursor!: string;
  @Field(() => AuditEntryType) node!: AuditEntryType;
}

@ObjectType('AuditConnection')
export class AuditConnection {
  @Field(() => [AuditEdge]) edges!: AuditEdge[];
  @Field(() => [AuditEntryType]) nodes!: AuditEntryType[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
}
