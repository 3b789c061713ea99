'use client';

import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { useApolloClient, useMutation } from '@apollo/client/react';
import { ImportRescueFileDocument, RegisterProofDocument } from '@tillkeep/client';
import { fail, ok } from '@tillkeep/domain';
import { Button, Notice, ProgressBar } from '@tillkeep/ui';
import { LifeBuoy } from 'lucide-react';
import { useRef, useState } from 'react';
import { formatCount, plural } from '../format';
import { ProblemNotice } from '../problem-notice';
import {
  countEntries,
  readRescueFile,
  sendRescueFile,
  type RefusedSale,
  type RescueTally,
  type SendRescued,
} from './rescue-file';

type State =
  | { step: 'idle' }
  | { step: 'unreadable'; name: string; reason: string }
  | { step: 'sending'; done: number; entries: number }
  | { step: 'broken'; file: File; error: unknown }
  | { step: 'finished'; name: string; tally: RescueTally };

/** Takes in the file of unsent sales that a till writes when it can't send them itself. */
export function RescueImport() {
  const client = useApolloClient();
  const [state, setState] = useState<State>({ step: 'idle' });
  const picker = useRef<HTMLInputElement>(null);
  const [send] = useMutation(ImportRescueFileDocument);

  const sendBatch: SendRescued = async (input) => {
    try {
      const { data } = await send({ variables: { input } });
      if (!data) throw new Error('The answer holds no data.');
      const { results, eventResults } = data.importRescueFile;
      return ok([...results, ...eventResults]);
    } catch (error) {
      const refusal = CombinedGraphQLErrors.is(error) ? error.errors[0] : undefined;
      if (refusal?.extensions?.code === 'BAD_USER_INPUT') return fail({ message: refusal.message });
      if (ServerError.is(error) && error.statusCode === 413)
        return fail({ message: 'It is larger than the gateway takes in.' });
      throw error;
    }
  };
  const take = async (file: File) => {
    const read = readRescueFile(await file.text());
    if (!read.ok) return setState({ step: 'unreadable', name: file.name, reason: read.error });
    const entries = countEntries(read.value);
    setState({ step: 'sending', done: 0, entries });
    try {
      const tally = await sendRescueFile(read.value, sendBatch, (done) =>
        setState({ step: 'sending', done, entries }),
      );
      setState({ step: 'finished', name: file.name, tally });
    } catch (error) {
      setState({ step: 'broken', file, error });
    }
    // The proofs on the screen are those of before; each says by itself when it can't be had anew.
    client.refetchQueries({ include: [RegisterProofDocument] }).catch(() => {});
  };

  return (
    <section aria-labelledby="rescue" className="grid gap-3 rounded-lg border border-line bg-surface p-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-prose min-w-0 flex-1 basis-80">
          <h2 id="rescue" className="text-sm font-semibold">
            A till that can’t send its sales
          </h2>
          <p className="mt-1 text-sm text-ink-muted">
            On the till, open what is not sent and save the rescue file. Taken in here, each sale is recorded
            once, however often the file is taken in and even if the till sends it later after all.
          </p>
        </div>
        <Button
          icon={<LifeBuoy aria-hidden />}
          busy={state.step === 'sending'}
          onClick={() => picker.current?.click()}
        >
          Take in a rescue file
        </Button>
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="Rescue file"
          accept=".json,application/json"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = ''; // or the same file could not be chosen again
            if (file) void take(file);
          }}
        />
      </div>
      {state.step === 'sending' && (
        <div className="grid gap-1 text-sm">
          <p className="tabular text-ink-muted">
            {formatCount(state.done)} of {plural(state.entries, 'entry', 'entries')}
          </p>
          <ProgressBar label="Taken in" value={state.done} max={state.entries || undefined} />
        </div>
      )}
      {state.step === 'unreadable' && (
        <Notice tone="failed" title={`${state.name} can’t be taken in.`}>
          {state.reason} Nothing was changed.
        </Notice>
      )}
      {state.step === 'broken' && <ProblemNotice error={state.error} onRetry={() => take(state.file)} />}
      {state.step === 'finished' && <Taken name={state.name} tally={state.tally} />}
    </section>
  );
}

function Taken({ name, tally }: { name: string; tally: RescueTally }) {
  const { recorded, known, events, conflicts, refused } = tally;
  const nothingLeft = conflicts + refused.length === 0;
  return (
    <Notice
      tone={nothingLeft ? 'done' : 'warning'}
      title={`${name}: ${plural(recorded, 'sale')} recorded, ${formatCount(known)} already there.`}
    >
      {events > 0 && (
        <p>
          With them {plural(events, 'entry', 'entries')} of who was at the till and what happened at the
          drawer.
        </p>
      )}
      {conflicts > 0 && (
        <p>
          {plural(conflicts, 'sale')} had another content than the one recorded under the same id. Both are
          kept; look at the conflicts of the register.
        </p>
      )}
      {refused.length > 0 && <Refused refused={refused} />}
    </Notice>
  );
}

function Refused({ refused }: { refused: readonly RefusedSale[] }) {
  return (
    <>
      <p>
        {plural(refused.length, 'entry', 'entries')} could not be taken in. Keep the file and call the
        support:
      </p>
      <ul className="mt-1 list-disc pl-5">
        {refused.slice(0, 20).map(({ number, message }, index) => (
          <li key={index}>
            <span className="tabular">{number}</span>: {message}
          </li>
        ))}
      </ul>
      {refused.length > 20 && <p>… and {formatCount(refused.length - 20)} more.</p>}
    </>
  );
}
