import type { FailureGroup, SyncTrigger } from '@tillkeep/data';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SaleType, SyncErrorKindEnum } from '../sales/sale.type';
import { DateTimeScalar } from '../scalars';

export const SyncRunStatusEnum = { RUNNING: 'RUNNING', FINISHED: 'FINISHED' } as const;
registerEnumType(SyncRunStatusEnum, { name: 'SyncRunStatus' });

export const SyncTriggerEnum = { MANUAL: 'MANUAL', SCHEDULED: 'SCHEDULED' } as const;
registerEnumType(SyncTriggerEnum, { name: 'SyncTrigger' });

@ObjectType('SyncRun')
export class SyncRunType {
  @Field(() => ID) id!: string;
  @Field(() => SyncTriggerEnum) trigger!: SyncTrigger;
  @Field(() => SyncRunStatusEnum) status?: keyof typeof SyncRunStatusEnum;
  @Field(() => DateTimeScalar) startedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) finishedAt!: Date | null;
  @Field(() => Int, {
    description:
      'Sales that there were to send when it began; more may come up meanwhile. 0 where nobody had counted.',
  })
  planned!: number;
  @Field(() => Int, { description: 'Sales whose outcome is known: synced + failed.' }) attempted!: number;
  @Field(() => Int) synced!: number;
  @Field(() => Int) failed!: number;
  @Field(() => [SaleType], {
    description: 'What it could not bring into the ERP’s books, as those sales stand now.',
  })
  failures?: SaleType[];
}

@ObjectType('SyncFailureGroup', { description: 'Sales that are FAILED for one reason.' })
export class SyncFailureGroupType implements FailureGroup {
  @Field(() => SyncErrorKindEnum) kind!: FailureGroup['kind'];
  @Field(() => String) code!: string;
  @Field(() => String) message!: string;
  @Field(() => Int) count!: number;
}

@ObjectType('SyncSummary')
export class SyncSummaryType {
  @Field(() => Int) pending!: number;
  @Field(() => Int) failed!: number;
  @Field(() => Int) synced!: number;
  @Field(() => DateTimeScalar, { nullable: true }) oldestUnsyncedAt!: Date | null;
  @Field(() => Boolean) erpReachable?: boolean;
  @Field(() => SyncRunType, { nullable: true }) lastRun?: SyncRunType | null;
  @Field(() => [SyncFailureGroupType], {
    description: 'Why sales are FAILED, the most frequent reason first.',
  })
  failureGroups?: SyncFailureGroupType[];
}
