import { useMutation } from '@apollo/client/react';
import { ChangePasswordDocument } from '@tillkeep/client';
import { useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { describeProblem } from '../problem';
import { PASSWORD_HINT, PasswordField } from './password-field';

/** One's own password. Whoever else is signed in under one's name no longer is. */
export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const toast = useToast();
  const [change, { loading, error }] = useMutation(ChangePasswordDocument);
  const problem = error ? describeProblem(error) : undefined;
  const wrong = (field: string) => (problem?.field === field ? problem.title : undefined);

  const submit = async () => {
    await change({ variables: { currentPassword, newPassword } });
    toast({ text: 'Your password is changed. Other browsers have to sign in with it.' });
    onClose();
  };

  return (
    <FormDialog
      title="Change your password"
      action="Change it"
      busy={loading}
      error={error}
      fields={['currentPassword', 'newPassword']}
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
      <PasswordField
        label="New password"
        autoComplete="new-password"
        hint={PASSWORD_HINT}
        error={wrong('newPassword')}
        value={newPassword}
        onChange={setNew}
      />
    </FormDialog>
  );
}
