import {
  countSales,
  findSale,
  findSalesToReturn,
  listOutlets,
  listSales,
  recordSale,
  saleAsSent,
  type Claim,
  type KeptApproval,
  type Outlet,
  type Product,
  type RecordedReturn,
  type Register,
  type Sale,
  type SaleLine,
} from '@tillkeep/data';
import { taxRateToPercent, type ReturnOf } from '@tillkeep/domain';
import { Arg, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ProductType } from '../catalogue/product.type';
import type { Context } from '../context';
import { DeviceClaimType } from '../outlets/device-claim.type';
import { OutletType, RegisterType } from '../outlets/outlet.type';
import { toConnection, type CountedConnection } from '../page.type';
import { ApprovalType } from '../people/pin.type';
import { CreateSaleInput, SaleFilter, toSaleOrder } from './sale.input';
import { LineReturnType, ReturnOfType, SaleConnection, SaleLineType, SaleType } from './sale.type';

@Resolver(() => SaleType)
export class SaleResolver {
  @Query(() => SaleConnection, { description: 'Newest first.' })
  async sales(
    @Ctx() { db }: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => SaleFilter, { nullable: true }) filter?: SaleFilter | null,
  ): Promise<CountedConnection<Sale>> {
    const { outletId, ...rest } = filter ?? {};
    const theirs = (await listOutlets(db)).map((outlet) => outlet.id);
    const outletIds = theirs.filter((id) => !outletId || id === outletId);
    const page = await listSales(db, outletIds, rest, { first: first ?? 50, after });
    return { ...toConnection(page), count: () => countSales(db, outletIds, rest) };
  }

  @Query(() => SaleType, { nullable: true })
  sale(@Ctx() { db }: Context, @Arg('id', () => ID) id: string): Promise<Sale | undefined> {
    return findSale(db, { id });
  }

  @Query(() => SaleType, { nullable: true })
  saleByReference(
    @Ctx() { db }: Context,
    @Arg('reference', () => String) reference: string,
  ): Promise<Sale | undefined> {
    return findSale(db, { reference });
  }

  @Query(() => [SaleType], {
    description:
      'The outlet’s sales that are called so, by number or reference, with what of them has come back: several registers may have the same number.',
  })
  salesToReturn(
    @Ctx() { db, outlet }: Context,
    @Arg('number', () => String) number: string,
  ): Promise<Sale[]> {
    return findSalesToReturn(db, outlet.id, number.trim());
  }

  @Mutation(() => SaleType, {
    description:
      'Sells online, or takes goods back: refuses with INSUFFICIENT_STOCK or OVER_RETURN, and then nothing has changed.',
  })
  createSale(
    @Ctx() { db, outlet, role }: Context,
    @Arg('input', () => CreateSaleInput) input: CreateSaleInput,
  ): Promise<Sale> {
    return recordSale(db, outlet.id, toSaleOrder(input), role);
  }

  @FieldResolver(() => OutletType)
  outlet(@Root() sale: Sale, @Ctx() { findOutlet }: Context): Promise<Outlet | undefined> {
    return findOutlet(sale.outletId);
  }

  @FieldResolver(() => RegisterType)
  register(@Root() sale: Sale, @Ctx() { findRegister }: Context): Promise<Register | undefined> {
    return findRegister(sale.registerId);
  }

  @FieldResolver(() => DeviceClaimType)
  claim(@Root() sale: Sale, @Ctx() { findClaim }: Context): Promise<Claim | undefined> {
    return findClaim(sale.claimId);
  }

  @FieldResolver(() => [ApprovalType])
  async approvals(@Root() sale: Sale, @Ctx() { findApprovals }: Context): Promise<KeptApproval[]> {
    return (await findApprovals(sale.id)) ?? [];
  }

  @FieldResolver(() => String)
  asSent(@Root() sale: Sale): string {
    return saleAsSent(sale);
  }
}

@Resolver(() => SaleLineType)
export class SaleLineResolver {
  @FieldResolver(() => ID)
  id(@Root() line: SaleLine): string {
    return `${line.saleId}:${line.position}`;
  }

  @FieldResolver(() => Float)
  taxRate(@Root() line: SaleLine): number {
    return taxRateToPercent(line.taxRate);
  }

  @FieldResolver(() => ProductType, { nullable: true })
  async product(@Root() line: SaleLine, @Ctx() { findProduct }: Context): Promise<Product | undefined> {
    return line.productId === null ? undefined : findProduct(line.productId);
  }

  @FieldResolver(() => [LineReturnType])
  async returns(@Root() line: SaleLine, @Ctx() { findReturns }: Context): Promise<RecordedReturn[]> {
    const returns = (await findReturns(line.saleId)) ?? [];
    return returns.filter(({ ofPosition }) => ofPosition === line.position);
  }
}

@Resolver(() => ReturnOfType)
export class ReturnOfResolver {
  @FieldResolver(() => SaleType, { nullable: true })
  sale(@Root() { saleId }: ReturnOf, @Ctx() { findSale: find }: Context): Promise<Sale | undefined> {
    return find(saleId);
  }
}

@Resolver(() => LineReturnType)
export class LineReturnResolver {
  @FieldResolver(() => SaleType, { nullable: true })
  sale(@Root() { saleId }: RecordedReturn, @Ctx() { findSale: find }: Context): Promise<Sale | undefined> {
    return find(saleId);
  }
}

@Resolver(() => SaleConnection)
export class SaleConnectionResolver {
  @FieldResolver(() => Int)
  totalCount(@Root() connection: CountedConnection<Sale>): Promise<number> {
    return connection.count();
  }
}
