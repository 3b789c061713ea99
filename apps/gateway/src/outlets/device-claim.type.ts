import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars';

@ObjectType('DeviceClaim', { description: 'Which device holds, or held, a register.' })
export class DeviceClaimType {
  @Field(() => ID) id!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => String) deviceName!: string;
  @Field(() => DateTimeScalar) claimedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'null while it holds the register.' })
  endedAt!: Date | null;
}
