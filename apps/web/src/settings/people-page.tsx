'use client';

import { useQuery } from '@apollo/client/react';
import { PeopleDocument, type PersonFragment } from '@tillkeep/client';
import { Button, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { Grid3x3, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { formatAgo } from '../format';
import { roleNames } from '../people/access';
import { useUser } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { PasswordDialog } from './password-dialog';
import { PersonDialog } from './person-dialog';
import { PinDialog } from './pin-dialog';
import { SettingsPage } from './settings-page';

type Open = { dialog: 'add' } | { dialog: 'edit' | 'password' | 'pin'; person: PersonFragment };

/** Who may come in, where, and as what. */
export function PeoplePage() {
  const { data, error, refetch } = useQuery(PeopleDocument);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const isAdmin = useUser()?.role === 'ADMIN';
  return (
    <SettingsPage
      title="People"
      about={
        isAdmin
          ? 'Who may sign in, at which outlets, and what they may do there.'
          : 'Who works at your outlets. You set the PINs of its cashiers; an administrator sets the rest.'
      }
      actions={
        isAdmin && (
          <Button
            variant="primary"
            icon={<Plus aria-hidden />}
            disabled={!data}
            onClick={() => setOpen({ dialog: 'add' })}
          >
            Add somebody
          </Button>
        )
      }
    >
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton className="h-40 w-full" />}
      {data && (
        <Table label="People">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Role</Th>
              <Th className="max-tablet:hidden">Outlets</Th>
              <Th className="max-tablet:hidden">Last sign-in</Th>
              <Th>
                <span className="sr-only">Password and PIN</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {data.users.map((person) => (
              <Row key={person.id} person={person} onOpen={(dialog) => setOpen({ dialog, person })} />
            ))}
          </tbody>
        </Table>
      )}
      {data && open?.dialog === 'add' && <PersonDialog outlets={data.outlets} onClose={close} />}
      {data && open?.dialog === 'edit' && (
        <PersonDialog outlets={data.outlets} person={open.person} onClose={close} />
      )}
      {open?.dialog === 'password' && <PasswordDialog person={open.person} onClose={close} />}
      {open?.dialog === 'pin' && <PinDialog person={open.person} onClose={close} />}
    </SettingsPage>
  );
}

function Row({
  person,
  onOpen,
}: {
  person: PersonFragment;
  onOpen: (dialog: 'edit' | 'password' | 'pin') => void;
}) {
  const { id, name, email, role, outlets, active, lastSignInAt, hasPin } = person;
  const me = useUser();
  const isAdmin = me?.role === 'ADMIN';
  return (
    <Tr>
      <Td className="w-full max-w-0">
        {isAdmin ? (
          <button
            type="button"
            onClick={() => onOpen('edit')}
            className="max-w-full truncate text-left font-medium after:absolute after:inset-0 after:content-[''] hover:underline"
          >
            {name}
          </button>
        ) : (
          <span className="font-medium">{name}</span>
        )}
        {me?.id === id && <span className="text-ink-muted"> (you)</span>}
        {!active && <span className="ml-2 rounded-full bg-sunken px-2 text-xs">switched off</span>}
        <span className="block truncate text-xs text-ink-muted">
          {email} · {hasPin ? 'PIN set' : 'no PIN'}
        </span>
      </Td>
      <Td className="whitespace-nowrap">{roleNames[role]}</Td>
      <Td className="max-w-60 truncate text-ink-muted max-tablet:hidden">
        {role === 'ADMIN' ? 'All' : outlets.map((outlet) => outlet.name).join(', ')}
      </Td>
      <Td className="whitespace-nowrap text-ink-muted max-tablet:hidden">
        {lastSignInAt ? formatAgo(lastSignInAt) : 'never'}
      </Td>
      <Td className="text-right whitespace-nowrap">
        {/* Above the row, which opens the person. */}
        {isAdmin && (
          <Button
            className="relative z-1 mr-1"
            icon={<KeyRound aria-hidden />}
            aria-label={`Set the password of ${name}`}
            onClick={() => onOpen('password')}
          >
            <span className="max-tablet:sr-only">Password</span>
          </Button>
        )}
        {(isAdmin || role === 'CASHIER') && (
          <Button
            className="relative z-1"
            icon={<Grid3x3 aria-hidden />}
            aria-label={`${hasPin ? 'Change' : 'Set'} the PIN of ${name}`}
            onClick={() => onOpen('pin')}
          >
            <span className="max-tablet:sr-only">PIN</span>
          </Button>
        )}
      </Td>
    </Tr>
  );
}
