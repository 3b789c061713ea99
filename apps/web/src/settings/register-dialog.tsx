import { useMutation } from '@apollo/client/react';
import {
  CreateRegisterDocument,
  OutletsDocument,
  OutletSettingsDocument,
  RenameRegisterDocument,
  type OutletRegisterFragment,
} from '@tillkeep/client';
import { Field, TextInput, useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { describeProblem } from '../problem';

/** A new register of an outlet, or another name for one. */
export function RegisterDialog(props: {
  outletId: string;
  /** A new one when left out. */
  register?: OutletRegisterFragment;
  /** Of a new one. */
  suggestedCode?: string;
  onClose: () => void;
}) {
  const { outletId, register, suggestedCode = '', onClose } = props;
  const [code, setCode] = useState(register?.code ?? suggestedCode);
  const [name, setName] = useState(register?.name ?? '');
  const toast = useToast();
  const [create, creating] = useMutation(CreateRegisterDocument, {
    refetchQueries: [OutletSettingsDocument, OutletsDocument],
  });
  const [rename, renaming] = useMutation(RenameRegisterDocument);
  const error = creating.error ?? renaming.error;
  const problem = error ? describeProblem(error) : undefined;
  const wrong = (field: string) => (problem?.field === field ? problem.title : undefined);
  const save = async () => {
    if (register) await rename({ variables: { id: register.id, name } });
    else await create({ variables: { input: { outletId, code, name } } });
    toast({ text: register ? `It is called ${name} now.` : `${name} can be given to a device now.` });
    onClose();
  };
  return (
    <FormDialog
      title={register ? `Rename ${register.name}` : 'New register'}
      action={register ? 'Rename' : 'Add the register'}
      busy={creating.loading || renaming.loading}
      error={error}
      fields={['code', 'name']}
      onSubmit={save}
      onClose={onClose}
    >
      <Field label="Name" hint="What people call it: “By the door”." error={wrong('name')}>
        <TextInput
          required
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
      </Field>
      {!register && (
        <Field
          label="Code"
          hint="Stands in the reference of each of its sales, and stays."
          error={wrong('code')}
        >
          <TextInput
            required
            maxLength={12}
            value={code}
            onChange={(event) => setCode(event.target.value.toUpperCase())}
            autoComplete="off"
            spellCheck={false}
            className="tabular"
          />
        </Field>
      )}
    </FormDialog>
  );
}
