import type { Route } from 'next';

/** A page of ours by the path in an address, whatever somebody has put there; the start page otherwise. */
export function ownPage(next: string | null): Route {
  return next !== null && isOwnPage(next) ? next : '/';
}

/** Resolved as a browser does: `//elsewhere` and `/\elsewhere` are other hosts. */
function isOwnPage(path: string): path is Route {
  const here = 'http://here.invalid';
  return (
    path.startsWith('/') &&
    URL.canParse(path, here) &&
    new URL(path, here).origin === here &&
    !/^\/(sign-in|setup)\b/.test(path)
  );
}
