'use client';

import type { Claim, Store } from '@tillkeep/offline';
import { Button, classNames, Skeleton } from '@tillkeep/ui';
import { CircleHelp, UserRound } from 'lucide-react';
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { Mark } from '../shell/brand';
import { later } from './later';
import { StatusChip } from './status-chip';
import { Till, twoPanes, type TillDialog } from './till';
import { NOBODY, useCashier } from './use-cashier';
import { useTill, type OpenTill } from './use-till';

const DrawerChip = later(() => import('./drawer-chip'));
const ClosedTill = later(() => import('./closed-till'));
// Once in the life of a device.
const ClaimScreen = later(() => import('./claim-screen'));
// Only where PINs are used.
const LockScreen = later(
  () => import('./lock-screen'),
  ({ onSignIn }) => onSignIn(NOBODY),
);
const AutoLock = later(() => import('./auto-lock'));

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
        <OpenRegister
          till={till}
          choosing={choosing && claimScreen(till.store, till.claim)}
          onChoose={() => setChoosing(true)}
        />
      );
  }
}

function OpenRegister(props: { till: OpenTill; choosing: ReactNode; onChoose: () => void }) {
  const { till, choosing, onChoose } = props;
  const { store, claim, sync } = till;
  const [dialog, setDialog] = useState<TillDialog>();
  const { people, cashier, locked, signIn } = useCashier(till);
  const somebody = cashier === NOBODY ? undefined : cashier;
  // A till that opens locked begins once somebody is there, with the focus where it belongs; later it stays as it is.
  const [begun, setBegun] = useState(!locked);
  if (!begun && !locked) setBegun(true);
  return (
    <>
      {locked && people && <LockScreen store={store} claim={claim} people={people} onSignIn={signIn} />}
      <Frame
        claim={claim}
        locked={locked}
        cashier={
          cashier && (
            <Button
              variant="quiet"
              size="touch"
              onClick={() => signIn(undefined)}
              icon={<UserRound aria-hidden />}
              className="max-tablet:px-2"
              aria-label={`${somebody?.name ?? 'No name'}: somebody else`}
            >
              <span className="max-w-24 truncate">{somebody?.name ?? 'No name'}</span>
            </Button>
          )
        }
        status={
          !choosing && (
            <>
              <StatusChip sync={sync} onOpen={() => setDialog('status')} />
              <DrawerChip {...till} onOpen={() => setDialog('drawer')} />
            </>
          )
        }
        onHelp={choosing ? undefined : () => setDialog('help')}
      >
        {choosing ||
          (begun && (
            <Till
              till={till}
              dialog={dialog}
              onDialog={setDialog}
              onChooseRegister={() => {
                setDialog(undefined);
                onChoose();
              }}
              people={people}
              cashier={somebody}
              locked={locked}
            />
          ))}
      </Frame>
      {somebody && <AutoLock onLock={() => signIn(undefined)} />}
    </>
  );
}

function Frame(props: {
  claim?: Claim;
  /** Out of sight and reach, and everything as it is. */
  locked?: boolean;
  cashier?: ReactNode;
  status?: ReactNode;
  onHelp?: () => void;
  children?: ReactNode;
}) {
  const { claim, locked, cashier, status, onHelp, children } = props;
  return (
    <div
      inert={locked}
      className={classNames(
        'grid h-dvh min-h-120 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]',
        locked && 'invisible',
      )}
    >
      <header className="flex h-14 items-center gap-3 border-b border-line bg-surface px-3 max-tablet:gap-1 max-tablet:px-2 desktop:px-4">
        {/* A page of its own: the register does not load what the back office needs to move about. */}
        <a
          href="/"
          aria-label="Tillkeep, start page"
          className="flex h-11 items-center gap-2.5 rounded-md px-1"
        >
          <Mark className="size-7" />
          <span className="font-semibold max-tablet:hidden">Tillkeep</span>
        </a>
        <h1 className="min-w-0 shrink-[1000] truncate text-sm text-ink-muted">
          <span className="sr-only">Register </span>
          {claim && (
            <>
              <span className="max-tablet:hidden">{claim.outlet.name} · </span>
              {claim.register.name}
            </>
          )}
        </h1>
        <div className="ml-auto flex min-w-0 items-center gap-1 max-tablet:gap-0">
          {cashier}
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
