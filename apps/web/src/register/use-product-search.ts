import { searchProducts, StoreError, type CatalogueProduct, type Store } from '@tillkeep/offline';
import { useEffect, useState } from 'react';

export interface SearchAnswer {
  /** What the products answer; older than what stands in the field while the next answer is on its way. */
  text: string;
  products: CatalogueProduct[];
  /** Why nothing could be looked up. */
  problem?: string;
}

/** As many as a cashier would look through. */
export const MOST_FOUND = 24;

/** Looks up what is typed. An answer that was overtaken by the next letter is dropped. */
export function useProductSearch(store: Store, typed: string): SearchAnswer | undefined {
  const [answer, setAnswer] = useState<SearchAnswer>();
  const text = typed.trim();
  // What was found before the field was emptied answers nothing that is typed afterwards.
  if (!text && answer) setAnswer(undefined);

  useEffect(() => {
    if (!text) return;
    let overtaken = false;
    const tell = (answer: SearchAnswer) => {
      if (!overtaken) setAnswer(answer);
    };
    searchProducts(store, text, MOST_FOUND).then(
      (products) => tell({ text, products }),
      (error: unknown) => {
        const problem =
          error instanceof StoreError ? error.problem.message : 'This device could not look it up.';
        tell({ text, products: [], problem });
      },
    );
    return () => {
      overtaken = true;
    };
  }, [store, text]);

  return text ? answer : undefined;
}
