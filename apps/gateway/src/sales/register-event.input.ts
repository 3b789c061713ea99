import { badInput, type EventBatch, type RegisterEventKind, type SentEvent } from '@tillkeep/data';
import type { Money } from '@tillkeep/domain';
import { Field, ID, InputType, Int } from 'type-graphql';
import { ApprovalInput, toApproval } from '../people/approval.input';
import { DateScalar, DateTimeScalar, MoneyScalar, type SentDate } from '../scalars';
import { checkCount, checkHashes, checkText, checkUuid } from '../text';
import { RegisterEventKindEnum } from './register-event.type';

@InputType()
export class CashCountInput {
  @Field(() => MoneyScalar, { description: 'Of one coin or note.' }) value!: Money;
  @Field(() => Int) count!: number;
}

@InputType()
export class RegisterEventInput {
  @Field(() => ID) id!: string;
  @Field(() => Int, {
    description: '1, 2, 3 … over the events of the claim, with no hole; sales count for themselves.',
  })
  sequence!: number;
  @Field(() => RegisterEventKindEnum) kind!: RegisterEventKind;
  @Field(() => DateTimeScalar) at!: SentDate;
  @Field(() => DateScalar) businessDate!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'Who did it, where somebody was signed in at the register.',
  })
  userId?: string | null;
  @Field(() => String, { nullable: true }) userName?: string | null;
  @Field(() => Int, { description: 'The newest sale of the claim when it happened; 0 before the first.' })
  saleSequence!: number;
  @Field(() => ID, { nullable: true, description: 'The shift that it belongs to; SHIFT_OPENED: its own id.' })
  shiftId?: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'SHIFT_OPENED and SHIFT_CLOSED: 1, 2, 3 … over the shifts of the claim.',
  })
  shiftNumber?: number | null;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'The float, what was paid in or out or counted, or the total of the cart that was cleared.',
  })
  amount?: Money | null;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'SHIFT_CLOSED: the cash that the register expected in the drawer.',
  })
  expected?: Money | null;
  @Field(() => [CashCountInput], { nullable: true, description: 'A float or count by coins and notes.' })
  cash?: CashCountInput[] | null;
  @Field(() => String, { nullable: true }) reason?: string | null;
  @Field(() => ApprovalInput, {
    nullable: true,
    description:
      'Of what a cashier may not do alone. One that does not hold marks the event, and refuses nothing.',
  })
  approval?: ApprovalInput | null;
  @Field(() => String, {
    description: 'The hash of the claim’s event before this one; 64 zeros for its first.',
  })
  previousHash!: string;
  @Field(() => String, { description: 'As a sale’s: of this object without hash and with claimId added.' })
  hash!: string;
}

const MOST_EVENTS = 100;

@InputType()
export class RecordEventsInput {
  @Field(() => ID) claimId!: string;
  @Field(() => Int, { description: 'The newest event on the device, sent or not.' }) lastSequence!: number;
  @Field(() => [RegisterEventInput], { description: `At most ${MOST_EVENTS}.` })
  events!: RegisterEventInput[];
}

export function toEventBatch({ claimId, lastSequence, events }: RecordEventsInput): EventBatch {
  if (events.length > MOST_EVENTS)
    throw badInput('events', `At most ${MOST_EVENTS} events can be handed in at once.`);
  checkCount('lastSequence', lastSequence, 0);
  return {
    claimId,
    lastSequence,
    events: events.map((event, index) => toSentEvent(event, `events.${index}`)),
  };
}

/** In characters. */
const LONGEST = { userId: 64, userName: 200, shiftId: 64, reason: 1000 };
const MOST_DENOMINATIONS = 100;

/** Refuses only what is malformed; whether it is right is for others to judge. */
export function toSentEvent({ cash, approval, ...event }: RegisterEventInput, field: string): SentEvent {
  checkUuid(`${field}.id`, event.id);
  checkCount(`${field}.sequence`, event.sequence, 1);
  checkHashes(field, event);
  for (const name of ['userId', 'userName', 'shiftId', 'reason'] as const)
    checkText(`${field}.${name}`, event[name] ?? '', LONGEST[name]);
  if (cash && cash.length > MOST_DENOMINATIONS)
    throw badInput(`${field}.cash`, `At most ${MOST_DENOMINATIONS} values can be counted.`);
  return {
    ...event,
    cash: cash?.map((one) => ({ ...one })),
    ...(approval !== undefined && { approval: approval && toApproval(approval, `${field}.approval`) }),
    atAsSent: event.at.text,
  };
}
