'use client';

import { classNames } from '@tillkeep/ui';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { isAtLeast } from '@tillkeep/domain';
import type { ReactNode } from 'react';
import { roleNeeded } from '../people/access';
import { useUser } from '../people/this-session';
import { PageHeader } from '../shell/shell';

/** A page of the settings, with the way to the others. */
export function SettingsPage(props: {
  title: string;
  about: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { title, about, actions, children } = props;
  const path = usePathname();
  const user = useUser();
  const own = parts.filter(({ href }) => user && isAtLeast(user.role, roleNeeded(href)));
  return (
    <>
      <nav aria-label="Settings" className="mb-4 border-b border-line">
        <ul className="-mb-px flex gap-1">
          {own.map(({ name, href }) => (
            <li key={href}>
              <Link
                href={href}
                aria-current={path === href ? 'page' : undefined}
                className={classNames(
                  'inline-flex h-10 items-center border-b-2 px-3 text-sm font-medium pointer-coarse:h-11',
                  path === href
                    ? 'border-accent text-accent'
                    : 'border-transparent text-ink-muted hover:text-ink',
                )}
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <PageHeader title={title} actions={actions}>
        {about}
      </PageHeader>
      {children}
    </>
  );
}

const parts = [
  { name: 'People', href: '/settings' },
  { name: 'Outlets', href: '/settings/outlets' },
  { name: 'API keys', href: '/settings/api-keys' },
  { name: 'Activity', href: '/settings/activity' },
] as const;
