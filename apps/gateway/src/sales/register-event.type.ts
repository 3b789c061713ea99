import type { RegisterEventKind } from '@tillkeep/data';
import type { Money } from '@tillkeep/domain';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DeviceClaimType } from '../outlets/device-claim.type';
import { PageInfoType } from '../page.type';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../scalars';
import { RecordEventResult } from './record-sales.type';

export const RegisterEventKindEnum = {
  SHIFT_OPENED: 'SHIFT_OPENED',
  PAID_IN: 'PAID_IN',
  PAID_OUT: 'PAID_OUT',
  SHIFT_CLOSED: 'SHIFT_CLOSED',
  DRAWER_OPENED: 'DRAWER_OPENED',
  CART_CLEARED: 'CART_CLEARED',
  SIGNED_IN: 'SIGNED_IN',
  SIGNED_OUT: 'SIGNED_OUT',
} as const satisfies Record<RegisterEventKind, RegisterEventKind>;
registerEnumType(RegisterEventKindEnum, {
  name: 'RegisterEventKind',
  description:
    'What happens at a register besides sales. PAID_IN and PAID_OUT: cash that is put into the drawer, or taken out of it, for no sale. DRAWER_OPENED: without a sale.',
});

@ObjectType('RecordEventsPayload')
export class RecordEventsPayload {
  @Field(() => [RecordEventResult], { description: 'One for each event, in the order given.' })
  results!: RecordEventResult[];
  @Field(() => Int, { description: 'Every event of the claim up to here has arrived.' })
  contiguousSequence!: number;
  @Field(() => String, { description: 'As that of recordSales.' }) generation!: string;
  @Field(() => DateTimeScalar) serverTime!: Date;
}

@ObjectType('RegisterEvent', { description: 'What happened at a register besides its sales.' })
export class RegisterEventType {
  @Field(() => ID) id!: string;
  @Field(() => RegisterEventKindEnum) kind!: RegisterEventKind;
  @Field(() => DeviceClaimType) claim?: DeviceClaimType;
  @Field(() => Int, { description: 'Its place among the claim’s events.' }) sequence!: number;
  @Field(() => DateTimeScalar, { description: 'By the register’s clock.' }) at!: Date;
  @Field(() => DateTimeScalar) recordedAt!: Date;
  @Field(() => DateScalar) businessDate!: string;
  @Field(() => ID, { nullable: true }) userId!: string | null;
  @Field(() => String, { nullable: true, description: 'Who did it, as they were called then.' })
  userName!: string | null;
  @Field(() => Int, { description: 'The newest sale of the claim when it happened.' }) saleSequence!: number;
  @Field(() => ID, { nullable: true }) shiftId!: string | null;
  @Field(() => Int, { nullable: true }) shiftNumber!: number | null;
  @Field(() => MoneyScalar, { nullable: true }) amount!: Money | null;
  @Field(() => MoneyScalar, { nullable: true }) expected!: Money | null;
  @Field(() => String, { nullable: true }) reason!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Who approved it, where a cashier may not do it alone and the approval held.',
  })
  approvedByName!: string | null;
  @Field(() => Boolean, {
    description: 'A cashier did what needs an approval, and none that holds came with it.',
  })
  isUnapproved!: boolean;
  @Field(() => Boolean, {
    description: 'The same id had come before with another content; both are kept.',
  })
  isConflict?: boolean;
  @Field(() => String) hash!: string;
  @Field(() => String, { description: 'What was hashed: canonical JSON.' }) asSent!: string;
}

@ObjectType('RegisterEventEdge')
class RegisterEventEdge {
  @Field(() => String) cursor!: string;
  @Field(() => RegisterEventType) node!: RegisterEventType;
}

@ObjectType('RegisterEventConnection')
export class RegisterEventConnection {
  @Field(() => [RegisterEventEdge]) edges!: RegisterEventEdge[];
  @Field(() => [RegisterEventType]) nodes!: RegisterEventType[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
}
