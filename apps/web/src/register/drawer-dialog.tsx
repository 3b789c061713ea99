import {
  deedOfEvent,
  DIFFERENCE_LIMIT,
  differenceCauses,
  formatMoney,
  money,
  parseMoney,
  shiftName,
  shiftReport,
  type ApprovedDeed,
  type Approval,
  type Money,
} from '@tillkeep/domain';
import { newestShift, type EventToRecord, type RegisterPeople, type ShiftOnDevice } from '@tillkeep/offline';
import { recordEvent } from '@tillkeep/offline/record-event';
import { Button, Dialog, Field, Notice, TextInput, useAnnounce } from '@tillkeep/ui';
import { ArrowDownToLine, ArrowUpFromLine, DoorClosed, Printer, ReceiptText, Vault } from 'lucide-react';
import { useCallback, useId, useState, type ReactNode } from 'react';
import { v7 } from 'uuid';
import { formatShortDateTime, plural } from '../format';
import { ShiftPaper, type ShiftOnPaper } from '../shifts/shift-paper';
import { causeOf, causeWords, differenceText, figuresOf } from '../shifts/shift-words';
import { CashCounter, type CashEntry } from './cash-count';
import { approve } from './cashier';
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
    <Form disabled={!float} action="Open the shift" onSubmit={() => float && onOpen(float)}>
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
    </Form>
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
    <Form
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
      <Field label="Reason">
        <TextInput
          autoComplete="off"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          className="h-11"
        />
      </Field>
    </Form>
  );
}

function OpenDrawer({ onOpen, onBack }: { onOpen: (reason: string) => Promise<void>; onBack: () => void }) {
  const [reason, setReason] = useState('');
  return (
    <Form
      disabled={reason.trim() === ''}
      action="Open the drawer"
      onBack={onBack}
      onSubmit={() => onOpen(reason.trim())}
    >
      <p className="text-sm text-ink-muted">
        To change money, say. It is written down; where no printer opens the drawer, use its key.
      </p>
      <Field label="Reason">
        <TextInput
          autoFocus
          autoComplete="off"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          className="h-11"
        />
      </Field>
    </Form>
  );
}

/** Blind: what must be in the drawer is not said before it was counted. */
function Count(props: { currency: string; onCounted: (counted: CashEntry) => void; onBack: () => void }) {
  const { currency, onCounted, onBack } = props;
  const [counted, setCounted] = useState<CashEntry>();
  return (
    <Form
      disabled={!counted}
      action="That is all"
      onBack={onBack}
      onSubmit={() => counted && onCounted(counted)}
    >
      <p className="text-sm text-ink-muted">Count all the cash in the drawer, the float with it.</p>
      <CashCounter label="Counted" currency={currency} onChange={setCounted} />
    </Form>
  );
}

function CloseShift(props: {
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
    <Form
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
      <Field
        label={needsReason ? 'Reason' : 'Note (optional)'}
        hint={needsReason ? `A difference above ${show(limit)} needs a reason.` : undefined}
      >
        <TextInput
          autoFocus
          autoComplete="off"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          className="h-11"
        />
      </Field>
    </Form>
  );
}

const MOST_CAUSES = 5;

function Report({ till, shift, onBack }: { till: OpenTill; shift: ShiftOnDevice; onBack: () => void }) {
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

/** Enter does it; a second press while it is being stored does nothing. */
function Form(props: {
  disabled: boolean;
  action: string;
  back?: string;
  onBack?: () => void;
  onSubmit: () => unknown;
  children: ReactNode;
}) {
  const { disabled, action, back = 'Back', onBack, onSubmit, children } = props;
  const [busy, setBusy] = useState(false);
  const id = useId();
  return (
    <form
      id={id}
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || disabled) return;
        setBusy(true);
        void Promise.resolve(onSubmit()).finally(() => setBusy(false));
      }}
    >
      {children}
      <div className="flex flex-wrap justify-end gap-3">
        {onBack && (
          <Button size="touch" onClick={onBack}>
            {back}
          </Button>
        )}
        <Button type="submit" variant="primary" size="touch" disabled={disabled} busy={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
