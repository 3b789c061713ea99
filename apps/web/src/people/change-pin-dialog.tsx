import { useMutation } from '@apollo/client/react';
import { SetPinDocument } from '@tillkeep/client';
import { useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { describeProblem } from '../problem';
import { PasswordField } from './password-field';
import { PIN_HINT, PinField } from './pin-field';

/** One's own PIN for the registers. */
export function ChangePinDialog({ onClose }: { onClose: () => void }) {
  const [currentPassword, setCurrent] = useState('');
  const [pin, setPin] = useState('');
  const toast = useToast();
  const [change, { loading, error }] = useMutation(SetPinDocument);
  const problem = error ? describeProblem(error) : undefined;
  const wrong = (field: string) => (problem?.field === field ? problem.title : undefined);

  const submit = async () => {
    await change({ variables: { currentPassword, pin } });
    toast({ text: 'Your PIN is set. Registers take it once they have heard of it.' });
    onClose();
  };

  return (
    <FormDialog
      title="Set your PIN"
      description="By which you say at a register who you are. It opens nothing else."
      action="Set it"
      busy={loading}
      error={error}
      fields={['currentPassword', 'pin']}
      onSubmit={submit}
      onClose={onClose}
    >
      <PasswordField
        label="Current password"
        autoComplete="current-password"
        error={wrong('currentPassword')}
        value={currentPassword}
        onChange={setCurrent}
      />
      <PinField label="New PIN" hint={PIN_HINT} error={wrong('pin')} value={pin} onChange={setPin} />
    </FormDialog>
  );
}
