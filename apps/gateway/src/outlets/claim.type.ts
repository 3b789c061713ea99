import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars';
import { RegisterType } from './outlet.type';

@InputType()
export class ClaimRegisterInput {
  @Field(() => ID) registerId!: string;
  @Field(() => String, { description: 'What people call the device: “Counter, left”.' }) deviceName!: string;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether to end the claim of the device that holds the register now.',
  })
  takeOver?: boolean | null;
}

@ObjectType('RegisterClaim', {
  description:
    'A device’s hold on a register, as the device itself gets it. It may sell with no network and number its own sales.',
})
export class RegisterClaimType {
  @Field(() => ID) id!: string;
  @Field(() => RegisterType) register?: RegisterType;
  @Field(() => Int, { description: '1, 2, 3 …; never reused.' }) epoch!: number;
  @Field(() => String) deviceName!: string;
  @Field(() => String, {
    description:
      'The device’s own credential, given only now: it goes into the header “authorization: Bearer …”.',
  })
  token!: string;
  @Field(() => DateTimeScalar) claimedAt!: Date;
}
