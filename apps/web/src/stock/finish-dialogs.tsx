import { useMutation, useQuery } from '@apollo/client/react';
import {
  BookCountDocument,
  BookDeliveryDocument,
  CountDifferencesDocument,
  DiscardStockDocumentDocument,
  ReceiveTransferDocument,
  SendTransferDocument,
  StockLinesDocument,
  UpdateStockDocumentDocument,
  type StockDocumentRowFragment,
} from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import { Field, ProgressBar, Select, Skeleton, TextInput, useToast } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { plural } from '../format';
import { useOutlet } from '../outlet';
import { describeProblem } from '../problem';
import { documentName } from './stock-words';

type Props = { document: StockDocumentRowFragment; onClose: () => void };

/** What was booked is shown as it was booked, and products with their new stock. */
const afterwards = {
  refetchQueries: [StockLinesDocument],
  update: (cache: { evict: (what: { fieldName: string }) => boolean }) => {
    cache.evict({ fieldName: 'products' });
  },
};

/** What the draft says of itself. */
export function EditTexts({ document, onClose }: Props) {
  const { id, kind } = document;
  const [typed, setTyped] = useState({
    supplier: document.supplier ?? '',
    reference: document.reference ?? '',
    note: document.note ?? '',
  });
  const [update, { loading, error }] = useMutation(UpdateStockDocumentDocument);
  const texts = kind === 'DELIVERY' ? (['supplier', 'reference', 'note'] as const) : (['note'] as const);
  return (
    <FormDialog
      title={documentName(document)}
      action="Save"
      busy={loading}
      error={error}
      fields={[]}
      onSubmit={async () => {
        await update({ variables: { id, input: typed } });
        onClose();
      }}
      onClose={onClose}
    >
      {texts.map((name) => (
        <Field key={name} label={name.charAt(0).toUpperCase() + name.slice(1)}>
          <TextInput
            value={typed[name]}
            onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
            autoComplete="off"
          />
        </Field>
      ))}
    </FormDialog>
  );
}

export function BookDelivery({ document, onClose }: Props) {
  const { id, lineCount } = document;
  const [note, setNote] = useState(document.note ?? '');
  const [update] = useMutation(UpdateStockDocumentDocument);
  const [book, { loading, error }] = useMutation(BookDeliveryDocument, afterwards);
  const toast = useToast();
  const problem = error ? describeProblem(error) : undefined;
  return (
    <FormDialog
      title="Put it into the stock"
      description={`${plural(lineCount, 'line')}. After that this delivery can’t be changed; a mistake is put right by another one.`}
      action="Put into stock"
      busy={loading}
      error={error}
      fields={['note']}
      onSubmit={async () => {
        if (note !== (document.note ?? '')) await update({ variables: { id, input: { note } } });
        await book({ variables: { id } });
        toast({ text: `${documentName(document)} is in the stock.` });
        onClose();
      }}
      onClose={onClose}
    >
      <Field
        label="Note"
        hint="Needed only where goods go back."
        error={problem?.field === 'note' ? problem.title : undefined}
      >
        <TextInput value={note} onChange={({ target }) => setNote(target.value)} autoComplete="off" />
      </Field>
    </FormDialog>
  );
}

