'use client';

import { isAtLeast } from '@tillkeep/domain';
import { ButtonLink, EmptyState, Skeleton } from '@tillkeep/ui';
import { Lock } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, type ReactNode } from 'react';
import { ApolloProvider } from '../apollo-provider';
import { PageHeader, Shell } from '../shell/shell';
import { roleNames, roleNeeded } from './access';
import { ServerNotice } from './server-notice';
import { session, useSession } from './this-session';

/** Lets into the office whoever is signed in, and shows all others the way. */
export function OfficeDoor({ children }: { children: ReactNode }) {
  const state = useSession();
  const router = useRouter();
  useEffect(() => void session.token(), []);
  useEffect(() => {
    if (state.kind !== 'nobody') return;
    const { pathname, search } = window.location;
    const wanted = pathname + search;
    if (state.setup.needed) router.replace('/setup');
    else if (state.left || wanted === '/') router.replace('/sign-in');
    else router.replace(`/sign-in?next=${encodeURIComponent(wanted)}`);
  }, [state, router]);

  switch (state.kind) {
    case 'signedIn':
      return (
        // What one person has seen is not for the next.
        <ApolloProvider key={state.user.id}>
          <Shell isDemo={state.setup.demo}>
            <Room>{children}</Room>
          </Shell>
        </ApolloProvider>
      );
    case 'unreachable':
      return (
        <main id="main" tabIndex={-1} className="mx-auto max-w-2xl p-6 pt-24 outline-none">
          <ServerNotice />
        </main>
      );
    default:
      return (
        <main id="main" tabIndex={-1} className="mx-auto max-w-7xl p-6 outline-none">
          <Skeleton className="mb-5 h-8 w-40" />
          <Skeleton className="h-80 w-full" />
        </main>
      );
  }
}

function Room({ children }: { children: ReactNode }) {
  const state = useSession();
  const needed = roleNeeded(usePathname());
  if (state.kind === 'signedIn' && isAtLeast(state.user.role, needed)) return children;
  return (
    <>
      <PageHeader title="Not for your role" />
      <EmptyState
        icon={<Lock aria-hidden />}
        title={`This page needs ${needed === 'ADMIN' ? 'an administrator' : `a ${roleNames[needed].toLowerCase()}`}`}
        actions={
          <ButtonLink variant="primary">
            <Link href="/">Start page</Link>
          </ButtonLink>
        }
      >
        Nothing was changed. Ask somebody who may, or sign in as somebody else.
      </EmptyState>
    </>
  );
}
