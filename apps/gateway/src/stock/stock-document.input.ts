import {
  badInput,
  type NewStockDocument,
  type NewStockEntry,
  type StockDocumentKind,
  type StockDocumentStatus,
} from '@tillkeep/data';
import type { Quantity } from '@tillkeep/domain';
import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar, QuantityScalar } from '../scalars';
import { checkText, toText } from '../text';
import { StockDocumentKindEnum, StockDocumentStatusEnum } from './stock-document.type';

@InputType()
export class StockDocumentFilter {
  @Field(() => StockDocumentKindEnum, { nullable: true }) kind?: StockDocumentKind | null;
  @Field(() => StockDocumentStatusEnum, { nullable: true }) status?: StockDocumentStatus | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Begun then or later.' }) from?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Begun before.' }) to?: Date | null;
  @Field(() => String, { nullable: true, description: 'A number, or a part of supplier, reference or note.' })
  search?: string | null;
}

@InputType({ description: 'What a document says of itself.' })
export class StockDocumentTexts {
  @Field(() => String, { nullable: true }) supplier?: string | null;
  @Field(() => String, { nullable: true }) reference?: string | null;
  @Field(() => String, { nullable: true }) note?: string | null;
}

@InputType()
export class StartDeliveryInput extends StockDocumentTexts {
  @Field(() => ID, {
    nullable: true,
    description: 'A UUID of the client’s: the same id again begins nothing new.',
  })
  id?: string | null;
}

@InputType({ description: 'Everything that fits all of it; everything when it is empty.' })
export class CountScope {
  @Field(() => String, { nullable: true }) category?: string | null;
  @Field(() => String, { nullable: true }) search?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'At its reorder point or below.' })
  lowStock?: boolean | null;
}

@InputType()
export class StartCountInput {
  @Field(() => ID, { nullable: true, description: 'As of a delivery.' }) id?: string | null;
  @Field(() => String, { nullable: true }) note?: string | null;
  @Field(() => CountScope, {
    nullable: true,
    description: 'What is on the sheet from the beginning; without it, what is entered comes onto it.',
  })
  scope?: CountScope | null;
}

@InputType()
export class StartTransferInput {
  @Field(() => ID, { nullable: true, description: 'As of a delivery.' }) id?: string | null;
  @Field(() => String) toOutletCode!: string;
  @Field(() => String, { nullable: true }) note?: string | null;
}

@InputType({ description: 'One scan, or one typed number: of a product or a code, to add or in all.' })
export class StockEntryInput {
  @Field(() => ID, { description: 'A UUID of the client’s: the same id again enters nothing twice.' })
  id!: string;
  @Field(() => ID, { nullable: true }) productId?: string | null;
  @Field(() => String, { nullable: true, description: 'A barcode or a SKU.' }) code?: string | null;
  @Field(() => QuantityScalar, { nullable: true, description: 'So much more; negative: less.' })
  add?: Quantity | null;
  @Field(() => QuantityScalar, {
    nullable: true,
    description: 'So much in all, in the place of what was there.',
  })
  quantity?: Quantity | null;
}

/** Entries of one call: it answers at once, so whoever pastes more can show progress. */
export const MOST_ENTRIES = 500;

type Texts = Pick<NewStockDocument, 'supplier' | 'reference' | 'note'>;

/** Only what is given; empty is none. */
export function toTexts({ supplier, reference, note }: StockDocumentTexts): Texts {
  return {
    ...(supplier !== undefined && { supplier: text('supplier', supplier, 100) }),
    ...(reference !== undefined && { reference: text('reference', reference, 100) }),
    ...(note !== undefined && { note: text('note', note, 500) }),
  };
}

export function toDocumentId(id: string | null | undefined): string | undefined {
  return id ? toText('id', id, 64) : undefined;
}

export function toDifferenceReason(reason: string | null | undefined): string | null {
  return text('differenceReason', reason, 500);
}

export function toEntries(entries: readonly StockEntryInput[]): NewStockEntry[] {
  if (entries.length > MOST_ENTRIES)
    throw badInput('entries', `At most ${MOST_ENTRIES} entries can be made in one call.`);
  return entries.map(({ id, productId, code, add, quantity }, index) => {
    const at = `entries.${index}`;
    if ((productId ?? code ?? '') === '' || (productId && code))
      throw badInput(`${at}.productId`, 'An entry is of a product or of a code.');
    const given = {
      id: toText(`${at}.id`, id, 64),
      productId,
      code: code ? checkText(`${at}.code`, code.trim(), 64) : null,
    };
    if (isGiven(add) && !isGiven(quantity)) return { ...given, entry: { add } };
    if (isGiven(quantity) && !isGiven(add)) return { ...given, entry: { quantity } };
    throw badInput(`${at}.quantity`, 'An entry is so much more, or so much in all.');
  });
}

function text(field: string, value: string | null | undefined, longest: number): string | null {
  return value && value.trim() !== '' ? toText(field, value, longest) : null;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
