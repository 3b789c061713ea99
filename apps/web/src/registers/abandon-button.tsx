import { useMutation } from '@apollo/client/react';
import { AbandonClaimDocument, RegisterProofDocument, type ProofOfClaimFragment } from '@tillkeep/client';
import { Button, Field, TextInput } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { describeProblem } from '../problem';

/** For a device that is not coming back: its sales are no longer waited for, and the proof says who knew why. */
export function AbandonButton({ claim }: { claim: ProofOfClaimFragment }) {
  const [open, setOpen] = useState(false);
  return (
    <span className="mt-2 block">
      <Button onClick={() => setOpen(true)}>Give up waiting …</Button>
      {open && <AbandonDialog claim={claim} onClose={() => setOpen(false)} />}
    </span>
  );
}

function AbandonDialog({ claim, onClose }: { claim: ProofOfClaimFragment; onClose: () => void }) {
  const { claimId, deviceName } = claim;
  const [note, setNote] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const [abandon, { loading, error }] = useMutation(AbandonClaimDocument, {
    refetchQueries: [RegisterProofDocument],
    awaitRefetchQueries: true,
  });
  const problem = error ? describeProblem(error) : undefined;
  const isAboutNote = problem?.field === 'note';

  const submit = async () => {
    setIsMissing(note.trim() === '');
    if (note.trim() === '') return;
    await abandon({ variables: { claimId, note } });
    onClose();
  };

  return (
    <FormDialog
      title={`Give up the sales on “${deviceName}”?`}
      description="For a device that was lost, broken or wiped. The proof then says that they are missing and why, and no longer waits. It can’t be taken back; should the device come back, its sales are recorded all the same."
      cancel="Go on waiting"
      action="Give up"
      danger
      busy={loading}
      error={error}
      fields={['note']}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="What happened to the device"
        error={
          isMissing ? 'Say what happened: it stays with the proof.' : isAboutNote ? problem.title : undefined
        }
      >
        <TextInput
          value={note}
          maxLength={500}
          onChange={(event) => {
            setNote(event.target.value);
            setIsMissing(false);
          }}
          autoComplete="off"
        />
      </Field>
    </FormDialog>
  );
}
