import { Field, ID, Int, ObjectType } from 'type-graphql';
import { RegisterType } from '../outlets/outlet.type';
import { ProductType } from './product.type';

@ObjectType('CatalogueChanges', {
  description:
    'What has changed since the cursor: products still sold, in full, and the ids of those that are no longer sold.',
})
export class CatalogueChangesType {
  @Field(() => [ProductType]) products!: ProductType[];
  @Field(() => [ID]) removedIds!: string[];
  @Field(() => String) cursor!: string;
  @Field(() => Boolean) hasMore!: boolean;
  @Field(() => Boolean, {
    description: 'The cursor is of no use any more: start again without one, and drop what is not in there.',
  })
  resetRequired!: boolean;
  @Field(() => Int, {
    description: 'How many products are still to come behind this page. Counted only when asked for.',
  })
  remaining?: number;
  @Field(() => [ID], {
    nullable: true,
    description: 'The outlet’s favourites, all of them in their order, with the last page; null before it.',
  })
  favourites?: string[] | null;
  @Field(() => RegisterType, {
    nullable: true,
    description:
      'The device’s register and outlet as they are now, with the last page; null before it, and for whoever is no device.',
  })
  register?: RegisterType | null;
}
