import { Button, Dialog, Field, TextInput } from '@tillkeep/ui';
import { useState } from 'react';

/** F6: puts the open sale aside, under a name if it needs one. Enter does it. */
export default function HoldDialog(props: { onHold: (name: string) => void; onClose: () => void }) {
  const { onHold, onClose } = props;
  const [name, setName] = useState('');
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Hold this sale"
      description="It waits on this till, also through a reload, until you take it up again."
    >
      <form
        className="flex items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onHold(name.trim());
        }}
      >
        <Field label="Name (optional)" className="flex-1">
          <TextInput
            autoFocus
            autoComplete="off"
            maxLength={60}
            placeholder="Table 4, the man with the hat …"
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="h-11"
          />
        </Field>
        <Button type="submit" variant="primary" size="touch">
          Hold
        </Button>
      </form>
    </Dialog>
  );
}
