import { useMutation } from '@apollo/client/react';
import { CloseShiftDocument, ShiftDocument } from '@tillkeep/client';
import { parseMoney } from '@tillkeep/domain';
import { Button, Field, TextInput } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';

/** For a drawer whose device is lost: a manager counts it and says so. */
export function CloseShiftButton(props: { shiftId: string; currency: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Close the shift …</Button>
      {open && <CloseShiftDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function CloseShiftDialog(props: { shiftId: string; currency: string; onClose: () => void }) {
  const { shiftId, currency, onClose } = props;
  const [counted, setCounted] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [close, { loading, error }] = useMutation(CloseShiftDocument, {
    refetchQueries: [ShiftDocument],
    awaitRefetchQueries: true,
  });
  const amount = parseMoney(counted, currency);
  const isAmount = amount !== undefined && amount >= 0;

  const submit = async () => {
    setTried(true);
    if (!isAmount || note.trim() === '') return;
    await close({ variables: { input: { shiftId, counted: amount, note } } });
    onClose();
  };

  return (
    <FormDialog
      title="Close the shift for its device?"
      description="Count all the cash in the drawer, the float with it. It can’t be taken back; what the device says later is kept beside it."
      action="Close the shift"
      busy={loading}
      error={error}
      fields={[]}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Counted" error={tried && !isAmount ? 'Type the sum that was in the drawer.' : undefined}>
        <TextInput
          inputMode="decimal"
          autoComplete="off"
          value={counted}
          onChange={(event) => setCounted(event.target.value)}
          className="tabular text-right"
        />
      </Field>
      <Field
        label="What happened to the device"
        error={tried && note.trim() === '' ? 'Say what happened: it stays with the shift.' : undefined}
      >
        <TextInput
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
          autoComplete="off"
        />
      </Field>
    </FormDialog>
  );
}
