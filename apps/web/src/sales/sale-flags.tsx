import type { SaleFlag } from '@tillkeep/client';
import { Flag } from 'lucide-react';
import { plural } from '../format';
import { flagWords } from './flag-words';

/** What a manager should look at, why, and what to do about it. */
export function SaleFlags({ flags }: { flags: readonly SaleFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <section aria-labelledby="flags" className="rounded-lg bg-pending-soft px-4 py-3 text-sm">
      <h2 id="flags" className="flex items-center gap-2 font-semibold text-pending">
        <Flag aria-hidden className="size-4" />
        To look at
      </h2>
      <ul className="mt-2 grid gap-3">
        {flags.map((flag) => {
          const { title, meaning, advice } = flagWords[flag];
          return (
            <li key={flag}>
              <p className="font-medium">{title}</p>
              <p>
                {meaning} {advice}
              </p>
              <code className="font-mono text-xs">{flag}</code>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** In a list: that there is something to look at, and what. */
export function FlagMark({ flags }: { flags: readonly SaleFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <span className="inline-flex text-pending" title={flags.map((flag) => flagWords[flag].title).join(' ')}>
      <Flag aria-hidden className="size-3.5" />
      <span className="sr-only">{plural(flags.length, 'thing')} to look at</span>
    </span>
  );
}
