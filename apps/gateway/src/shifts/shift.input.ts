import { badInput, type ManagersClose } from '@tillkeep/data';
import type { Money } from '@tillkeep/domain';
import { Field, ID, InputType } from 'type-graphql';
import { DateScalar, MoneyScalar } from '../scalars';
import { toText } from '../text';

@InputType()
export class ShiftFilter {
  @Field(() => ID, { nullable: true }) registerId?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Business date of its opening, included.' })
  from?: string | null;
  @Field(() => DateScalar, { nullable: true }) to?: string | null;
  @Field(() => Boolean, { nullable: true }) open?: boolean | null;
  @Field(() => Boolean, { nullable: true }) withDifference?: boolean | null;
}

@InputType()
export class CloseShiftInput {
  @Field(() => ID) shiftId!: string;
  @Field(() => MoneyScalar, { description: 'What was in the drawer.' }) counted!: Money;
  @Field(() => String, { description: 'Why it is closed here.' }) note!: string;
}

export function toClose({ shiftId, counted, note }: CloseShiftInput): ManagersClose {
  if (counted < 0) throw badInput('counted', 'A drawer can’t hold less than nothing.');
  return { shiftId, counted, note: toText('note', note, 500) };
}
