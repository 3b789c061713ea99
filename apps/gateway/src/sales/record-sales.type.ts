import type { RecordOutcome, SaleFlag } from '@tillkeep/data';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DeviceClaimType } from '../outlets/device-claim.type';
import { DateTimeScalar } from '../scalars';
import { SaleFlagEnum, SaleType } from './sale.type';

export const RecordOutcomeEnum = {
  RECORDED: 'RECORDED',
  DUPLICATE: 'DUPLICATE',
  CONFLICT: 'CONFLICT',
  RETRY: 'RETRY',
  REJECTED: 'REJECTED',
} as const satisfies Record<RecordOutcome, RecordOutcome>;
registerEnumType(RecordOutcomeEnum, {
  name: 'RecordOutcome',
  description:
    'RECORDED now, or DUPLICATE of one recorded before: the device may mark it sent. CONFLICT: the id is known with another content; both are kept for a manager, the device marks it sent. RETRY: trouble on this side, send it again. REJECTED: it can’t be attributed; the device keeps it, loudly.',
});

@ObjectType('RecordSaleResult', { description: 'What became of one sale that was handed in.' })
export class RecordSaleResult {
  @Field(() => ID) id!: string;
  @Field(() => RecordOutcomeEnum) outcome!: RecordOutcome;
  @Field(() => SaleType, { nullable: true, description: 'As it is recorded under this id.' })
  sale?: SaleType | null;
  @Field(() => [SaleFlagEnum]) flags!: readonly SaleFlag[];
  @Field(() => String, { nullable: true }) code?: string | null;
  @Field(() => String, { nullable: true }) message?: string | null;
}

@ObjectType('RecordEventResult', { description: 'What became of one event that was handed in.' })
export class RecordEventResult {
  @Field(() => ID) id!: string;
  @Field(() => RecordOutcomeEnum) outcome!: RecordOutcome;
  @Field(() => String, { nullable: true }) code?: string | null;
  @Field(() => String, { nullable: true }) message?: string | null;
}

@ObjectType('RecordSalesPayload')
export class RecordSalesPayload {
  @Field(() => [RecordSaleResult], { description: 'One for each sale, in the order given.' })
  results!: RecordSaleResult[];
  @Field(() => Int, { description: 'Every sale of the claim up to here has arrived.' })
  contiguousSequence!: number;
  @Field(() => String, {
    description:
      'Changes when the gateway’s database was brought back from a back-up: devices then send again what they keep.',
  })
  generation!: string;
  @Field(() => DateTimeScalar) serverTime!: Date;
}

@ObjectType('ImportRescueFilePayload')
export class ImportRescueFilePayload {
  @Field(() => [RecordSaleResult], { description: 'One for each sale, in the order of the file.' })
  results!: RecordSaleResult[];
  @Field(() => [RecordEventResult], { description: 'One for each event, in the order of the file.' })
  eventResults!: RecordEventResult[];
}

@ObjectType('SaleConflict', {
  description: 'What arrived under the id of a recorded sale with another content; both are kept.',
})
export class SaleConflictType {
  @Field(() => ID) id!: string;
  @Field(() => SaleType, { description: 'The sale that is recorded under the id.' }) sale?: SaleType;
  @Field(() => DeviceClaimType, { description: 'Under which the other content arrived.' })
  claim?: DeviceClaimType;
  @Field(() => String, { description: 'SHA-256 of asSent.' }) hash!: string;
  @Field(() => String, { description: 'The other content: canonical JSON.' }) asSent!: string;
  @Field(() => DateTimeScalar) receivedAt!: Date;
}
