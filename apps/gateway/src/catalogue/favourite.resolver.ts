import { findProducts, listFavourites, setFavourites, type Product } from '@tillkeep/data';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { ProductType } from './product.type';

@Resolver()
export class FavouriteResolver {
  @Query(() => [ProductType], {
    description: 'What lies first on the tills of the caller’s outlet, in this order.',
  })
  async favourites(@Ctx() { db, outlet }: Context): Promise<Product[]> {
    const ids = await listFavourites(db, outlet.id);
    const products = await findProducts(db, outlet.id, ids);
    return ids.flatMap((id) => products.get(id) ?? []);
  }

  @Mutation(() => [ProductType], {
    description: 'All of them, in their order: those that are not named are favourites no more. At most 60.',
  })
  async setFavourites(
    @Ctx() context: Context,
    @Arg('productIds', () => [ID]) productIds: string[],
  ): Promise<Product[]> {
    await setFavourites(context.db, context.outlet.id, productIds);
    return this.favourites(context);
  }
}
