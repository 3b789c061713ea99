import type {
  Product,
  StockDocument,
  StockDocumentKind,
  StockDocumentStatus,
  StockLine,
} from '@tillkeep/data';
import type { Money, Quantity } from '@tillkeep/domain';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ProductType } from '../catalogue/product.type';
import { PageInfoType } from '../page.type';
import { DateTimeScalar, MoneyScalar, QuantityScalar } from '../scalars';

export const StockDocumentKindEnum = {
  DELIVERY: 'DELIVERY',
  COUNT: 'COUNT',
  TRANSFER: 'TRANSFER',
} as const;
registerEnumType(StockDocumentKindEnum, { name: 'StockDocumentKind' });

export const StockDocumentStatusEnum = {
  DRAFT: 'DRAFT',
  SENT: 'SENT',
  BOOKING: 'BOOKING',
  BOOKED: 'BOOKED',
  DISCARDED: 'DISCARDED',
} as const;
registerEnumType(StockDocumentStatusEnum, {
  name: 'StockDocumentStatus',
  description:
    'SENT: a transfer on its way. BOOKING: a long count that is being booked; bookCount goes on where it stopped.',
});

export const StockLineStateEnum = {
  COUNTED: 'COUNTED',
  UNCOUNTED: 'UNCOUNTED',
  DIFFERENT: 'DIFFERENT',
} as const;
registerEnumType(StockLineStateEnum, { name: 'StockLineState', description: 'Of a count’s lines.' });

@ObjectType('StockPlace', { description: 'An outlet, as everybody in the shop may know it.' })
export class StockPlaceType {
  @Field(() => String) code!: string;
  @Field(() => String) name!: string;
}

@ObjectType('StockLine', { description: 'A product of a stock document.' })
export class StockLineType {
  @Field(() => ID) id?: string;
  @Field(() => ProductType) product?: Product;
  @Field(() => QuantityScalar, {
    nullable: true,
    description: 'What was delivered, counted or sent; null while nobody has counted it.',
  })
  quantity!: Quantity | null;
  @Field(() => QuantityScalar, {
    nullable: true,
    description: 'What of a transfer has arrived; null while nobody has said so.',
  })
  received!: Quantity | null;
  @Field(() => [String], { description: 'Who has entered something on it.' }) enteredBy?: string[];
  @Field(() => QuantityScalar, {
    nullable: true,
    description: 'Of a count: what its booking changes the level by, whatever is sold meanwhile.',
  })
  difference!: Quantity | null;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'The difference at the price that the document’s outlet asks.',
  })
  differenceValue?: Money | null;
  @Field(() => Boolean, {
    description:
      'Of a count: stock has moved between its first and its newest entry. Only a new count of it is certain.',
  })
  movedMeanwhile!: boolean;
}

@ObjectType('StockLineEdge')
class StockLineEdge {
  @Field(() => String) cursor!: string;
  @Field(() => StockLineType) node!: StockLine;
}

@ObjectType('StockLineConnection')
export class StockLineConnection {
  @Field(() => [StockLineEdge]) edges!: readonly StockLineEdge[];
  @Field(() => [StockLineType]) nodes!: readonly StockLine[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
}

@ObjectType('RecordedStockEntry', { description: 'One scan, or one typed number.' })
export class RecordedStockEntryType {
  @Field(() => ID) id!: string;
  @Field(() => ProductType) product?: Product;
  @Field(() => QuantityScalar, { description: 'What it changed its line by.' }) delta!: Quantity;
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => String) by!: string;
}

@ObjectType('CountDifferences', {
  description: 'What booking a count changes, at the prices that its outlet asks.',
})
export class CountDifferencesType {
  @Field(() => Int, { description: 'Lines with a difference.' }) lines!: number;
  @Field(() => MoneyScalar, { description: 'What is missing: zero or less.' }) shortage!: number;
  @Field(() => MoneyScalar, { description: 'What there is too much: zero or more.' }) surplus!: number;
}

@ObjectType('StockDocument', {
  description: 'Why stock has moved: a delivery, a count, or a transfer. Once booked it never changes.',
})
export class StockDocumentType {
  @Field(() => ID) id!: string;
  @Field(() => StockDocumentKindEnum) kind!: StockDocumentKind;
  @Field(() => StockDocumentStatusEnum) status!: StockDocumentStatus;
  @Field(() => Int, { description: '1, 2, 3 … of its kind at its outlet.' }) number!: number;
  @Field(() => StockPlaceType, { description: 'Where the goods are; of a transfer, where they leave.' })
  outlet!: StockPlaceType;
  @Field(() => StockPlaceType, { nullable: true, description: 'Where a transfer arrives.' })
  toOutlet!: StockPlaceType | null;
  @Field(() => Boolean, { description: 'Whether the caller’s people may take this transfer in.' })
  canReceive?: boolean;
  @Field(() => String, { nullable: true }) supplier!: string | null;
  @Field(() => String, { nullable: true, description: 'What the supplier’s own paper calls it.' })
  reference!: string | null;
  @Field(() => String, { nullable: true }) note!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why more or less of a transfer arrived than was sent.',
  })
  differenceReason!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => String) createdBy!: string;
  @Field(() => DateTimeScalar, { nullable: true }) sentAt!: Date | null;
  @Field(() => String, { nullable: true }) sentBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true }) bookedAt!: Date | null;
  @Field(() => String, { nullable: true }) bookedBy!: string | null;
  @Field(() => Int, { description: 'Of a count: with those that nobody has counted yet.' })
  lineCount?: number;
  @Field(() => Int, { description: 'Of a count: those that somebody has counted.' }) countedCount?: number;
  @Field(() => Int, { description: 'While a count is being booked: of how many lines it is done.' })
  bookedCount?: number;
  @Field(() => StockLineConnection) lines?: StockLineConnection;
  @Field(() => [RecordedStockEntryType], { description: 'The newest, without those that were taken back.' })
  entries?: RecordedStockEntryType[];
  @Field(() => CountDifferencesType) differences?: CountDifferencesType;
}

@ObjectType('StockDocumentEdge')
class StockDocumentEdge {
  @Field(() => String) cursor!: string;
  @Field(() => StockDocumentType) node!: StockDocument;
}

@ObjectType('StockDocumentConnection')
export class StockDocumentConnection {
  @Field(() => [StockDocumentEdge]) edges!: readonly StockDocumentEdge[];
  @Field(() => [StockDocumentType]) nodes!: readonly StockDocument[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
}

@ObjectType('StockEntryResult', { description: 'What became of one entry.' })
export class StockEntryResult {
  @Field(() => ID) id!: string;
  @Field(() => StockLineType, { nullable: true, description: 'As it is now; null when it was refused.' })
  line?: StockLine;
  @Field(() => String, { nullable: true }) code?: string;
  @Field(() => String, { nullable: true }) message?: string;
}

@ObjectType('RecordStockEntriesPayload')
export class RecordStockEntriesPayload {
  @Field(() => StockDocumentType) document!: StockDocument;
  @Field(() => [StockEntryResult], { description: 'One for each entry, in the order given.' })
  results!: StockEntryResult[];
}
