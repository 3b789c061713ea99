import { RegisterSearchDocument, type RegisterProductFragment } from '@tillkeep/client';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Problem } from '../problem';
import type { Ask } from './gateway';
import { rankProducts } from './search-rank';

export interface SearchAnswer {
  /** What the products answer; older than what stands in the field while the next answer is on its way. */
  text: string;
  products: RegisterProductFragment[];
  problem?: Problem;
}

/** Long enough, in milliseconds, to skip the letters of a quick typist, too short to be waited for. */
const PAUSE_MS = 60;

/** Asks for what is typed. An answer that was overtaken by the next letter is dropped. */
export function useProductSearch(
  ask: Ask,
  typed: string,
  onAnswer: (answer: SearchAnswer) => void,
): SearchAnswer | undefined {
  const [answer, setAnswer] = useState<SearchAnswer>();
  const text = typed.trim();
  const arrived = useEffectEvent((answer: SearchAnswer) => {
    setAnswer(answer);
    onAnswer(answer);
  });

  useEffect(() => {
    if (!text) return;
    let overtaken = false;
    const timer = setTimeout(async () => {
      const result = await ask(RegisterSearchDocument, { text });
      if (overtaken) return;
      if (!result.ok) return arrived({ text, products: [], problem: result.error.problem });
      const { productByCode, products } = result.value;
      arrived({ text, products: rankProducts(text, productByCode, products.nodes) });
    }, PAUSE_MS);
    return () => {
      overtaken = true;
      clearTimeout(timer);
    };
  }, [ask, text]);

  return text ? answer : undefined;
}
