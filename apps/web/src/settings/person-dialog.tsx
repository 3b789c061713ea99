import { useMutation } from '@apollo/client/react';
import {
  CreateUserDocument,
  PeopleDocument,
  UpdateUserDocument,
  type PeopleQuery,
  type PersonFragment,
} from '@tillkeep/client';
import { ROLES, type Role } from '@tillkeep/domain';
import { Checkbox, Field, Select, TextInput, useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { roleNames } from '../people/access';
import { PASSWORD_HINT, PasswordField } from '../people/password-field';
import { describeProblem } from '../problem';

/** Somebody new, or what is to change about somebody: it holds from their next click on. */
export function PersonDialog(props: {
  outlets: PeopleQuery['outlets'];
  /** Somebody new when left out. */
  person?: PersonFragment;
  onClose: () => void;
}) {
  const { outlets, person, onClose } = props;
  const [typed, setTyped] = useState<Typed>(() => ({
    name: person?.name ?? '',
    email: person?.email ?? '',
    role: person?.role ?? 'CASHIER',
    outletIds: (person && person.role !== 'ADMIN' ? person.outlets : outlets).map(({ id }) => id),
    active: person?.active ?? true,
    password: '',
  }));
  const change = (some: Partial<typeof typed>) => setTyped({ ...typed, ...some });
  const toast = useToast();
  const [create, creating] = useMutation(CreateUserDocument, { refetchQueries: [PeopleDocument] });
  const [update, updating] = useMutation(UpdateUserDocument);
  const error = creating.error ?? updating.error;
  const problem = error ? describeProblem(error) : undefined;
  const wrong = (field: string) => (problem?.field === field ? problem.title : undefined);

  const save = async () => {
    const { password, active, ...rest } = typed;
    if (person) await update({ variables: { id: person.id, input: { ...rest, active } } });
    else await create({ variables: { input: { ...rest, password } } });
    toast({ text: person ? `${typed.name} is saved.` : `${typed.name} can sign in now.` });
    onClose();
  };

  return (
    <FormDialog
      title={person ? person.name : 'Add somebody'}
      action={person ? 'Save' : 'Add'}
      busy={creating.loading || updating.loading}
      error={error}
      fields={Object.keys(typed)}
      onSubmit={save}
      onClose={onClose}
    >
      <Field label="Name" error={wrong('name')}>
        <TextInput
          required
          value={typed.name}
          onChange={(event) => change({ name: event.target.value })}
          autoComplete="off"
        />
      </Field>
      <Field label="E-mail" hint="To sign in with." error={wrong('email')}>
        <TextInput
          required
          type="email"
          value={typed.email}
          onChange={(event) => change({ email: event.target.value })}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <Field label="Role" hint={roleHints[typed.role]} error={wrong('role')}>
        <Select
          value={typed.role}
          onChange={({ target }) =>
            change({ role: ROLES.find((role) => role === target.value) ?? typed.role })
          }
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {roleNames[role]}
            </option>
          ))}
        </Select>
      </Field>
      {typed.role !== 'ADMIN' && (
        <fieldset>
          <legend className="text-sm font-medium">Outlets</legend>
          <div className="flex flex-wrap gap-x-5">
            {outlets.map(({ id, name }) => (
              <Checkbox
                key={id}
                label={name}
                checked={typed.outletIds.includes(id)}
                onChange={({ target }) =>
                  change({
                    outletIds: target.checked
                      ? [...typed.outletIds, id]
                      : typed.outletIds.filter((other) => other !== id),
                  })
                }
              />
            ))}
          </div>
          {wrong('outletIds') && (
            <p role="alert" className="text-sm text-failed">
              {wrong('outletIds')}
            </p>
          )}
        </fieldset>
      )}
      {person ? (
        <Checkbox
          label="May sign in"
          checked={typed.active}
          onChange={(event) => change({ active: event.target.checked })}
        />
      ) : (
        <PasswordField
          label="Password"
          autoComplete="new-password"
          hint={PASSWORD_HINT}
          error={wrong('password')}
          value={typed.password}
          onChange={(password) => change({ password })}
        />
      )}
    </FormDialog>
  );
}

interface Typed {
  name: string;
  email: string;
  role: Role;
  outletIds: string[];
  active: boolean;
  password: string;
}

const roleHints: Record<Role, string> = {
  CASHIER: 'Sells, and looks at products and sales.',
  MANAGER: 'Also changes products and stock, gives registers to devices, and syncs with the ERP.',
  ADMIN: 'Everything, at all outlets: also people, API keys and the activity.',
};
