'use client';

import { useQuery } from '@apollo/client/react';
import { UnsentDocument } from '@tillkeep/client';
import { isAtLeast } from '@tillkeep/domain';
import { classNames } from '@tillkeep/ui';
import {
  BookOpenText,
  Boxes,
  ChartColumn,
  MonitorCheck,
  Package,
  ReceiptText,
  RefreshCw,
  ScanBarcode,
  Settings,
  Vault,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, type ReactNode } from 'react';
import { formatCount } from '../format';
import { useOutlet } from '../outlet';
import { roleNeeded } from '../people/access';
import { PersonMenu } from '../people/person-menu';
import { useUser } from '../people/this-session';
import { Mark } from './brand';
import { ThemeMenu } from './theme-menu';

/** The back office: navigation along the side, a rail on a tablet, along the bottom on a phone. */
export function Shell({ isDemo, children }: { isDemo: boolean; children: ReactNode }) {
  const outlet = useOutlet();
  return (
    <div className="min-h-dvh tablet:grid tablet:grid-cols-[4.75rem_minmax(0,1fr)] desktop:grid-cols-[13rem_minmax(0,1fr)]">
      <header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b border-line bg-surface px-4 tablet:h-dvh tablet:flex-col tablet:items-stretch tablet:gap-4 tablet:border-r tablet:border-b-0 tablet:px-2 tablet:py-4 desktop:px-3">
        <Link
          href="/"
          title="Start page"
          className="flex min-h-11 items-center gap-2.5 rounded-md px-1 tablet:justify-center desktop:justify-start desktop:px-2"
        >
          <Mark className="size-7" />
          <span className="min-w-0 leading-tight tablet:sr-only desktop:not-sr-only">
            <span className="block font-semibold">Tillkeep</span>
            <span className="block truncate text-xs text-ink-muted">{outlet?.name ?? '\u00a0'}</span>
          </span>
        </Link>
        <Navigation />
        <div className="ml-auto flex min-w-0 items-center gap-1 tablet:mt-auto tablet:ml-0 tablet:flex-col desktop:flex-row">
          <PersonMenu />
          <ThemeMenu />
        </div>
      </header>
      <div className="min-w-0">
        {isDemo && (
          <p className="bg-pending-soft px-4 py-1 text-center text-xs font-medium text-pending">
            Demo shop – sample data
          </p>
        )}
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-7xl px-4 pt-5 pb-24 outline-none tablet:px-6 tablet:pt-6 tablet:pb-12 desktop:px-8"
        >
          {children}
        </main>
      </div>
    </div>
  );
}

/** The heading of a page with its actions, and the page's name in the tab. */
export function PageHeader(props: { title: string; children?: ReactNode; actions?: ReactNode }) {
  const { title, children, actions } = props;
  useEffect(() => {
    document.title = `${title} · Tillkeep`;
  }, [title]);
  return (
    <div className="mb-5 flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
        {children && <div className="mt-0.5 text-sm text-ink-muted">{children}</div>}
      </div>
      {actions && (
        <div className="flex flex-wrap gap-2 max-tablet:w-full max-tablet:*:flex-1 max-tablet:*:px-2">
          {actions}
        </div>
      )}
    </div>
  );
}

function Navigation() {
  const path = usePathname();
  const user = useUser();
  const isFor = (href: string) => user !== undefined && isAtLeast(user.role, roleNeeded(href));
  const look = (current: boolean) =>
    classNames(
      'flex min-h-14 flex-col items-center justify-center gap-0.5 px-1 text-xs font-medium max-tablet:px-0 max-tablet:tracking-tighter',
      'tablet:rounded-md desktop:min-h-10 desktop:flex-row desktop:justify-start desktop:gap-2.5 desktop:px-2 desktop:text-sm',
      current ? 'text-accent tablet:bg-accent-soft' : 'text-ink-muted hover:text-ink tablet:hover:bg-sunken',
    );
  return (
    <nav
      aria-label="Back office"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] tablet:static tablet:border-0 tablet:pb-0"
    >
      <ul className="grid auto-cols-fr grid-flow-col tablet:grid-flow-row tablet:gap-1">
        {places
          .filter(({ href }) => isFor(href))
          .map(({ name, href, Icon }) => {
            const current = path === href || path.startsWith(`${href}/`);
            return (
              <li
                key={href}
                className={classNames((href === '/shifts' || href === '/reports') && 'max-tablet:hidden')}
              >
                <Link href={href} aria-current={current ? 'page' : undefined} className={look(current)}>
                  <Icon aria-hidden className="size-5 desktop:size-4.5" />
                  <span className="desktop:flex-1">{name}</span>
                  {href === '/sync' && <Unsent />}
                </Link>
              </li>
            );
          })}
        {isFor('/playground') && (
          <li className="max-tablet:hidden">
            {/* Served by the gateway, so a page of its own rather than a route of this app. */}
            <a href="/playground" className={look(false)}>
              <BookOpenText aria-hidden className="size-5 desktop:size-4.5" />
              Playground
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}

function Unsent() {
  const { data } = useQuery(UnsentDocument, { pollInterval: 15_000 });
  const { pending = 0, failed = 0 } = data?.syncSummary ?? {};
  if (pending + failed === 0) return null;
  return (
    <span
      className={classNames(
        'tabular rounded-full px-1.5 text-xs leading-5 font-medium max-desktop:hidden',
        failed > 0 ? 'bg-failed-soft text-failed' : 'bg-pending-soft text-pending',
      )}
    >
      {formatCount(pending + failed)}
      <span className="sr-only"> sales not in the ERP yet</span>
    </span>
  );
}

const places = [
  { name: 'Register', href: '/register', Icon: ScanBarcode },
  { name: 'Products', href: '/products', Icon: Package },
  { name: 'Stock', href: '/stock', Icon: Boxes },
  { name: 'Sales', href: '/sales', Icon: ReceiptText },
  { name: 'Reports', href: '/reports', Icon: ChartColumn },
  { name: 'Sync', href: '/sync', Icon: RefreshCw },
  { name: 'Registers', href: '/registers', Icon: MonitorCheck },
  { name: 'Shifts', href: '/shifts', Icon: Vault },
  { name: 'Settings', href: '/settings', Icon: Settings },
] as const;
