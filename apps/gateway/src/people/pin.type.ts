import type { ApprovalAction, Role } from '@tillkeep/domain';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar, MoneyScalar } from '../scalars';
import { RoleEnum } from './person.type';

export const ApprovalActionEnum = {
  PRICE_CHANGE: 'PRICE_CHANGE',
  CART_CLEARED: 'CART_CLEARED',
  DRAWER_OPENED: 'DRAWER_OPENED',
  SHIFT_DIFFERENCE: 'SHIFT_DIFFERENCE',
  REFUND: 'REFUND',
} as const satisfies Record<ApprovalAction, ApprovalAction>;
registerEnumType(ApprovalActionEnum, {
  name: 'ApprovalAction',
  description: 'What a cashier may not do alone at a register.',
});

@ObjectType('Approval', { description: 'A manager’s leave that held when it was checked here.' })
export class ApprovalType {
  @Field(() => ID) id!: string;
  @Field(() => ApprovalActionEnum) action!: ApprovalAction;
  @Field(() => ID) approverId!: string;
  @Field(() => String, { description: 'As they were called then.' }) approverName!: string;
  @Field(() => MoneyScalar) amount!: number;
  @Field(() => ID, { nullable: true }) productId!: string | null;
  @Field(() => DateTimeScalar, { description: 'By the device’s clock.' }) at!: Date;
}

@ObjectType('RegisterPerson', { description: 'Somebody who can say at a register who they are.' })
class RegisterPersonType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => RoleEnum) role!: Role;
  @Field(() => String, { description: 'Hex.' }) pinSalt!: string;
  @Field(() => Int, { description: 'Of PBKDF2 with SHA-256, which makes 32 bytes of PIN and salt.' })
  iterations!: number;
  @Field(() => String, {
    description:
      'HMAC-SHA-256, in hex, of those bytes under the device’s salt. It signs no approval, and fits no other device.',
  })
  verifier!: string;
}

@ObjectType('RegisterPeople', { description: 'Who may sell on a device, and what they may do there alone.' })
export class RegisterPeopleType {
  @Field(() => [RegisterPersonType], { description: 'By name: active at the outlet, and with a PIN.' })
  people!: RegisterPersonType[];
  @Field(() => String, { description: 'The device’s own, in hex.' }) deviceSalt!: string;
  @Field(() => DateTimeScalar, { description: 'From then on, unless asked again, PINs open nothing.' })
  validUntil!: Date;
  @Field(() => Int, {
    description: 'In percent of the list price: further, a cashier changes it only with an approval.',
  })
  priceChangeLimit!: number;
  @Field(() => Int, {
    description: 'In minor units: beyond, a cashier closes a shift only with an approval.',
  })
  differenceLimit!: number;
  @Field(() => Int, {
    description: 'In minor units: more than this in one sale, a cashier gives back only with an approval.',
  })
  refundLimit!: number;
  @Field(() => Boolean, { description: 'The shop is made of sample data, and everybody knows its PINs.' })
  demo!: boolean;
}
