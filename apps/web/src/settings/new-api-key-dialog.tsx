import { useMutation } from '@apollo/client/react';
import { ApiKeysDocument, CreateApiKeyDocument, type ApiKeysQuery } from '@tillkeep/client';
import { ROLES, type Role } from '@tillkeep/domain';
import { Button, Dialog, Field, Select, TextInput } from '@tillkeep/ui';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { roleNames } from '../people/access';
import { describeProblem } from '../problem';

/** Makes a key, and shows it: once, because only its fingerprint is kept. */
export function NewApiKeyDialog({
  outlets,
  onClose,
}: {
  outlets: ApiKeysQuery['outlets'];
  onClose: () => void;
}) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('MANAGER');
  const [outletId, setOutletId] = useState(outlets[0]?.id ?? '');
  const [create, { data, loading, error }] = useMutation(CreateApiKeyDocument, {
    refetchQueries: [ApiKeysDocument],
    // Not even the cache of answers keeps it.
    fetchPolicy: 'no-cache',
  });
  const problem = error ? describeProblem(error) : undefined;
  const wrong = problem?.field === 'name' ? problem.title : undefined;

  if (data)
    return (
      <Secret name={data.createApiKey.apiKey.name} secret={data.createApiKey.secret} onClose={onClose} />
    );
  return (
    <FormDialog
      title="New API key"
      action="Make the key"
      busy={loading}
      error={error}
      fields={['name']}
      onSubmit={() => create({ variables: { input: { name, role, outletId } } })}
      onClose={onClose}
    >
      <Field label="Program" hint="What people call it: “Web shop”." error={wrong}>
        <TextInput
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
      </Field>
      <Field label="Role" hint="The least that it needs.">
        <Select
          value={role}
          onChange={({ target }) => setRole(ROLES.find((known) => known === target.value) ?? role)}
        >
          {ROLES.map((known) => (
            <option key={known} value={known}>
              {roleNames[known]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Outlet">
        <Select value={outletId} onChange={(event) => setOutletId(event.target.value)}>
          {outlets.map((outlet) => (
            <option key={outlet.id} value={outlet.id}>
              {outlet.name}
            </option>
          ))}
        </Select>
      </Field>
    </FormDialog>
  );
}

function Secret({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const [copied, setCopied] = useState<'yes' | 'failed'>();
  // A page that did not come by https may not write to the clipboard.
  const copy = () =>
    Promise.resolve(
      navigator.clipboard?.writeText(secret) ?? Promise.reject(new Error('There is no clipboard.')),
    ).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`The key of ${name}`}
      description="Copy it now: it is shown this once and never again."
      footer={
        <Button size="touch" variant="primary" onClick={onClose}>
          I have it
        </Button>
      }
    >
      <div className="flex flex-wrap items-center gap-2">
        <code
          aria-label="API key"
          className="min-w-0 flex-1 basis-60 rounded-md bg-sunken px-3 py-2 text-sm break-all select-all"
        >
          {secret}
        </code>
        <Button
          icon={copied === 'yes' ? <Check aria-hidden /> : <Copy aria-hidden />}
          onClick={() => void copy()}
        >
          {copied === 'yes' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p role="status" className="mt-2 text-sm text-ink-muted">
        {copied === 'failed' && 'This browser lets nobody copy here: select the key and copy it by hand.'}
      </p>
    </Dialog>
  );
}
