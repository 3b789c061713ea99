import {
  isExpired,
  type Claim,
  type RegisterPeople,
  type RegisterPerson,
  type Store,
} from '@tillkeep/offline';
import { Button, Notice } from '@tillkeep/ui';
import { ArrowLeft } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { roleNames } from '../people/access';
import { Mark } from '../shell/brand';
import { cashierOf } from './cashier';
import { PinPad } from './pin-pad';
import { NOBODY, type Cashier } from './use-cashier';
import { useNow } from './use-now';

/** Who is at the till? It lies over everything, dialogs included, and everything stays as it is below. */
export default function LockScreen(props: {
  store: Store;
  claim: Claim;
  people: RegisterPeople;
  onSignIn: (cashier: Cashier | typeof NOBODY) => void;
}) {
  const { store, claim, people, onSignIn } = props;
  const [chosenId, setChosenId] = useState(people.people.length === 1 ? people.people[0]?.id : undefined);
  const person = people.people.find(({ id }) => id === chosenId);
  const expired = isExpired(people, useNow(30_000));
  const [focused] = useState(() => document.activeElement);
  const stay = (event: Event) => event.preventDefault();
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Content
          aria-describedby={undefined}
          onEscapeKeyDown={(event) => {
            event.preventDefault();
            setChosenId(undefined);
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (focused instanceof HTMLElement) focused.focus();
          }}
          onPointerDownOutside={stay}
          onInteractOutside={stay}
          className="fixed inset-0 z-60 flex flex-col overflow-y-auto bg-canvas p-4 focus:outline-none"
        >
          <header className="flex items-center gap-2.5 text-sm text-ink-muted">
            <Mark className="size-7" />
            <span className="min-w-0 truncate">
              {claim.outlet.name} · {claim.register.name}
            </span>
            <a href="/" className="ml-auto flex h-11 items-center rounded-md px-2 underline hover:text-ink">
              Back office
            </a>
          </header>
          <div className="m-auto grid w-full max-w-md gap-5 py-4">
            <Dialog.Title className="text-center text-xl font-semibold">Who is at the till?</Dialog.Title>
            {expired ? (
              <Expired onGoOn={() => onSignIn(NOBODY)} />
            ) : person ? (
              <>
                <PinPad
                  key={person.id}
                  store={store}
                  people={people}
                  person={person}
                  action="Sign in"
                  onKnown={(known) => onSignIn(cashierOf(known, people, claim))}
                />
                {people.people.length > 1 && (
                  <Button
                    variant="quiet"
                    size="touch"
                    icon={<ArrowLeft aria-hidden />}
                    onClick={() => setChosenId(undefined)}
                  >
                    Somebody else
                  </Button>
                )}
              </>
            ) : (
              <Names people={people.people} onChoose={setChosenId} />
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Names(props: { people: readonly RegisterPerson[]; onChoose: (id: string) => void }) {
  return (
    <ul aria-label="People" className="grid grid-cols-2 gap-3">
      {props.people.map(({ id, name, role }, index) => (
        <li key={id} className="grid">
          <button
            type="button"
            autoFocus={index === 0}
            onClick={() => props.onChoose(id)}
            className="min-h-20 min-w-0 rounded-lg border border-line-strong bg-surface px-4 py-3 text-left hover:bg-sunken active:bg-accent-soft"
          >
            <span className="block truncate text-lg font-semibold">{name}</span>
            <span className="block text-sm text-ink-muted">{roleNames[role]}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A shop never stops selling because its gateway can't be reached. */
function Expired({ onGoOn }: { onGoOn: () => void }) {
  return (
    <>
      <Notice tone="warning" title="PINs can’t be checked any more">
        This till has not heard from the gateway for two weeks. Sales go on without a name, and are sent as
        soon as there is a network; then PINs work again.
      </Notice>
      <Button autoFocus variant="primary" size="huge" onClick={onGoOn}>
        Sell without a name
      </Button>
    </>
  );
}
