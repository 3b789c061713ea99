import {
  deedOfEvent,
  DIFFERENCE_LIMIT,
  formatMoney,
  parseMoney,
  shiftName,
  type ApprovedDeed,
  type Approval,
  type Money,
} from '@tillkeep/domain';
import { newestShift, type EventToRecord, type RegisterPeople, type ShiftOnDevice } from '@tillkeep/offline';
import { recordEvent } from '@tillkeep/offline/record-event';
import { Button, Dialog, Field, Notice, TextInput, useAnnounce } from '@tillkeep/ui';
import { ArrowDownToLine, ArrowUpFromLine, DoorClosed, ReceiptText, Vault } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import { v7 } from 'uuid';
import { formatShortDateTime, plural } from '../format';
import { differenceText } from '../shifts/shift-words';
import { CashCounter, type CashEntry } from './cash-count';
import { approve } from './cashier';
import { CloseShift, Count, Report } from './close-shift';
import { DrawerForm, Reason } from './drawer-form';
import { Leave } from './leave';
import type { Cashier } from './use-cashier';
import type { OpenTill } from './use-till';
import { useStored } from './use-stored';

type Step =
  | { readonly at: 'menu' | 'paidIn' | 'paidOut' | 'open' | 'count' | 'paper' }
  | { readonly at: 'result'; readonly counted: CashEntry }
  | { readonly at: 'leave'; readonly deed: ApprovedDeed; readonly go: (approval: Approval) => Promise<void> };

type Happening = Omit<EventToRecord, 'at'>;

/** F7: the drawer's shift, from its float to its count. All of it is on this device, with or without a network. */
export default function DrawerDialog(props: {
  till: OpenTill;
  people: RegisterPeople | undefined;
  cashier: Cashier | undefined;
  onClose: () => void;
}) {
  const { till, people, cashier, onClose } = props;
  const { store, sync, claim } = till;
  const [step, setStep] = useState<Step>({ at: 'menu' });
  const [problem, setProblem] = useState<string>();
  const announce = useAnnounce();
  const found = useStored(
    sync,
    useCallback(async () => ({ shift: await newestShift(store) }), [store]),
  );
  if (!found) return null;
  const { shift } = found;
  const { currency } = claim.outlet;
  const go = (next: Step) => {
    setProblem(undefined);
    setStep(next);
  };

  /** Goes on only once it is on the disk. */
  const record = async (event: Happening, said: string, next: Step) => {
    const by = cashier && { userId: cashier.id, userName: cashier.name };
    const stored = await recordEvent(store, till.lead, { ...event, ...by, at: new Date() });
    if (!stored.ok) return setProblem(stored.error.message);
    announce(said);
    go(next);
  };
  /** The same, with the leave of somebody else where whoever is here may not do it alone. */
  const recordGuarded = async (event: Happening, said: string, next: Step) => {
    const asked = deedOfEvent(event);
    if (!asked || !cashier || cashier.mayAlone(asked.deed)) return record(event, said, next);
    const deed = { action: asked.deed.action, amount: asked.amount, eventId: event.id };
    go({ at: 'leave', deed, go: (approval) => record({ ...event, approval }, said, next) });
  };

  const isOpen = shift !== undefined && !shift.closed;
  const steps: Record<Step['at'], () => { title: string; content: ReactNode }> = {
    menu: () => ({
      title: isOpen ? `Shift ${nameOf(shift, claim.epoch)}` : 'Open a shift',
      content: isOpen ? (
        <Menu shift={shift} till={till} onStep={go} />
      ) : (
        <OpenShift
          currency={currency}
          onOpen={({ amount, cash }) =>
            record({ id: v7(), kind: 'SHIFT_OPENED', amount, cash }, 'Shift opened', { at: 'menu' })
          }
          onLastReport={shift && (() => go({ at: 'paper' }))}
        />
      ),
    }),
    open: () => ({
      title: 'Open the drawer without a sale',
      content: (
        <OpenDrawer
          onBack={() => go({ at: 'menu' })}
          onOpen={(reason) =>
            recordGuarded({ id: v7(), kind: 'DRAWER_OPENED', reason }, 'Written down', { at: 'menu' })
          }
        />
      ),
    }),
    leave: () => ({
      title: 'A manager has to approve this',
      content: step.at === 'leave' && people && (
        <>
          <p>
            {step.deed.action === 'SHIFT_DIFFERENCE'
              ? `The shift is closed with a difference: ${differenceText(step.deed.amount, currency)}.`
              : 'The drawer is opened without a sale.'}
          </p>
          <Leave
            store={store}
            people={people}
            onKnown={(approver) => void step.go(approve(step.deed, approver, claim))}
          />
          <Button size="touch" className="justify-self-start" onClick={() => go({ at: 'menu' })}>
            Back
          </Button>
        </>
      ),
    }),
    paidIn: () => ({ title: 'Pay in', content: <Move {...moving('PAID_IN', 'Paid in')} /> }),
    paidOut: () => ({ title: 'Pay out', content: <Move {...moving('PAID_OUT', 'Paid out')} /> }),
    count: () => ({
      title: 'Count the drawer',
      content: (
        <Count
          currency={currency}
          onBack={() => go({ at: 'menu' })}
          onCounted={(counted) => go({ at: 'result', counted })}
        />
      ),
    }),
    result: () => ({
      title: 'Close the shift',
      content: isOpen && step.at === 'result' && (
        <CloseShift
          shift={shift}
          outlet={claim.outlet}
          counted={step.counted}
          onAgain={() => go({ at: 'count' })}
          limit={people?.differenceLimit ?? DIFFERENCE_LIMIT}
          onCloseShift={(expected, reason) =>
            recordGuarded(
              {
                ...{ id: v7(), kind: 'SHIFT_CLOSED', shiftId: shift.opened.id, expected },
                ...{ amount: step.counted.amount, cash: step.counted.cash, reason },
              },
              'Shift closed',
              { at: 'paper' },
            )
          }
        />
      ),
    }),
    paper: () => ({
      title: shift?.closed ? 'Z report' : 'X report',
      content: shift && <Report till={till} shift={shift} onBack={() => go({ at: 'menu' })} />,
    }),
  };
  const moving = (kind: 'PAID_IN' | 'PAID_OUT', said: string) => ({
    currency,
    onBack: () => go({ at: 'menu' }),
    onMove: (amount: Money, reason: string) =>
      record({ id: v7(), kind, shiftId: shift?.opened.id, amount, reason }, said, { at: 'menu' }),
  });
  const { title, content } = steps[step.at]();
  return (
    <Dialog open onOpenChange={onClose} title={title}>
      <div key={step.at} className="grid gap-4">
        {problem && <Notice tone="failed" title={problem} />}
        {content}
      </div>
    </Dialog>
  );
}

