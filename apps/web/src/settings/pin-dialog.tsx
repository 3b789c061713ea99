import { useMutation } from '@apollo/client/react';
import { SetUserPinDocument, type PersonFragment } from '@tillkeep/client';
import { Button, useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { PIN_HINT, PinField } from '../people/pin-field';
import { describeProblem } from '../problem';

/** Somebody's PIN for the registers: a new one, or none any more. */
export function PinDialog({ person, onClose }: { person: PersonFragment; onClose: () => void }) {
  const [pin, setPin] = useState('');
  const toast = useToast();
  const [set, { loading, error }] = useMutation(SetUserPinDocument);
  const problem = error ? describeProblem(error) : undefined;

  const save = async (next: string | null) => {
    await set({ variables: { userId: person.id, pin: next } });
    toast({
      text: next
        ? `${person.name} signs in at the registers with the new PIN, once they have heard of it.`
        : `${person.name} has no PIN any more.`,
    });
    onClose();
  };

  return (
    <FormDialog
      title={`PIN of ${person.name}`}
      description="By which they say at a register who they are. It opens nothing else, and can be changed by themselves."
      action="Set it"
      busy={loading}
      error={error}
      fields={['pin']}
      onSubmit={() => save(pin)}
      onClose={onClose}
    >
      <PinField
        label="New PIN"
        hint={PIN_HINT}
        error={problem?.field === 'pin' ? problem.title : undefined}
        value={pin}
        onChange={setPin}
      />
      {person.hasPin && (
        <Button busy={loading} onClick={() => void save(null).catch(() => undefined)}>
          Take the PIN away
        </Button>
      )}
    </FormDialog>
  );
}