export function BookCount({ document, bookedCount, onClose }: Props & { bookedCount: number }) {
  const { id, lineCount, countedCount } = document;
  const currency = useOutlet()?.currency;
  const [rest, setRest] = useState<'leave' | 'zero'>('leave');
  const { data } = useQuery(CountDifferencesDocument, { variables: { id }, fetchPolicy: 'network-only' });
  const [book, { loading, error }] = useMutation(BookCountDocument, afterwards);
  const toast = useToast();
  const differences = data?.stockDocument?.differences;
  const uncounted = lineCount - countedCount;
  return (
    <FormDialog
      title="Book the count"
      description="The stock changes by the differences, whatever was sold since the lines were counted."
      action="Book the count"
      busy={loading || !differences}
      error={error}
      fields={[]}
      onSubmit={async () => {
        await book({ variables: { id, uncountedAsZero: uncounted > 0 && rest === 'zero' } });
        toast({ text: `${documentName(document)} is booked.` });
        onClose();
      }}
      onClose={onClose}
    >
      {differences && currency ? (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 text-sm">
          <dt className="text-ink-muted">Counted</dt>
          <dd className="tabular">{plural(countedCount, 'line')}</dd>
          <dt className="text-ink-muted">With a difference</dt>
          <dd className="tabular">{plural(differences.lines, 'line')}</dd>
          <dt className="text-ink-muted">Missing, at the price</dt>
          <dd className="tabular">{formatMoney(differences.shortage, currency)}</dd>
          <dt className="text-ink-muted">Too much, at the price</dt>
          <dd className="tabular">{formatMoney(differences.surplus, currency)}</dd>
        </dl>
      ) : (
        <Skeleton className="h-24 w-full" />
      )}
      {uncounted > 0 && (
        <Field label={`${plural(uncounted, 'line')} that nobody counted`}>
          <Select value={rest} onChange={({ target }) => setRest(target.value === 'zero' ? 'zero' : 'leave')}>
            <option value="leave">Leave the stock as it is</option>
            <option value="zero">Counted as nothing: the stock becomes 0</option>
          </Select>
        </Field>
      )}
      {loading && <ProgressBar label="Booking the count" value={bookedCount} max={lineCount} />}
    </FormDialog>
  );
}

export function SendTransfer({ document, onClose }: Props) {
  const { id, lineCount, toOutlet } = document;
  const [send, { loading, error }] = useMutation(SendTransferDocument, afterwards);
  const toast = useToast();
  return (
    <FormDialog
      title={`Send to ${toOutlet?.name ?? ''}`}
      description={`${plural(lineCount, 'line')} leave the stock here and are on their way until they are taken in there.`}
      action="Send"
      busy={loading}
      error={error}
      fields={[]}
      onSubmit={async () => {
        await send({ variables: { id } });
        toast({ text: `${documentName(document)} is on its way.` });
        onClose();
      }}
      onClose={onClose}
    >
      {null}
    </FormDialog>
  );
}

export function ReceiveTransfer({ document, onClose }: Props) {
  const { id, outlet } = document;
  const [rest, setRest] = useState<'sent' | 'nothing'>('sent');
  const [differenceReason, setReason] = useState('');
  const [receive, { loading, error }] = useMutation(ReceiveTransferDocument, afterwards);
  const toast = useToast();
  const problem = error ? describeProblem(error) : undefined;
  return (
    <FormDialog
      title={`Take in from ${outlet.name}`}
      description="What has arrived is in the stock here. What is missing is in no stock: it stands on this transfer, with the reason."
      action="Take in"
      busy={loading}
      error={error}
      fields={['differenceReason']}
      onSubmit={async () => {
        await receive({ variables: { id, restAsSent: rest === 'sent', differenceReason } });
        toast({ text: `${documentName(document)} is in the stock.` });
        onClose();
      }}
      onClose={onClose}
    >
      <Field label="Lines without a number of what arrived">
        <Select
          value={rest}
          onChange={({ target }) => setRest(target.value === 'nothing' ? 'nothing' : 'sent')}
        >
          <option value="sent">Arrived as they were sent</option>
          <option value="nothing">Have not arrived</option>
        </Select>
      </Field>
      <Field
        label="Why something differs"
        hint="Needed only where more or less arrived than was sent."
        error={problem?.field === 'differenceReason' ? problem.title : undefined}
      >
        <TextInput
          value={differenceReason}
          onChange={({ target }) => setReason(target.value)}
          autoComplete="off"
        />
      </Field>
    </FormDialog>
  );
}

export function Discard({ document, onClose }: Props) {
  const [discard, { loading, error }] = useMutation(DiscardStockDocumentDocument);
  return (
    <FormDialog
      title={`Give up ${documentName(document)}`}
      description="Nothing of it is booked. It stays in the list, as given up."
      cancel="Go on with it"
      action="Give up"
      danger
      busy={loading}
      error={error}
      fields={[]}
      onSubmit={async () => {
        await discard({ variables: { id: document.id } });
        onClose();
      }}
      onClose={onClose}
    >
      {null}
    </FormDialog>
  );
}
