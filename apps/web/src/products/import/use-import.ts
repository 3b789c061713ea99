'use client';

import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useApolloClient } from '@apollo/client/react';
import { sendProducts, type AcceptedRow, type ImportTotals, type SendBatch } from '@tillkeep/catalogue-file';
import { ImportProductsDocument } from '@tillkeep/client';
import { fail, ok } from '@tillkeep/domain';
import { useEffect, useRef, useState } from 'react';

export type ImportRun = {
  /** `broken`: no answer came, or none that can be trusted; what was answered before is in. */
  state: 'running' | 'finished' | 'stopped' | 'broken';
  /** Rows to send in all. */
  rows: number;
  totals: ImportTotals;
  error?: unknown;
};

/** Sends a file's products in batches. Stopped or broken, it goes on after the last row that was answered. */
export function useImport() {
  const client = useApolloClient();
  const [run, setRun] = useState<ImportRun>();
  const stopped = useRef(false);

  const isRunning = run?.state === 'running';
  useEffect(() => {
    if (!isRunning) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isRunning]);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );

  const send: SendBatch = async (products) => {
    if (stopped.current) throw new Error('Stopped by hand');
    try {
      const { data } = await client.mutate({
        mutation: ImportProductsDocument,
        variables: { input: products },
      });
      if (!data) throw new Error('The answer holds no data');
      return ok(data.importProducts);
    } catch (error) {
      const refusal = CombinedGraphQLErrors.is(error) ? error.errors[0] : undefined;
      // Refused whole for its content: sendProducts then looks for the row that is to blame.
      if (refusal?.extensions?.code === 'BAD_USER_INPUT')
        return fail({ code: 'BAD_USER_INPUT', message: refusal.message });
      throw error;
    }
  };

  const start = async (rows: AcceptedRow[]) => {
    stopped.current = false;
    const before = run?.totals ?? nothing;
    let totals = before;
    const show = (state: ImportRun['state'], error?: unknown) =>
      setRun({ state, rows: rows.length, totals, error });
    show('running');
    try {
      await sendProducts(rows.slice(before.answered), send, (since) => {
        totals = add(before, since);
        show('running');
      });
      show('finished');
    } catch (error) {
      show(stopped.current ? 'stopped' : 'broken', error);
    }
    // Lists that were seen before show other prices and stocks.
    client.cache.evict({ fieldName: 'products' });
    client.cache.evict({ fieldName: 'categories' });
  };

  return {
    run,
    start,
    stop: () => {
      stopped.current = true;
    },
    forget: () => setRun(undefined),
  };
}

const nothing: ImportTotals = { answered: 0, created: 0, updated: 0, refused: [] };

function add(a: ImportTotals, b: Readonly<ImportTotals>): ImportTotals {
  return {
    answered: a.answered + b.answered,
    created: a.created + b.created,
    updated: a.updated + b.updated,
    refused: [...a.refused, ...b.refused],
  };
}
