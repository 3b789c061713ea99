import { Button, Dialog } from '@tillkeep/ui';
import { formatDateTime } from '../format';

/** The clock has jumped since the last sale: is today really today? */
export default function DateDialog(props: {
  now: Date;
  timeZone: string;
  onAnswer: (right: boolean) => void;
}) {
  const { now, timeZone, onAnswer } = props;
  const today = formatDateTime(now.toISOString(), timeZone);
  return (
    <Dialog
      open
      onOpenChange={() => onAnswer(false)}
      title={`Is it ${today}?`}
      description="This device’s clock has jumped since the last sale. The date goes on the receipt and into the books, so a look at it now saves a correction later."
      footer={
        <>
          <Button size="touch" onClick={() => onAnswer(false)}>
            No, I’ll set the clock
          </Button>
          <Button size="touch" variant="primary" autoFocus onClick={() => onAnswer(true)}>
            Yes, go on
          </Button>
        </>
      }
    />
  );
}
