'use client';

import { classNames } from '@tillkeep/ui';
import { FileUp } from 'lucide-react';
import { useState, type DragEvent } from 'react';

/** Choose a file, or drop it here. */
export function ChooseFile({ onFile }: { onFile: (file: File) => void }) {
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <label
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={classNames(
        'flex cursor-pointer flex-col items-center gap-2 rounded-lg border-2 border-dashed px-6 py-16 text-center',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong bg-surface hover:bg-sunken/50',
      )}
    >
      <FileUp aria-hidden className="size-8 stroke-[1.5] text-accent" />
      <span className="font-semibold">Choose a CSV file, or drop it here</span>
      <span className="max-w-prose text-sm text-ink-muted">
        Comma, semicolon or tab, any usual encoding, any order of columns. You see what will be read before
        anything is changed.
      </span>
      <input
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
