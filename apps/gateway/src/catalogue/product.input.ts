import type { ImportedProduct, NewProduct, ProductFields } from '@tillkeep/data';
import { badInput, inField } from '@tillkeep/data';
import { taxRate, taxRateFromPercent, type Money, type Quantity } from '@tillkeep/domain';
import { Field, Float, ID, InputType } from 'type-graphql';
import { MoneyScalar, QuantityScalar } from '../scalars';
import { toText } from '../text';

@InputType()
export class ProductFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Words of name, SKU or barcode, each from its beginning.',
  })
  search?: string | null;
  @Field(() => String, { nullable: true }) category?: string | null;
  @Field(() => Boolean, { nullable: true }) active?: boolean | null;
  @Field(() => QuantityScalar, { nullable: true }) lowStockBelow?: Quantity | null;
  @Field(() => Boolean, { nullable: true, description: 'At its own reorder point or below.' })
  lowStock?: boolean | null;
}

@InputType()
export class CreateProductInput {
  @Field(() => String, { nullable: true, description: 'Made from the name when left out.' }) sku?:
    string | null;
  @Field(() => [String], { nullable: true }) barcodes?: string[] | null;
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true }) category?: string | null;
  @Field(() => MoneyScalar, { description: 'The common price, of every outlet that has none of its own.' })
  price!: Money;
  @Field(() => Float, { nullable: true, description: 'Percent; the outlet’s default when left out.' })
  taxRate?: number | null;
  @Field(() => Boolean, { nullable: true, description: 'True when left out.' }) trackStock?: boolean | null;
  @Field(() => QuantityScalar, { nullable: true }) openingStock?: Quantity | null;
}

@InputType()
export class UpdateProductInput {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true }) sku?: string | null;
  @Field(() => [String], { nullable: true }) barcodes?: string[] | null;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true, description: 'null or empty: no category.' }) category?:
    string | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'The common price.' }) price?: Money | null;
  @Field(() => Float, { nullable: true }) taxRate?: number | null;
  @Field(() => Boolean, { nullable: true }) trackStock?: boolean | null;
  @Field(() => Boolean, { nullable: true }) active?: boolean | null;
}

@InputType()
export class SetOutletPriceInput {
  @Field(() => ID) productId!: string;
  @Field(() => ID, { nullable: true, description: 'The caller’s when left out.' }) outletId?: string | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'null, or left out: the common price again.' })
  price?: Money | null;
}

@InputType()
export class AdjustStockInput {
  @Field(() => ID) productId!: string;
  @Field(() => QuantityScalar, { description: 'Added to what is on hand; negative takes away.' })
  delta!: Quantity;
  @Field(() => String) reason!: string;
}

@InputType()
export class ImportProductInput {
  @Field(() => String) sku!: string;
  @Field(() => [String], { nullable: true }) barcodes?: string[] | null;
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true }) category?: string | null;
  @Field(() => MoneyScalar) price!: Money;
  @Field(() => Float, { nullable: true }) taxRate?: number | null;
  @Field(() => QuantityScalar, {
    nullable: true,
    description: 'What is on hand now; stock is tracked from then on.',
  })
  stock?: Quantity | null;
}

/** In characters: each word of a search is looked up by itself. */
const LONGEST_SEARCH = 200;

export function toFilter(filter: ProductFilter | null | undefined): ProductFilter {
  if (filter?.search && filter.search.length > LONGEST_SEARCH)
    throw badInput('search', `A search has at most ${LONGEST_SEARCH} characters.`);
  return filter ?? {};
}

export function toNewProduct(input: CreateProductInput): NewProduct {
  if (input.openingStock && input.openingStock < 0)
    throw badInput('openingStock', 'The opening stock can’t be negative.');
  return {
    sku: isGiven(input.sku) ? toText('sku', input.sku, 64) : undefined,
    barcodes: codes(input.barcodes ?? []),
    name: toText('name', input.name, 200),
    category: category(input.category),
    price: toPrice(input.price),
    taxRate: isGiven(input.taxRate) ? percent(input.taxRate) : undefined,
    trackStock: input.trackStock ?? true,
    openingStock: input.openingStock ?? undefined,
  };
}

/** Only what the input gives: leaving a field out, or null for one that can't be empty, leaves it as it is. */
export function toChanges(input: UpdateProductInput): Partial<ProductFields> {
  return {
    ...(isGiven(input.sku) && { sku: toText('sku', input.sku, 64) }),
    ...(isGiven(input.barcodes) && { barcodes: codes(input.barcodes) }),
    ...(isGiven(input.name) && { name: toText('name', input.name, 200) }),
    ...(input.category !== undefined && { category: category(input.category) }),
    ...(isGiven(input.price) && { price: toPrice(input.price) }),
    ...(isGiven(input.taxRate) && { taxRate: percent(input.taxRate) }),
    ...(isGiven(input.trackStock) && { trackStock: input.trackStock }),
    ...(isGiven(input.active) && { active: input.active }),
  };
}

export function toImportedProduct(input: ImportProductInput): ImportedProduct {
  return {
    sku: toText('sku', input.sku, 64),
    name: toText('name', input.name, 200),
    price: toPrice(input.price),
    barcodes: isGiven(input.barcodes) ? codes(input.barcodes) : undefined,
    category: category(input.category) ?? undefined,
    taxRate: isGiven(input.taxRate) ? percent(input.taxRate) : undefined,
    stock: input.stock ?? undefined,
  };
}

export function toReason(reason: string): string {
  return toText('reason', reason, 200);
}

export function toPrice(value: Money): Money {
  if (value < 0) throw badInput('price', 'A price can’t be negative.');
  return value;
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function codes(values: readonly string[]): string[] {
  if (values.length > 50) throw badInput('barcodes', 'A product has at most 50 barcodes.');
  return values.map((value) => toText('barcodes', value, 64));
}

function category(value: string | null | undefined): string | null {
  return isGiven(value) && value.trim() !== '' ? toText('category', value, 100) : null;
}

function percent(value: number) {
  return inField('taxRate', () => (value === 0 ? taxRate(0) : taxRateFromPercent(value)));
}
