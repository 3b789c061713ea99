import type { ReactNode } from 'react';
import { Mark } from '../shell/brand';

/** The frame of the pages that are there before anybody has signed in. */
export function FrontDoor(props: { title: string; wide?: boolean; children: ReactNode }) {
  const { title, wide, children } = props;
  return (
    <main
      id="main"
      tabIndex={-1}
      className={`mx-auto flex min-h-dvh w-full flex-col gap-6 px-4 py-10 outline-none tablet:py-20 ${wide ? 'max-w-2xl' : 'max-w-sm'}`}
    >
      <header className="flex items-center gap-3">
        <Mark className="size-9" />
        <div>
          <p className="text-sm text-ink-muted">Tillkeep</p>
          <h1 className="text-xl leading-tight font-semibold tracking-tight">{title}</h1>
        </div>
      </header>
      {children}
    </main>
  );
}
