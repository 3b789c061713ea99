import { useMutation } from '@apollo/client/react';
import { SetReceiptTextDocument, type OutletSettingsFieldsFragment } from '@tillkeep/client';
import { Field, TextArea, useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { describeProblem } from '../problem';

/** What stands on an outlet’s receipts above and below the sale. */
export function ReceiptTextDialog(props: { outlet: OutletSettingsFieldsFragment; onClose: () => void }) {
  const { outlet, onClose } = props;
  const [typed, setTyped] = useState({
    receiptHeader: outlet.receiptHeader,
    receiptFooter: outlet.receiptFooter,
  });
  const toast = useToast();
  const [set, { loading, error }] = useMutation(SetReceiptTextDocument);
  const problem = error ? describeProblem(error) : undefined;
  const wrong = (field: string) => (problem?.field === field ? problem.title : undefined);
  const save = async () => {
    await set({ variables: { input: { outletId: outlet.id, ...typed } } });
    toast({ text: `The receipts of ${outlet.name} are saved.` });
    onClose();
  };
  return (
    <FormDialog
      title={`Receipts of ${outlet.name}`}
      description="At most 12 lines each. Tills take it up between two sales."
      action="Save"
      busy={loading}
      error={error}
      fields={Object.keys(typed)}
      onSubmit={save}
      onClose={onClose}
    >
      <Field
        label="Header"
        hint="Above the sale, below the outlet’s name: address, telephone, tax number."
        error={wrong('receiptHeader')}
      >
        <TextArea
          autoFocus
          rows={4}
          value={typed.receiptHeader}
          onChange={(event) => setTyped({ ...typed, receiptHeader: event.target.value })}
        />
      </Field>
      <Field
        label="Footer"
        hint="Below the sale. Left empty, it says “Thank you”."
        error={wrong('receiptFooter')}
      >
        <TextArea
          rows={4}
          value={typed.receiptFooter}
          onChange={(event) => setTyped({ ...typed, receiptFooter: event.target.value })}
        />
      </Field>
    </FormDialog>
  );
}
