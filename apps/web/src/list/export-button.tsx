import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { Button, useToast } from '@tillkeep/ui';
import { FileOutput } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { download } from '../download';
import { formatCount, plural } from '../format';
import { describeProblem } from '../problem';

interface Page<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** How a page is asked for: not from the cache, and given up when the reading is stopped. */
interface Reading {
  readonly client: ApolloClient;
  readonly after: string | null;
  readonly options: {
    readonly fetchPolicy: 'no-cache';
    readonly context: { readonly fetchOptions: { readonly signal: AbortSignal } };
  };
}

/** Reads a whole list page by page and hands it to the browser's downloads. A second click stops it. */
export function ExportButton<Row>(props: {
  fileName: string;
  /** "product": what the file holds so many of. */
  thing: string;
  things?: string;
  disabled?: boolean;
  read: (reading: Reading) => Promise<Page<Row> | undefined>;
  /** Its code may come only now: most never export. */
  write: (rows: readonly Row[]) => Promise<string>;
}) {
  const { fileName, thing, things, disabled, read, write } = props;
  const client = useApolloClient();
  const toast = useToast();
  const [count, setCount] = useState<number>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  const start = async () => {
    const controller = new AbortController();
    stop.current = controller;
    const options = {
      fetchPolicy: 'no-cache',
      context: { fetchOptions: { signal: controller.signal } },
    } as const;
    const rows: Row[] = [];
    try {
      let after: string | null = null;
      do {
        setCount(rows.length);
        const page: Page<Row> | undefined = await read({ client, after, options });
        if (!page) throw new Error('The answer holds no data');
        rows.push(...page.nodes);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      download(fileName, await write(rows));
      toast({ text: `${plural(rows.length, thing, things)} exported to ${fileName}.` });
    } catch (error) {
      if (!controller.signal.aborted)
        toast({ tone: 'failed', text: `Nothing was exported. ${describeProblem(error).title}` });
    } finally {
      setCount(undefined);
    }
  };

  if (count !== undefined) {
    return (
      <Button onClick={() => stop.current?.abort()} className="tabular">
        Stop export ({formatCount(count)} read)
      </Button>
    );
  }
  return (
    <Button icon={<FileOutput aria-hidden />} disabled={disabled} onClick={() => void start()}>
      Export
    </Button>
  );
}
