import type { ChainFaultKind } from '@tillkeep/domain';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../scalars';
import { RegisterType } from './outlet.type';

@ObjectType('SequenceGap', { description: 'Sales that were made and have not arrived, both ends included.' })
export class SequenceGapType {
  @Field(() => ID) claimId!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => Int) from!: number;
  @Field(() => Int) to!: number;
}

export const ChainFaultKindEnum = {
  ALTERED: 'ALTERED',
  BROKEN_LINK: 'BROKEN_LINK',
  FORKED: 'FORKED',
} as const satisfies Record<ChainFaultKind, ChainFaultKind>;
registerEnumType(ChainFaultKindEnum, {
  name: 'ChainFaultKind',
  description:
    'ALTERED: the sale is not what was hashed. BROKEN_LINK: it does not name the hash of the sale before it. FORKED: another sale has the same place.',
});

@ObjectType('ChainFault')
export class ChainFaultType {
  @Field(() => Int) sequence!: number;
  @Field(() => ID) saleId!: string;
  @Field(() => ChainFaultKindEnum) kind!: ChainFaultKind;
}

@ObjectType('Abandonment', {
  description: 'That a manager no longer waits for the sales that a device has not handed in.',
})
export class AbandonmentType {
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => Int, { description: 'Every sale up to here had arrived then.' }) sequence!: number;
  @Field(() => String) note!: string;
}

@ObjectType('ClaimProof', { description: 'The proof for the sales of one claim.' })
export class ClaimProofType {
  @Field(() => ID) claimId!: string;
  @Field(() => Int) epoch!: number;
  @Field(() => String) deviceName!: string;
  @Field(() => DateTimeScalar) claimedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) endedAt!: Date | null;
  @Field(() => Int) recorded!: number;
  @Field(() => Int, { description: 'Every sale up to here has arrived.' }) contiguousSequence!: number;
  @Field(() => Int, { description: 'The newest sale that the device said it has made.' })
  deviceSequence!: number;
  @Field(() => Int) waitingOnDevice!: number;
  @Field(() => Boolean) chainIntact!: boolean;
  @Field(() => [SequenceGapType]) missing!: SequenceGapType[];
  @Field(() => Int) events!: number;
  @Field(() => Int) eventsWaiting!: number;
  @Field(() => Boolean, { description: 'The chain of its events.' }) eventsIntact!: boolean;
  @Field(() => [ChainFaultType], { description: 'Where the chain is not intact; the first hundred.' })
  faults!: ChainFaultType[];
  @Field(() => AbandonmentType, { nullable: true, description: 'null unless a manager has given it up.' })
  abandoned!: AbandonmentType | null;
}

@ObjectType('RegisterProof', {
  description: 'Answers: has every sale that this register made arrived, unaltered?',
})
export class RegisterProofType {
  @Field(() => RegisterType) register!: RegisterType;
  @Field(() => Boolean, {
    description: 'Nothing missing, nothing waiting on a device that we know of, and the chain intact.',
  })
  complete!: boolean;
  @Field(() => Boolean, {
    description: 'Complete, but for sales that were waited for under claims that a manager has given up.',
  })
  settled!: boolean;
  @Field(() => Boolean) chainIntact!: boolean;
  @Field(() => Int) recorded!: number;
  @Field(() => Int, { description: 'What devices said they hold beyond what has arrived.' })
  waitingOnDevice!: number;
  @Field(() => [SequenceGapType]) missing!: SequenceGapType[];
  @Field(() => Int, {
    description:
      'What happened at the register besides sales and has arrived; complete and chainIntact speak of it, too.',
  })
  events!: number;
  @Field(() => Int, { description: 'What of that is known of and has not arrived.' }) eventsWaiting!: number;
  @Field(() => [ClaimProofType], { description: 'Claim by claim, the first one first.' })
  claims!: ClaimProofType[];
}
