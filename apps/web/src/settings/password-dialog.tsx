import { useMutation } from '@apollo/client/react';
import { SetPasswordDocument, type PersonFragment } from '@tillkeep/client';
import { useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { PASSWORD_HINT, PasswordField } from '../people/password-field';
import { describeProblem } from '../problem';

/** A new password for somebody who has forgotten theirs. */
export function PasswordDialog({ person, onClose }: { person: PersonFragment; onClose: () => void }) {
  const [password, setPassword] = useState('');
  const toast = useToast();
  const [set, { loading, error }] = useMutation(SetPasswordDocument);
  const problem = error ? describeProblem(error) : undefined;
  const wrong = problem?.field === 'password' ? problem.title : undefined;

  const submit = async () => {
    await set({ variables: { userId: person.id, password } });
    toast({ text: `${person.name} signs in with the new password from now on.` });
    onClose();
  };

  return (
    <FormDialog
      title={`Set the password of ${person.name}`}
      description="They are signed out everywhere. Tell them the password; they can change it themselves."
      action="Set it"
      busy={loading}
      error={error}
      fields={['password']}
      onSubmit={submit}
      onClose={onClose}
    >
      <PasswordField
        label="New password"
        autoComplete="new-password"
        hint={PASSWORD_HINT}
        error={wrong}
        value={password}
        onChange={setPassword}
      />
    </FormDialog>
  );
}
