import { differenceCauses, formatMoney, money, shiftName, shiftReport, type Money } from '@tillkeep/domain';
import type { ShiftOnDevice } from '@tillkeep/offline';
import { Button } from '@tillkeep/ui';
import { Printer } from 'lucide-react';
import { useState } from 'react';
import { plural } from '../format';
import { ShiftPaper, type ShiftOnPaper } from '../shifts/shift-paper';
import { causeOf, causeWords, differenceText, figuresOf } from '../shifts/shift-words';
import { CashCounter, type CashEntry } from './cash-count';
import { DrawerForm, Reason } from './drawer-form';
import type { OpenTill } from './use-till';

/** Blind: what must be in the drawer is not said before it was counted. */
export function Count(props: {
  currency: string;
  onCounted: (counted: CashEntry) => void;
  onBack: () => void;
}) {
  const { currency, onCounted, onBack } = props;
  const [counted, setCounted] = useState<CashEntry>();
  return (
    <DrawerForm
      disabled={!counted}
      action="That is all"
      onBack={onBack}
      onSubmit={() => counted && onCounted(counted)}
    >
      <p className="text-sm text-ink-muted">Count all the cash in the drawer, the float with it.</p>
      <CashCounter label="Counted" currency={currency} onChange={setCounted} />
    </DrawerForm>
  );
}

export function CloseShift(props: {
  shift: ShiftOnDevice;
  outlet: OpenTill['claim']['outlet'];
  counted: CashEntry;
  /** Above it, in minor units, the difference needs a reason. */
  limit: number;
  onAgain: () => void;
  onCloseShift: (expected: Money, reason: string | undefined) => Promise<void>;
}) {
  const { shift, outlet, counted, limit, onAgain, onCloseShift } = props;
  const { facts, floatCash, unsent } = shift;
  const [reason, setReason] = useState('');
  const { expected } = shiftReport(facts);
  const difference = money(counted.amount - expected);
  const causes = differenceCauses({ ...facts, difference, floatCash, countedCash: counted.cash });
  const needsReason = Math.abs(difference) > limit;
  const show = (amount: number) => formatMoney(amount, outlet.currency);
  return (
    <DrawerForm
      disabled={needsReason && reason.trim() === ''}
      action="Close the shift"
      back="Count again"
      onBack={onAgain}
      onSubmit={() => onCloseShift(expected, reason.trim() || undefined)}
    >
      <dl className="tabular grid grid-cols-[1fr_auto] gap-x-6 gap-y-1">
        <dt className="text-ink-muted">Expected</dt>
        <dd className="text-right">{show(expected)}</dd>
        <dt className="text-ink-muted">Counted</dt>
        <dd className="text-right">{show(counted.amount)}</dd>
        <dt className="text-lg font-semibold">Difference</dt>
        <dd className="text-right text-lg font-semibold">{differenceText(difference, outlet.currency)}</dd>
      </dl>
      {causes.length > 0 && (
        <section aria-label="What it may come from" className="text-sm">
          <h3 className="mb-1 font-semibold">What it may come from</h3>
          <ul className="list-disc pl-5">
            {causes.slice(0, MOST_CAUSES).map((cause, index) => (
              <li key={index}>{causeWords(causeOf(cause), outlet)}</li>
            ))}
          </ul>
        </section>
      )}
      {unsent > 0 && (
        <p className="text-sm text-ink-muted">
          {plural(unsent, 'sale')} of this shift {unsent === 1 ? 'is' : 'are'} not sent yet. That holds
          nothing up: they count here, and are sent once there is a network.
        </p>
      )}
      <Reason
        autoFocus
        label={needsReason ? 'Reason' : 'Note (optional)'}
        hint={needsReason ? `A difference above ${show(limit)} needs a reason.` : undefined}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
    </DrawerForm>
  );
}

const MOST_CAUSES = 5;

export function Report({
  till,
  shift,
  onBack,
}: {
  till: OpenTill;
  shift: ShiftOnDevice;
  onBack: () => void;
}) {
  return (
    <>
      <div className="mx-auto w-fit shadow-raised">
        <ShiftPaper shift={onPaper(shift, till.claim)} />
      </div>
      <div className="flex flex-wrap justify-end gap-3">
        <Button size="touch" onClick={onBack}>
          Back
        </Button>
        <Button
          autoFocus
          size="touch"
          variant="primary"
          icon={<Printer aria-hidden />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      </div>
    </>
  );
}

function onPaper(
  { opened, closed, facts }: ShiftOnDevice,
  { epoch, outlet, register }: OpenTill['claim'],
): ShiftOnPaper {
  return {
    name: shiftName(epoch, opened.shiftNumber ?? 1),
    ...{ outlet, registerName: register.name, openedAt: opened.at, openedByName: opened.userName },
    ...{ float: facts.float, figures: figuresOf(shiftReport(facts)) },
    close: closed && {
      ...{ at: closed.at, byName: closed.userName, note: closed.reason },
      ...{ counted: closed.amount ?? 0, expected: closed.expected ?? 0 },
    },
  };
}
