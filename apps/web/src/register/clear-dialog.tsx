import { Button, Dialog } from '@tillkeep/ui';
import { plural } from '../format';

/** The one question of the register: it is only asked when there is something to lose. */
export default function ClearDialog(props: {
  lines: number;
  /** Part of the sale was paid already. */
  moneyTaken: boolean;
  onClear: () => void;
  onClose: () => void;
  /** It is gone, and nothing has the focus. */
  onClosed: () => void;
}) {
  const { lines, moneyTaken, onClear, onClose, onClosed } = props;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        onClosed();
      }}
      title={`Clear ${plural(lines, 'line')}?`}
      description={
        moneyTaken
          ? 'Payments were taken for it already: give them back. Nothing of the sale has been saved.'
          : 'Nothing of the sale has been saved.'
      }
      footer={
        <>
          <Button size="touch" onClick={onClose}>
            Keep the sale
          </Button>
          <Button
            size="touch"
            variant="danger"
            onClick={() => {
              onClear();
              onClose();
            }}
          >
            Clear
          </Button>
        </>
      }
    />
  );
}
