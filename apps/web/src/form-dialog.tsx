import { Button, Dialog } from '@tillkeep/ui';
import { useId, type FormEvent, type ReactNode } from 'react';
import { describeProblem } from './problem';
import { ProblemNotice } from './problem-notice';

/** A dialog that is one form: it stays open, with what is wrong, until what it sends has been taken. */
export function FormDialog(props: {
  title: string;
  description?: string;
  cancel?: string;
  /** undefined: there is nothing to send */
  action: string | undefined;
  danger?: boolean;
  busy: boolean;
  /** Of sending. */
  error: Error | undefined;
  /** The fields that say for themselves what is wrong with them. */
  fields: readonly string[];
  /** Rejects when it was not taken; the error is shown here. */
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}) {
  const { title, description, cancel = 'Cancel', action, danger, busy, error, fields } = props;
  const { onSubmit, onClose, children } = props;
  const form = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit().catch(() => undefined);
  };
  const isShownAtField = fields.includes((error && describeProblem(error).field) ?? '');
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button size="touch" onClick={onClose}>
            {cancel}
          </Button>
          {action && (
            <Button
              size="touch"
              variant={danger ? 'danger' : 'primary'}
              type="submit"
              form={form}
              busy={busy}
            >
              {action}
            </Button>
          )}
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="grid gap-4">
        {error && !isShownAtField && <ProblemNotice error={error} />}
        {children}
      </form>
    </Dialog>
  );
}
