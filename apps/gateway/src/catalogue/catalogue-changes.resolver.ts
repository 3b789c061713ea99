import {
  badInput,
  catalogueChanges,
  countCatalogueChanges,
  listFavourites,
  Refusal,
  type CatalogueChanges,
  type Register,
} from '@tillkeep/data';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { RegisterType } from '../outlets/outlet.type';
import { CatalogueChangesType } from './catalogue-changes.type';

const LARGEST_CHANGES = 1000;

@Resolver(() => CatalogueChangesType)
export class CatalogueChangesResolver {
  @Query(() => CatalogueChangesType, {
    description: `All products in pages of at most ${LARGEST_CHANGES}, and from then on what has changed: with a device’s token, as they are at its outlet.`,
  })
  catalogueChanges(
    @Ctx() { db, outlet, device }: Context,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Arg('first', () => Int, { nullable: true, defaultValue: LARGEST_CHANGES }) first: number | null,
  ): Promise<CatalogueChanges> {
    const most = first ?? LARGEST_CHANGES;
    if (most < 1 || most > LARGEST_CHANGES)
      throw badInput('first', `A page of changes has 1 to ${LARGEST_CHANGES} products.`);
    if (device === null)
      throw new Refusal(
        'UNAUTHENTICATED',
        'This token is not known here: the device has to claim a register.',
      );
    return catalogueChanges(db, outlet.id, after ?? undefined, most, device !== undefined);
  }

  @FieldResolver(() => Int)
  remaining(@Root() changes: CatalogueChanges, @Ctx() { db, outlet }: Context): Promise<number> {
    return countCatalogueChanges(db, outlet.id, changes.cursor);
  }

  /** They have no place in the cursor: who has read to the end knows them as they are now. */
  @FieldResolver(() => [ID], { nullable: true })
  async favourites(
    @Root() changes: CatalogueChanges,
    @Ctx() { db, outlet }: Context,
  ): Promise<string[] | null> {
    return changes.hasMore ? null : listFavourites(db, outlet.id);
  }

  @FieldResolver(() => RegisterType, { nullable: true })
  async register(
    @Root() changes: CatalogueChanges,
    @Ctx() { device, findRegister }: Context,
  ): Promise<Register | undefined> {
    return device && !changes.hasMore ? findRegister(device.registerId) : undefined;
  }
}
