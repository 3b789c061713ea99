import { badInput, type UserChanges } from '@tillkeep/data';
import { type Role } from '@tillkeep/domain';
import { Field, ID, InputType } from 'type-graphql';
import { CreateOutletInput } from '../outlets/outlet.input';
import { DateTimeScalar } from '../scalars';
import { toText } from '../text';
import { RoleEnum } from './person.type';

@InputType()
export class LoginInput {
  @Field(() => String) email!: string;
  @Field(() => String) password!: string;
}

@InputType()
export class CreateUserInput {
  @Field(() => String) name!: string;
  @Field(() => String) email!: string;
  @Field(() => RoleEnum) role!: Role;
  @Field(() => [ID]) outletIds!: string[];
  @Field(() => String, { description: '8 to 128 characters, and not easily guessed.' }) password!: string;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateUserInput {
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true }) email?: string | null;
  @Field(() => RoleEnum, { nullable: true }) role?: Role | null;
  @Field(() => [ID], { nullable: true }) outletIds?: string[] | null;
  @Field(() => Boolean, { nullable: true }) active?: boolean | null;
}

@InputType()
export class CreateApiKeyInput {
  @Field(() => String, { description: 'What people call the program.' }) name!: string;
  @Field(() => RoleEnum) role!: Role;
  @Field(() => ID) outletId!: string;
}

@InputType()
export class CreateAdministratorInput {
  @Field(() => String) name!: string;
  @Field(() => String) email!: string;
  @Field(() => String) password!: string;
}

@InputType()
export class SetUpShopInput {
  @Field(() => String, { description: 'Which the shop’s terminal shows.' }) token!: string;
  @Field(() => CreateOutletInput) outlet!: CreateOutletInput;
  @Field(() => CreateAdministratorInput) administrator!: CreateAdministratorInput;
}

@InputType()
export class AuditFilter {
  @Field(() => ID, { nullable: true }) actorId?: string | null;
  @Field(() => ID, { nullable: true }) outletId?: string | null;
  @Field(() => ID, { nullable: true }) subjectId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'product.updated, or product for all that begin with it.',
  })
  action?: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) from?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Not included.' }) to?: Date | null;
}

export function toEmail(field: string, value: string): string {
  const email = toText(field, value, 254).toLowerCase();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw badInput(field, 'This is no e-mail address.');
  return email;
}

export function toUserChanges({ name, email, role, outletIds, active }: UpdateUserInput): UserChanges {
  return {
    ...(typeof name === 'string' && { name: toText('name', name, 100) }),
    ...(typeof email === 'string' && { email: toEmail('email', email) }),
    ...(role && { role }),
    ...(outletIds && { outletIds }),
    ...(typeof active === 'boolean' && { active }),
  };
}
