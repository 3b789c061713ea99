'use client';

import { Button, Notice, Skeleton } from '@tillkeep/ui';
import { useDeferredValue, useMemo, useState } from 'react';
import { formatCount } from '../../format';
import { useOutlet } from '../../outlet';
import { PageHeader } from '../../shell/shell';
import { BackToProducts } from '../back-to-products';
import { ChooseFile } from './choose-file';
import { FileSettingsForm } from './file-settings-form';
import { ImportProgress, ImportResult } from './import-result';
import { Preview } from './preview';
import { readFile, type FileSettings } from './read-file';
import { useImport } from './use-import';

/** A catalogue file on its way in: chosen, looked at, sent, and what became of it. */
export function ImportPage() {
  const outlet = useOutlet();
  const [file, setFile] = useState<{ name: string; bytes: Uint8Array }>();
  const [settings, setSettings] = useState<FileSettings>({});
  const { run, start, stop, forget } = useImport();
  // Reading 100,000 rows takes a second or two: deferred, so that the page first shows that it has understood.
  const [readFrom, readBy] = [useDeferredValue(file), useDeferredValue(settings)];
  const isReading = readFrom !== file || readBy !== settings;
  const reading = useMemo(
    () => (readFrom && outlet ? readFile(readFrom.bytes, readBy, outlet.currency) : undefined),
    [readFrom, readBy, outlet],
  );
  const content = reading?.ok ? reading.value : undefined;

  const choose = async (chosen: File) => {
    setSettings({});
    setFile({ name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) });
  };
  const startAgain = () => {
    forget();
    setFile(undefined);
  };

  return (
    <>
      <BackToProducts />
      <PageHeader
        title="Import products"
        actions={
          file && run?.state !== 'running' && <Button onClick={startAgain}>Choose another file</Button>
        }
      >
        {file
          ? `${file.name}, ${formatCount(Math.ceil(file.bytes.length / 1024))} KB`
          : 'Products are known by their SKU: new ones are made, known ones updated, none deleted.'}
        {outlet?.isOnly === false && ' Prices in the file are the common ones; outlets keep their own.'}
      </PageHeader>
      {!outlet && <Skeleton className="h-60 w-full" />}
      {outlet && !file && <ChooseFile onFile={(chosen) => void choose(chosen)} />}
      {file && isReading && (
        <p role="status" className="mb-3 text-sm text-ink-muted">
          Reading the file…
        </p>
      )}
      {file && reading && !reading.ok && (
        <Notice tone="failed" title="This file can’t be read.">
          {reading.error.message}
        </Notice>
      )}
      {file && outlet && content && !run && (
        <>
          <FileSettingsForm
            key={file.name}
            reading={content}
            settings={settings}
            currency={outlet.currency}
            onChange={setSettings}
          />
          <Preview
            reading={content}
            currency={outlet.currency}
            isStale={isReading}
            onImport={() => void start(content.accepted)}
          />
        </>
      )}
      {content && run?.state === 'running' && <ImportProgress run={run} onStop={stop} />}
      {file && content && run && run.state !== 'running' && (
        <ImportResult
          run={run}
          reading={content}
          fileName={file.name}
          onGoOn={() => void start(content.accepted)}
        />
      )}
    </>
  );
}
