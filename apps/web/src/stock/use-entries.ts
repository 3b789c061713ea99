import { useApolloClient, useMutation } from '@apollo/client/react';
import {
  RecordCountDocument,
  RecordGoodsDocument,
  StockDocumentPageDocument,
  StockLinesDocument,
  UndoCountDocument,
  UndoGoodsDocument,
  type StockDocumentRowFragment,
  type StockEntryInput,
  type StockLineRowFragment,
} from '@tillkeep/client';
import { useAnnounce } from '@tillkeep/ui';
import { useRef, useState } from 'react';
import { formatDecimal } from '../format';
import { useMay } from '../people/this-session';
import { errorSound } from '../register/sound';

/** As many as the gateway takes at once. */
const MOST_AT_ONCE = 500;

export interface RefusedEntry {
  readonly entry: StockEntryInput;
  readonly message: string;
}

export interface Entries {
  /** Answers those that were refused, once all has been sent that waits. */
  enter: (entries: readonly Omit<StockEntryInput, 'id'>[]) => Promise<readonly RefusedEntry[]>;
  undo: (entryId: string) => Promise<void>;
  /** The newest line that this browser has entered something on. */
  last: StockLineRowFragment | undefined;
  refused: readonly RefusedEntry[];
  dismiss: () => void;
  /** How many are not stored yet. */
  waiting: number;
  /** Why they could not be sent; they are kept, under their ids. */
  error: unknown;
  retry: () => Promise<void>;
}

/**
 * Enters scans and typed numbers one after the other, a few at once when they come quickly. What could not be sent is sent
 * again under the same ids, so that nothing counts twice.
 */
export function useEntries({ id: documentId, kind }: StockDocumentRowFragment): Entries {
  const isManager = useMay('MANAGER');
  const client = useApolloClient();
  const announce = useAnnounce();
  const [recordCount] = useMutation(RecordCountDocument);
  const [recordGoods] = useMutation(RecordGoodsDocument);
  const [undoCount] = useMutation(UndoCountDocument);
  const [undoGoods] = useMutation(UndoGoodsDocument);
  const [record, takeBack] = kind === 'COUNT' ? [recordCount, undoCount] : [recordGoods, undoGoods];
  const queue = useRef<StockEntryInput[]>([]);
  const sending = useRef<Promise<RefusedEntry[]>>(undefined);
  const [waiting, setWaiting] = useState(0);
  const [last, setLast] = useState<StockLineRowFragment>();
  const [refused, setRefused] = useState<readonly RefusedEntry[]>([]);
  const [error, setError] = useState<unknown>();
  const refresh = () => client.refetchQueries({ include: [StockLinesDocument, StockDocumentPageDocument] });

  const sendAll = async (): Promise<RefusedEntry[]> => {
    const notTaken: RefusedEntry[] = [];
    try {
      while (queue.current.length > 0) {
        const some = queue.current.slice(0, MOST_AT_ONCE);
        const { data } = await record({ variables: { documentId, entries: some, isManager } });
        queue.current.splice(0, some.length);
        const results = data?.recorded.results ?? [];
        const line = results.findLast((result) => result.line)?.line;
        if (line) {
          setLast(line);
          announce(`${line.product.name}: ${formatDecimal(line.received ?? line.quantity ?? 0)}`);
        }
        for (const [index, { message }] of results.entries()) {
          const entry = some[index];
          if (message && entry) notTaken.push({ entry, message });
        }
      }
      setError(undefined);
    } catch (problem) {
      setError(problem);
    } finally {
      // At once: what is entered from here on must not wait for one that has looked for the last time.
      sending.current = undefined;
    }
    setWaiting(queue.current.length);
    if (notTaken.length > 0) {
      errorSound();
      setRefused((before) => [...before, ...notTaken]);
    }
    void refresh();
    return notTaken;
  };
  const send = async (): Promise<readonly RefusedEntry[]> =>
    queue.current.length === 0 ? [] : (sending.current ??= sendAll());

  return {
    enter: async (entries) => {
      queue.current.push(...entries.map((entry) => ({ ...entry, id: crypto.randomUUID() })));
      setWaiting(queue.current.length);
      return send();
    },
    undo: async (entryId) => {
      const { data } = await takeBack({ variables: { documentId, entryId, isManager } });
      const line = data?.recorded.results[0]?.line;
      if (line) announce(`Taken back. ${line.product.name}: ${formatDecimal(line.quantity ?? 0)}`);
      setLast((before) => (before?.id === line?.id ? undefined : before));
      await refresh();
    },
    ...{ last, refused, waiting, error },
    dismiss: () => setRefused([]),
    retry: async () => {
      await send();
    },
  };
}
