import type { Approval, ApprovalAction } from '@tillkeep/domain';
import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar, MoneyScalar, type SentDate } from '../scalars';
import { checkText, checkUuid } from '../text';
import { ApprovalActionEnum } from './pin.type';

@InputType({ description: 'A manager’s leave for one deed, given at a register with their PIN.' })
export class ApprovalInput {
  @Field(() => ID, { description: 'A UUIDv7; it counts once.' }) id!: string;
  @Field(() => ApprovalActionEnum) action!: ApprovalAction;
  @Field(() => ID) approverId!: string;
  @Field(() => String) approverName!: string;
  @Field(() => MoneyScalar, {
    description:
      'PRICE_CHANGE: the new unit price. CART_CLEARED: the cart’s total. SHIFT_DIFFERENCE: the difference. REFUND: what the sale gives for goods that come back.',
  })
  amount!: number;
  @Field(() => ID, { nullable: true }) saleId?: string | null;
  @Field(() => ID, { nullable: true }) productId?: string | null;
  @Field(() => ID, { nullable: true }) eventId?: string | null;
  @Field(() => DateTimeScalar, { description: 'By the device’s clock.' }) at!: SentDate;
  @Field(() => String, {
    description:
      'HMAC-SHA-256, in lower-case hex, of the canonical JSON (RFC 8785) of this object without mac and with claimId added, exactly as sent, absent fields left out. The key is the approver’s hashed PIN.',
  })
  mac!: string;
}

/** In characters. */
const LONGEST_TEXT = 200;

/** As it was sent: its mac covers the text of its time. */
export function toApproval({ at, ...approval }: ApprovalInput, field: string): Approval {
  checkUuid(`${field}.id`, approval.id);
  for (const [name, value] of Object.entries(approval))
    if (typeof value === 'string') checkText(`${field}.${name}`, value, LONGEST_TEXT);
  return { ...approval, at: at.text };
}
