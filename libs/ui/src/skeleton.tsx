import { classNames } from './class-names';

/** Keeps the place of what is still loading, so that nothing moves when it comes. Give it the size of the real thing. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('block animate-pulse rounded-sm bg-sunken', className)} />;
}
