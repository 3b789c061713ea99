'use client';

import { useApolloClient } from '@apollo/client/react';
import { classNames, useToast } from '@tillkeep/ui';
import { Check, Grid3x3, KeyRound, LogOut, UserRound, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { roleNames } from './access';
import { ChangePasswordDialog } from './change-password-dialog';
import { ChangePinDialog } from './change-pin-dialog';
import { chooseOutlet } from './chosen-outlet';
import { session, useOutletId, useUser } from './this-session';

/** Who is signed in, at which outlet, and the ways out. */
export function PersonMenu() {
  const user = useUser();
  const outletId = useOutletId();
  const client = useApolloClient();
  const toast = useToast();
  const [changing, setChanging] = useState<'password' | 'pin'>();
  if (!user) return null;

  const signOut = async (everywhere: boolean) => {
    const reply = await session.signOut({ everywhere });
    if (reply.kind !== 'answered')
      toast({
        tone: 'failed',
        text: 'You are still signed in: the shop’s server does not answer. Try again.',
      });
  };
  const goTo = (id: string) => {
    chooseOutlet(id);
    // Everything on the screen was the other outlet’s. What can’t be had anew says so in its place.
    client.resetStore().catch(() => undefined);
  };

  return (
    <>
      {/* Not modal: the rest of the page would be hidden from screen readers, the link to skip it included. */}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="flex min-h-11 min-w-0 items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-sunken tablet:justify-center desktop:justify-start">
          <UserRound aria-hidden className="size-5 shrink-0 text-ink-muted" />
          <span className="min-w-0 leading-tight tablet:sr-only desktop:not-sr-only">
            <span className="block max-w-28 truncate font-medium">{user.name}</span>
            <span className="block text-xs text-ink-muted">{roleNames[user.role]}</span>
          </span>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={6}
            className="z-50 max-w-[calc(100vw-1rem)] min-w-56 rounded-md border border-line bg-surface p-1 text-sm shadow-overlay"
          >
            <p className="px-2 pt-1.5 pb-2">
              <span className="block font-medium">{user.name}</span>
              <span className="block truncate text-xs text-ink-muted">{user.email}</span>
            </p>
            {user.outlets.length > 1 && (
              <>
                <Line />
                <DropdownMenu.RadioGroup value={outletId} onValueChange={goTo} aria-label="Outlet">
                  <DropdownMenu.Label className="px-2 py-1 text-xs text-ink-muted">Outlet</DropdownMenu.Label>
                  {user.outlets.map(({ id, name }) => (
                    <DropdownMenu.RadioItem key={id} value={id} className={itemLook}>
                      <span className="min-w-0 flex-1 truncate">{name}</span>
                      <DropdownMenu.ItemIndicator>
                        <Check aria-hidden className="size-4" />
                      </DropdownMenu.ItemIndicator>
                    </DropdownMenu.RadioItem>
                  ))}
                </DropdownMenu.RadioGroup>
              </>
            )}
            <Line />
            <Item Icon={KeyRound} onSelect={() => setChanging('password')}>
              Change password …
            </Item>
            <Item Icon={Grid3x3} onSelect={() => setChanging('pin')}>
              Set my PIN …
            </Item>
            <Item Icon={LogOut} onSelect={() => void signOut(false)}>
              Sign out
            </Item>
            <Item onSelect={() => void signOut(true)}>Sign out everywhere</Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {changing === 'password' && <ChangePasswordDialog onClose={() => setChanging(undefined)} />}
      {changing === 'pin' && <ChangePinDialog onClose={() => setChanging(undefined)} />}
    </>
  );
}

function Item({ Icon, onSelect, children }: { Icon?: LucideIcon; onSelect: () => void; children: string }) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={classNames(itemLook, !Icon && 'pl-8')}>
      {Icon && <Icon aria-hidden className="size-4 text-ink-muted" />}
      {children}
    </DropdownMenu.Item>
  );
}

function Line() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}

const itemLook =
  'flex h-9 cursor-pointer items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-sunken pointer-coarse:h-11';
