import { useMutation } from '@apollo/client/react';
import { ResolveSaleDocument, SyncOverviewDocument } from '@tillkeep/client';
import { Button, Field, TextInput, useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { describeProblem } from '../problem';

type ResolvedSale = { id: string; number: string };

/** For a sale that the ERP refuses and that somebody entered there by hand. */
export function ResolveButton({ sale }: { sale: ResolvedSale }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={`Resolve by hand …, sale ${sale.number}`}>
        Resolve by hand …
      </Button>
      {open && <ResolveDialog sale={sale} onClose={() => setOpen(false)} />}
    </>
  );
}

function ResolveDialog({ sale, onClose }: { sale: ResolvedSale; onClose: () => void }) {
  const toast = useToast();
  const [given, setGiven] = useState({ erpReference: '', note: '' });
  const [isSent, setIsSent] = useState(false);
  const [resolve, { loading, error }] = useMutation(ResolveSaleDocument, {
    refetchQueries: [SyncOverviewDocument],
  });
  const problem = error ? describeProblem(error) : undefined;

  const submit = async () => {
    setIsSent(true);
    if (given.erpReference.trim() === '' || given.note.trim() === '') return;
    await resolve({ variables: { id: sale.id, ...given } });
    toast({ text: `Sale ${sale.number} is booked by hand as ${given.erpReference.trim()}.` });
    onClose();
  };
  const field = (name: keyof typeof given, label: string, missing: string, longest: number) => (
    <Field
      label={label}
      error={
        isSent && given[name].trim() === '' ? missing : problem?.field === name ? problem.title : undefined
      }
    >
      <TextInput
        value={given[name]}
        maxLength={longest}
        onChange={(event) => setGiven({ ...given, [name]: event.target.value })}
        autoComplete="off"
      />
    </Field>
  );

  return (
    <FormDialog
      title={`Resolve sale ${sale.number} by hand?`}
      description="For a sale that the ERP refuses for good: enter it there yourself, then say here under which document. It counts as Synced from then on and is never sent again. It can’t be taken back, and your name stays with it."
      action="Resolve"
      busy={loading}
      error={error}
      fields={['erpReference', 'note']}
      onSubmit={submit}
      onClose={onClose}
    >
      {field(
        'erpReference',
        'Document in the ERP',
        'Give the number of the document that you made there.',
        100,
      )}
      {field('note', 'Note', 'Say why: it stays with the sale.', 500)}
    </FormDialog>
  );
}
