import { Field, Notice, ProgressBar, TextArea } from '@tillkeep/ui';
import { useState } from 'react';
import { FormDialog } from '../form-dialog';
import { plural } from '../format';
import { readPastedLines } from './pasted-lines';
import type { Entries } from './use-entries';

const AT_ONCE = 200;

/** Enters a list of codes and quantities, as a supplier or a spreadsheet gives it. */
export function PasteDialog({ onEnter, onClose }: { onEnter: Entries['enter']; onClose: () => void }) {
  const [text, setText] = useState('');
  const [done, setDone] = useState<number>();
  const { lines, unreadable } = readPastedLines(text);
  const enterAll = async () => {
    for (let start = 0; start < lines.length; start += AT_ONCE) {
      setDone(start);
      await onEnter(lines.slice(start, start + AT_ONCE));
    }
    onClose();
  };
  return (
    <FormDialog
      title="Paste a list"
      description="Line by line a barcode or SKU and a quantity. What is not known is listed afterwards."
      action={lines.length === 0 ? 'Enter' : `Enter ${plural(lines.length, 'line')}`}
      busy={done !== undefined || lines.length === 0}
      error={undefined}
      fields={[]}
      onSubmit={async () => (lines.length > 0 && done === undefined ? enterAll() : undefined)}
      onClose={onClose}
    >
      <Field label="List">
        <TextArea
          rows={8}
          value={text}
          onChange={({ target }) => setText(target.value)}
          placeholder={'4006381333931\t12\nTEA-GREEN\t2'}
          spellCheck={false}
        />
      </Field>
      {unreadable.length > 0 && (
        <Notice tone="warning" title={plural(unreadable.length, 'line is left out', 'lines are left out')}>
          {unreadable.slice(0, 5).join(' · ')}
        </Notice>
      )}
      {done !== undefined && <ProgressBar label="Entering the list" value={done} max={lines.length} />}
    </FormDialog>
  );
}
