import { mayApprove } from '@tillkeep/domain';
import { isExpired, type KnownPerson, type RegisterPeople, type Store } from '@tillkeep/offline';
import { Button } from '@tillkeep/ui';
import { useState } from 'react';
import { PinPad } from './pin-pad';

/** Somebody who may gives their leave, for this once, with their PIN. */
export function Leave(props: {
  store: Store;
  people: RegisterPeople;
  onKnown: (approver: KnownPerson) => void;
}) {
  const { store, people, onKnown } = props;
  const approvers = isExpired(people, new Date()) ? [] : people.people.filter(({ role }) => mayApprove(role));
  const [chosenId, setChosenId] = useState(approvers.length === 1 ? approvers[0]?.id : undefined);
  const person = approvers.find(({ id }) => id === chosenId);
  return (
    <>
      {approvers.length === 0 && (
        <p className="text-ink-muted">
          Nobody who may is known here: a manager of this outlet needs a PIN, which is set in the back office.
        </p>
      )}
      {approvers.length > 1 && (
        <div role="group" aria-label="Who approves it" className="flex flex-wrap gap-2">
          {approvers.map(({ id, name }) => (
            <Button
              key={id}
              size="touch"
              aria-pressed={id === chosenId}
              variant={id === chosenId ? 'primary' : 'secondary'}
              onClick={() => setChosenId(id)}
            >
              {name}
            </Button>
          ))}
        </div>
      )}
      {person && (
        <PinPad
          key={person.id}
          store={store}
          people={people}
          person={person}
          action="Approve"
          onKnown={onKnown}
        />
      )}
    </>
  );
}
