import { useMutation, useQuery } from '@apollo/client/react';
import {
  CategoriesDocument,
  StartCountDocument,
  StartDeliveryDocument,
  StartTransferDocument,
  TransferPlacesDocument,
} from '@tillkeep/client';
import { Field, Notice, Select, TextInput } from '@tillkeep/ui';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { describeProblem } from '../problem';

/** Each stores a draft and goes to it: from there on any device can work on it. The same click twice begins one. */
export function StartDelivery({ onClose }: { onClose: () => void }) {
  const [id] = useState(() => crypto.randomUUID());
  const [typed, setTyped] = useState({ supplier: '', reference: '' });
  const [start, { loading, error }] = useMutation(StartDeliveryDocument, forgettingLists);
  const router = useRouter();
  const begin = async () => {
    await start({ variables: { input: { id, ...typed } } });
    router.push(`/stock/${id}`);
  };
  return (
    <FormDialog
      title="Receive goods"
      description="Then scan what came, or search it. Nothing is in the stock until you put it there."
      action="Start"
      busy={loading}
      error={error}
      fields={[]}
      onSubmit={begin}
      onClose={onClose}
    >
      <Field label="Supplier">
        <TextInput
          value={typed.supplier}
          onChange={(event) => setTyped({ ...typed, supplier: event.target.value })}
          autoComplete="off"
        />
      </Field>
      <Field label="Reference" hint="What the delivery note says.">
        <TextInput
          value={typed.reference}
          onChange={(event) => setTyped({ ...typed, reference: event.target.value })}
          autoComplete="off"
        />
      </Field>
    </FormDialog>
  );
}

type Scope = 'all' | 'category' | 'low' | 'search' | 'none';

export function StartCount({ onClose }: { onClose: () => void }) {
  const [id] = useState(() => crypto.randomUUID());
  const [scope, setScope] = useState<Scope>('all');
  const [chosen, setChosen] = useState('');
  const [search, setSearch] = useState('');
  const categories = useQuery(CategoriesDocument);
  const [start, { loading, error }] = useMutation(StartCountDocument, forgettingLists);
  const router = useRouter();
  const category = chosen || categories.data?.categories[0];
  const problem = error ? describeProblem(error) : undefined;
  const begin = async () => {
    const scopes = {
      all: {},
      category: { category },
      low: { lowStock: true },
      search: { search },
      none: undefined,
    };
    const notes = {
      all: 'All products',
      category,
      low: 'Low stock',
      search: `“${search}”`,
      none: 'What is found',
    };
    await start({ variables: { input: { id, scope: scopes[scope], note: notes[scope] } } });
    router.push(`/stock/${id}`);
  };
  return (
    <FormDialog
      title="Count"
      description="Go on selling meanwhile: each line is compared with the stock at the moment it is counted."
      action="Start"
      busy={loading}
      error={error}
      fields={['scope']}
      onSubmit={begin}
      onClose={onClose}
    >
      <Field label="What is counted" error={problem?.field === 'scope' ? problem.title : undefined}>
        <Select value={scope} onChange={({ target }) => setScope(toScope(target.value))}>
          <option value="all">All products</option>
          <option value="category">One category</option>
          <option value="search">What a search finds</option>
          <option value="low">What runs low</option>
          <option value="none">Whatever is found</option>
        </Select>
      </Field>
      {scope === 'category' && (
        <Field label="Category">
          <Select value={category} onChange={({ target }) => setChosen(target.value)}>
            {categories.data?.categories.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
      )}
      {scope === 'search' && (
        <Field label="Search" hint="Words of name, SKU or barcode.">
          <TextInput value={search} onChange={({ target }) => setSearch(target.value)} autoComplete="off" />
        </Field>
      )}
    </FormDialog>
  );
}

export function StartTransfer({ onClose }: { onClose: () => void }) {
  const [id] = useState(() => crypto.randomUUID());
  const places = useQuery(TransferPlacesDocument);
  const [chosen, setChosen] = useState('');
  const [note, setNote] = useState('');
  const [start, { loading, error }] = useMutation(StartTransferDocument, forgettingLists);
  const router = useRouter();
  const others = places.data?.transferPlaces ?? [];
  const isAlone = places.data !== undefined && others.length === 0;
  const toOutletCode = chosen || (others[0]?.code ?? '');
  const begin = async () => {
    await start({ variables: { input: { id, toOutletCode, note } } });
    router.push(`/stock/${id}`);
  };
  return (
    <FormDialog
      title="Transfer to another outlet"
      description="Then scan what goes. It leaves the stock here when you send it, and is in theirs when they take it in."
      action={isAlone ? undefined : 'Start'}
      busy={loading || !places.data}
      error={error ?? places.error}
      fields={[]}
      onSubmit={begin}
      onClose={onClose}
    >
      {isAlone ? (
        <Notice title="This shop has no other outlet.">An administrator adds outlets in the settings.</Notice>
      ) : (
        <>
          <Field label="To">
            <Select value={toOutletCode} onChange={({ target }) => setChosen(target.value)}>
              {others.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Note">
            <TextInput value={note} onChange={({ target }) => setNote(target.value)} autoComplete="off" />
          </Field>
        </>
      )}
    </FormDialog>
  );
}

/** Lists that were seen before do not know the new one. */
const forgettingLists = {
  update: (cache: { evict: (what: { fieldName: string }) => boolean }) => {
    cache.evict({ fieldName: 'stockDocuments' });
  },
};

function toScope(value: string): Scope {
  return (['category', 'low', 'search', 'none'] as const).find((known) => known === value) ?? 'all';
}
