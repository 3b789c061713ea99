'use client';

import { Dashboard } from '../dashboard/dashboard';
import { useMay } from '../people/this-session';
import { Start } from './start';

/** What the day comes to, for who may see it; and otherwise what to do next. */
export function Home() {
  return useMay('MANAGER') ? <Dashboard /> : <Start />;
}
