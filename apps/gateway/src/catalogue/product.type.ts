import type { Money, Quantity, TaxRate } from '@tillkeep/domain';
import type { StockMovementKind } from '@tillkeep/data';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { OutletType } from '../outlets/outlet.type';
import { PageInfoType } from '../page.type';
import { SaleType } from '../sales/sale.type';
import { StockDocumentType } from '../stock/stock-document.type';
import { DateTimeScalar, MoneyScalar, QuantityScalar } from '../scalars';

export const StockMovementKindEnum = {
  OPENING: 'OPENING',
  SALE: 'SALE',
  ADJUSTMENT: 'ADJUSTMENT',
  IMPORT: 'IMPORT',
  DELIVERY: 'DELIVERY',
  COUNT: 'COUNT',
  TRANSFER_OUT: 'TRANSFER_OUT',
  TRANSFER_IN: 'TRANSFER_IN',
  RETURN: 'RETURN',
} as const;
registerEnumType(StockMovementKindEnum, { name: 'StockMovementKind' });

@ObjectType('StockMovement', {
  description: 'One change of a product’s stock. Movements are never changed or removed.',
})
export class StockMovementType {
  @Field(() => ID) id!: number;
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => StockMovementKindEnum) kind!: StockMovementKind;
  @Field(() => QuantityScalar) delta!: Quantity;
  @Field(() => QuantityScalar, { description: 'On hand after this movement.' }) balance!: Quantity;
  @Field(() => String, { nullable: true }) reason!: string | null;
  @Field(() => SaleType, { nullable: true }) sale?: SaleType | null;
  saleId!: string | null;
  @Field(() => StockDocumentType, {
    nullable: true,
    description: 'The delivery, count or transfer that it was booked from.',
  })
  document?: StockDocumentType | null;
  documentId!: string | null;
}

@ObjectType('StockMovementEdge')
class StockMovementEdge {
  @Field(() => String) cursor!: string;
  @Field(() => StockMovementType) node!: StockMovementType;
}

@ObjectType('StockMovementConnection')
export class StockMovementConnection {
  @Field(() => [StockMovementEdge]) edges!: StockMovementEdge[];
  @Field(() => [StockMovementType]) nodes!: StockMovementType[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
}

@ObjectType('OutletPrice', { description: 'What an outlet asks for a product instead of the common price.' })
export class OutletPriceType {
  @Field(() => OutletType) outlet?: OutletType;
  @Field(() => MoneyScalar) price!: Money;
}

@ObjectType('Product')
export class ProductType {
  @Field(() => ID) id!: string;
  @Field(() => String, {
    description: 'The shop’s own code. Codes that differ only by case are different products.',
  })
  sku!: string;
  @Field(() => [String]) barcodes!: string[];
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true }) category!: string | null;
  @Field(() => MoneyScalar, { description: 'What the caller’s outlet asks for it.' }) price!: Money;
  @Field(() => MoneyScalar, { description: 'What every outlet asks that has no price of its own.' })
  commonPrice!: Money;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'The own price of the caller’s outlet; null where it asks the common one.',
  })
  outletPrice!: Money | null;
  @Field(() => [OutletPriceType], {
    description:
      'The own prices of the caller’s outlets, for managers: outlets that ask the common price are left out.',
  })
  outletPrices?: OutletPriceType[];
  @Field(() => Float, {
    description: 'Percent, such as 20 or 5.5. Prices include tax unless the outlet says otherwise.',
  })
  taxRate!: TaxRate;
  @Field(() => Boolean, {
    description: 'Whether sales take from the stock, and are refused when there is not enough.',
  })
  trackStock!: boolean;
  @Field(() => QuantityScalar, {
    description: 'On hand at the caller’s outlet; may be negative after offline sales.',
  })
  stock?: Quantity;
  @Field(() => QuantityScalar, {
    nullable: true,
    description: 'At this level or below it is low at the caller’s outlet; null: never.',
  })
  reorderPoint?: Quantity | null;
  @Field(() => Boolean, { description: 'Whether it is still sold.' }) active!: boolean;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar) updatedAt!: Date;
  @Field(() => StockMovementConnection, { description: 'Newest first, at the caller’s outlet.' })
  movements?: StockMovementConnection;
}

@ObjectType('ProductEdge')
class ProductEdge {
  @Field(() => String) cursor!: string;
  @Field(() => ProductType) node!: ProductType;
}

@ObjectType('ProductConnection')
export class ProductConnection {
  @Field(() => [ProductEdge]) edges!: ProductEdge[];
  @Field(() => [ProductType]) nodes!: ProductType[];
  @Field(() => PageInfoType) pageInfo!: PageInfoType;
  @Field(() => Int, { description: 'Counted only when asked for: leave it out where nobody reads it.' })
  totalCount?: number;
}

export const ImportOutcomeEnum = { CREATED: 'CREATED', UPDATED: 'UPDATED', REJECTED: 'REJECTED' } as const;
registerEnumType(ImportOutcomeEnum, { name: 'ImportOutcome' });

@ObjectType('ImportProductResult', { description: 'What became of one row of an import.' })
export class ImportProductResult {
  @Field(() => Int, { description: 'The row’s place in the input, counted from 1.' }) row!: number;
  @Field(() => ImportOutcomeEnum) outcome!: keyof typeof ImportOutcomeEnum;
  @Field(() => ProductType, { nullable: true }) product?: ProductType | null;
  @Field(() => String, { nullable: true }) code?: string | null;
  @Field(() => String, { nullable: true }) message?: string | null;
  productId?: string;
}
