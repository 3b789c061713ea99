'use client';

import type { Claim, Store } from '@tillkeep/offline';
import { Button, Skeleton } from '@tillkeep/ui';
import { CircleHelp } from 'lucide-react';
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { Mark } from '../shell/brand';
import { later } from './later';
import { StatusChip } from './status-chip';
import { Till, twoPanes, type TillDialog } from './till';
import { useTill } from './use-till';

const DrawerChip = later(() => import('./drawer-chip'));
const ClosedTill = later(() => import('./closed-till'));
// Once in the life of a device.
const ClaimScreen = later(() => import('./claim-screen'));

/** The till. What it sells from is kept in the browser, so it is drawn there only; the server draws its outline. */
export function RegisterScreen() {
  const inBrowser = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  return inBrowser ? <OneRegister /> : <Frame />;
}

function OneRegister() {
  const { till, open } = useTill();
  const [dialog, setDialog] = useState<TillDialog>();
  const [choosing, setChoosing] = useState(false);
  const claimed = () => {
    setChoosing(false);
    open();
  };
  const claimScreen = (store: Store, current?: Claim) => (
    <ClaimScreen
      store={store}
      current={current}
      onClaimed={claimed}
      onCancel={current && (() => setChoosing(false))}
    />
  );

  switch (till.kind) {
    case 'starting':
      return <Frame />;
    case 'failed':
    case 'elsewhere':
      return (
        <Frame>
          <ClosedTill till={till} onOpen={open} />
        </Frame>
      );
    case 'unclaimed':
      return <Frame>{claimScreen(till.store)}</Frame>;
    case 'open':
      return (
        <Frame
          claim={till.claim}
          status={
            !choosing && (
              <>
                <StatusChip sync={till.sync} onOpen={() => setDialog('status')} />
                <DrawerChip {...till} onOpen={() => setDialog('drawer')} />
              </>
            )
          }
          onHelp={choosing ? undefined : () => setDialog('help')}
        >
          {choosing ? (
            claimScreen(till.store, till.claim)
          ) : (
            <Till
              till={till}
              dialog={dialog}
              onDialog={setDialog}
              onChooseRegister={() => {
                setDialog(undefined);
                setChoosing(true);
              }}
            />
          )}
        </Frame>
      );
  }
}

function Frame(props: { claim?: Claim; status?: ReactNode; onHelp?: () => void; children?: ReactNode }) {
  const { claim, status, onHelp, children } = props;
  return (
    <div className="grid h-dvh min-h-120 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]">
      <header className="flex h-14 items-center gap-3 border-b border-line bg-surface px-3 desktop:px-4">
        {/* A page of its own: the register does not load what the back office needs to move about. */}
        <a
          href="/"
          aria-label="Tillkeep, start page"
          className="flex h-11 items-center gap-2.5 rounded-md px-1"
        >
          <Mark className="size-7" />
          <span className="font-semibold max-tablet:hidden">Tillkeep</span>
        </a>
        <h1 className="min-w-0 truncate text-sm text-ink-muted">
          <span className="sr-only">Register </span>
          {claim && (
            <>
              <span className="max-tablet:hidden">{claim.outlet.name} · </span>
              {claim.register.name}
            </>
          )}
        </h1>
        <div className="ml-auto flex min-w-0 shrink-0 items-center gap-1">
          {status}
          {onHelp && (
            <Button
              variant="quiet"
              size="touch"
              onClick={onHelp}
              icon={<CircleHelp aria-hidden />}
              aria-keyshortcuts="F1"
            >
              <span className="max-tablet:sr-only">Help</span>
              <kbd className="text-sm font-normal text-ink-muted pointer-coarse:hidden max-tablet:hidden">
                F1
              </kbd>
            </Button>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="grid min-h-0 grid-cols-[minmax(0,1fr)] outline-none">
        {children || <Outline />}
      </main>
    </div>
  );
}

function Outline() {
  return (
    <div className={twoPanes}>
      <div className="flex flex-col gap-3 p-4">
        <Skeleton className="h-12 rounded-md" />
        <Skeleton className="h-11 w-2/3 rounded-md" />
      </div>
      <div className="border-line bg-surface max-tablet:h-24 tablet:border-l" />
    </div>
  );
}
