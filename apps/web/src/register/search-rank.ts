import type { RegisterProductFragment } from '@tillkeep/client';
import { searchText } from '@tillkeep/domain';

/**
 * The order of search results: the product with exactly the code typed, then names that begin with the text, then the
 * rest as the gateway ranked it. `exact` may be among `found`, and is listed once.
 */
export function rankProducts(
  typed: string,
  exact: RegisterProductFragment | null,
  found: readonly RegisterProductFragment[],
): RegisterProductFragment[] {
  const text = searchText(typed);
  const others = found.filter((product) => product.id !== exact?.id);
  const begins = (product: RegisterProductFragment) => searchText(product.name).startsWith(text);
  return [
    ...(exact?.active ? [exact] : []),
    ...others.filter(begins),
    ...others.filter((product) => !begins(product)),
  ];
}
