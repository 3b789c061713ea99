import { classNames } from '@tillkeep/ui';
import type { ReactNode } from 'react';

/**
 * What stays as it is, out of sight and out of reach, while something else stands in its cell of a grid: coming back, it
 * is neither built nor laid out again.
 */
export function Kept(props: { shown: boolean; className: string; children: ReactNode }) {
  const { shown, className, children } = props;
  return (
    <div
      aria-hidden={!shown || undefined}
      className={classNames('col-start-1 row-start-1 contain-content', className, !shown && 'skipped')}
    >
      {children}
    </div>
  );
}