function nameOf({ opened }: ShiftOnDevice, epoch: number): string {
  return shiftName(epoch, opened.shiftNumber ?? 1);
}

function OpenShift(props: {
  currency: string;
  onOpen: (float: CashEntry) => Promise<void>;
  /** Shows what the shift before came to. */
  onLastReport?: () => void;
}) {
  const { currency, onOpen, onLastReport } = props;
  const [float, setFloat] = useState<CashEntry>();
  return (
    <DrawerForm disabled={!float} action="Open the shift" onSubmit={() => float && onOpen(float)}>
      <p className="text-sm text-ink-muted">
        What is in the drawer to begin with? Selling without a shift is possible, too.
      </p>
      <CashCounter label="Float" currency={currency} onChange={setFloat} />
      {onLastReport && (
        <Button
          size="touch"
          className="justify-self-start"
          icon={<ReceiptText aria-hidden />}
          onClick={onLastReport}
        >
          Last Z report
        </Button>
      )}
    </DrawerForm>
  );
}

function Menu({
  shift,
  till,
  onStep,
}: {
  shift: ShiftOnDevice;
  till: OpenTill;
  onStep: (step: Step) => void;
}) {
  const { outlet } = till.claim;
  const { opened, facts, unsent } = shift;
  return (
    <>
      <p className="text-sm text-ink-muted">
        Open since {formatShortDateTime(opened.at, outlet.timeZone)} with{' '}
        {formatMoney(facts.float, outlet.currency)}, {plural(facts.toSale - facts.fromSale, 'sale')} so far
        {unsent > 0 && `, ${plural(unsent, 'sale')} of it not sent yet`}.
      </p>
      <div className="grid gap-3 tablet:grid-cols-2">
        <Button
          autoFocus
          size="touch"
          icon={<ArrowDownToLine aria-hidden />}
          onClick={() => onStep({ at: 'paidIn' })}
        >
          Pay in
        </Button>
        <Button size="touch" icon={<ArrowUpFromLine aria-hidden />} onClick={() => onStep({ at: 'paidOut' })}>
          Pay out
        </Button>
        <Button size="touch" icon={<ReceiptText aria-hidden />} onClick={() => onStep({ at: 'paper' })}>
          X report
        </Button>
        <Button size="touch" icon={<Vault aria-hidden />} onClick={() => onStep({ at: 'open' })}>
          Open without a sale
        </Button>
        <Button
          size="touch"
          variant="primary"
          icon={<DoorClosed aria-hidden />}
          className="tablet:col-span-2"
          onClick={() => onStep({ at: 'count' })}
        >
          Close the shift
        </Button>
      </div>
    </>
  );
}

function Move(props: {
  currency: string;
  onMove: (amount: Money, reason: string) => Promise<void>;
  onBack: () => void;
}) {
  const { currency, onMove, onBack } = props;
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const amount = parseMoney(typed, currency);
  const isReady = amount !== undefined && amount > 0 && reason.trim() !== '';
  return (
    <DrawerForm
      disabled={!isReady}
      action="Save"
      onBack={onBack}
      onSubmit={() => amount !== undefined && onMove(amount, reason.trim())}
    >
      <Field
        label="Amount"
        error={typed !== '' && amount === undefined ? 'This is not an amount.' : undefined}
      >
        <TextInput
          autoFocus
          inputMode="decimal"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="tabular h-11 text-right text-lg"
        />
      </Field>
      <Reason value={reason} onChange={setReason} />
    </DrawerForm>
  );
}

function OpenDrawer({ onOpen, onBack }: { onOpen: (reason: string) => Promise<void>; onBack: () => void }) {
  const [reason, setReason] = useState('');
  return (
    <DrawerForm
      disabled={reason.trim() === ''}
      action="Open the drawer"
      onBack={onBack}
      onSubmit={() => onOpen(reason.trim())}
    >
      <p className="text-sm text-ink-muted">
        To change money, say. It is written down; where no printer opens the drawer, use its key.
      </p>
      <Reason autoFocus value={reason} onChange={setReason} />
    </DrawerForm>
  );
}
