'use client';

import { useEffect } from 'react';
import { ProblemNotice } from '../problem-notice';
import { session } from './this-session';

/** How often, in milliseconds, the gateway is asked again while it does not answer. */
const AGAIN_MS = 4_000;

/** Nobody knows who is signed in, because the gateway does not answer. It is asked again by itself. */
export function ServerNotice() {
  useEffect(() => {
    const timer = setInterval(() => void session.token(), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return <ProblemNotice error={undefined} onRetry={() => session.token()} />;
}
