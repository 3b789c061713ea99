import { useMutation } from '@apollo/client/react';
import { ChangePasswordDocument } from '@tillkeep/client';
import { Button, Dialog, useToast } from '@tillkeep/ui';
import { useId, useState, type FormEvent } from 'react';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';
import { PASSWORD_HINT, PasswordField } from './password-field';

/** One's own password. Whoever else is signed in under one's name no longer is. */
export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const toast = useToast();
  const form = useId();
  const [change, { loading, error }] = useMutation(ChangePasswordDocument);
  const problem = error ? describeProblem(error) : undefined;
  const wrong = (field: string) => (problem?.field === field ? problem.title : undefined);
  const isShown = wrong('currentPassword') ?? wrong('newPassword');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await change({ variables: { currentPassword, newPassword } });
      toast({ text: 'Your password is changed. Other browsers have to sign in with it.' });
      onClose();
    } catch {
      // Shown below, from the mutation's error.
    }
  };

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Change your password"
      footer={
        <>
          <Button size="touch" onClick={onClose}>
            Cancel
          </Button>
          <Button size="touch" variant="primary" type="submit" form={form} busy={loading}>
            Change it
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        {problem && !isShown && <ProblemNotice error={error} />}
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
      </form>
    </Dialog>
  );
}
