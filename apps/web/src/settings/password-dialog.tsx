import { useMutation } from '@apollo/client/react';
import { SetPasswordDocument, type PersonFragment } from '@tillkeep/client';
import { Button, Dialog, useToast } from '@tillkeep/ui';
import { useId, useState, type FormEvent } from 'react';
import { PASSWORD_HINT, PasswordField } from '../people/password-field';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';

/** A new password for somebody who has forgotten theirs. */
export function PasswordDialog({ person, onClose }: { person: PersonFragment; onClose: () => void }) {
  const [password, setPassword] = useState('');
  const toast = useToast();
  const form = useId();
  const [set, { loading, error }] = useMutation(SetPasswordDocument);
  const problem = error ? describeProblem(error) : undefined;
  const wrong = problem?.field === 'password' ? problem.title : undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await set({ variables: { userId: person.id, password } });
      toast({ text: `${person.name} signs in with the new password from now on.` });
      onClose();
    } catch {
      // Shown below, from the mutation's error.
    }
  };

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Set the password of ${person.name}`}
      description="They are signed out everywhere. Tell them the password; they can change it themselves."
      footer={
        <>
          <Button size="touch" onClick={onClose}>
            Cancel
          </Button>
          <Button size="touch" variant="primary" type="submit" form={form} busy={loading}>
            Set it
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        {problem && !wrong && <ProblemNotice error={error} />}
        <PasswordField
          label="New password"
          autoComplete="new-password"
          hint={PASSWORD_HINT}
          error={wrong}
          value={password}
          onChange={setPassword}
        />
      </form>
    </Dialog>
  );
}
