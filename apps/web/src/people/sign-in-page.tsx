'use client';

import { Skeleton } from '@tillkeep/ui';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { FrontDoor } from './front-door';
import { ownPage } from './own-page';
import { SignInForm } from './sign-in-form';
import { session, useSession } from './this-session';
import { ServerNotice } from './server-notice';

/** Leads to where one wanted to go (`?next=`) as soon as somebody is signed in, be it in another window. */
export function SignInPage() {
  const state = useSession();
  const router = useRouter();
  useEffect(() => void session.token(), []);
  useEffect(() => {
    if (state.kind === 'nobody' && state.setup.needed) router.replace('/setup');
    if (state.kind === 'signedIn')
      router.replace(ownPage(new URLSearchParams(window.location.search).get('next')));
  }, [state, router]);

  return (
    <FrontDoor title="Sign in">
      {state.kind === 'unreachable' && <ServerNotice />}
      {state.kind === 'nobody' && !state.setup.needed ? (
        <SignInForm signIn={(email, password) => session.signIn(email, password)} isDemo={state.setup.demo} />
      ) : (
        state.kind !== 'unreachable' && <Skeleton className="h-52 w-full" />
      )}
    </FrontDoor>
  );
}
