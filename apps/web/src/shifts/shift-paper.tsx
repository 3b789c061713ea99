import { formatMoney } from '@tillkeep/domain';
import type { ReactNode } from 'react';
import { formatDateTime, formatPercent, plural } from '../format';
import { Paper } from '../register/paper';
import { methods } from '../register/payment-methods';
import { differenceText, salesStatement, type ShiftFigures } from './shift-words';

/** What stands at the head and the foot of a shift's report. */
export interface ShiftOnPaper {
  readonly name: string;
  readonly outlet: { readonly name: string; readonly currency: string; readonly timeZone: string };
  readonly registerName: string;
  readonly openedAt: string;
  readonly openedByName?: string | null;
  readonly float: number;
  readonly figures: ShiftFigures;
  /** undefined while it is open: then it is an X report, which does not say what must be in the drawer. */
  readonly close?: {
    readonly at: string;
    readonly byName?: string | null;
    readonly counted: number;
    readonly expected: number;
    readonly note?: string | null;
  };
}

/** X or Z of a shift as it is printed: the same paper at the register and in the back office. */
export function ShiftPaper({ shift }: { shift: ShiftOnPaper }) {
  const { name, outlet, registerName, openedAt, openedByName, float, figures, close } = shift;
  const show = (amount: number) => formatMoney(amount, outlet.currency);
  const at = (instant: string) => formatDateTime(instant, outlet.timeZone);
  const { count, total, tenders, taxByRate, movements, paidIn, paidOut } = figures;
  const title = close ? `Z report, shift ${name}` : `X report, shift ${name}`;
  return (
    <Paper label={title}>
      <header className="pb-3 text-center">
        <p className="text-base font-semibold">{outlet.name}</p>
        <p className="font-semibold">{title}</p>
        <p>{registerName}</p>
        <p>
          Opened {at(openedAt)}
          {openedByName && `, ${openedByName}`}
        </p>
        {close && (
          <p>
            Closed {at(close.at)}
            {close.byName && `, ${close.byName}`}
          </p>
        )}
        <p className="pt-2 font-semibold">{salesStatement(figures)}</p>
      </header>
      <Part>
        <Row name={plural(count, 'sale')} amount={show(total)} className="font-semibold" />
        {tenders.map(({ method, count, amount }) => (
          <Row key={method} name={`${methods[method].name} (${count})`} amount={show(amount)} />
        ))}
      </Part>
      {taxByRate.length > 0 && (
        <Part>
          {taxByRate.map(({ rate, net, tax }) => (
            <Row key={rate} name={`Tax ${formatPercent(rate)} on ${show(net)}`} amount={show(tax)} />
          ))}
        </Part>
      )}
      <Part>
        <Row name="Float" amount={show(float)} />
        {movements.map(({ kind, amount, reason, at }, index) => (
          <Row
            key={`${at} ${index}`}
            name={`${kind === 'PAID_IN' ? 'In' : 'Out'}: ${reason}`}
            amount={show(kind === 'PAID_IN' ? amount : -amount)}
          />
        ))}
        {movements.length > 1 && <Row name="Paid in" amount={show(paidIn)} />}
        {movements.length > 1 && <Row name="Paid out" amount={show(paidOut)} />}
      </Part>
      {close && (
        <Part>
          <Row name="Expected in the drawer" amount={show(close.expected)} />
          <Row name="Counted" amount={show(close.counted)} />
          <Row
            name="Difference"
            amount={differenceText(close.counted - close.expected, outlet.currency)}
            className="text-sm font-semibold"
          />
          {close.note && <p className="pt-1 break-words">{close.note}</p>}
        </Part>
      )}
    </Paper>
  );
}

function Part({ children }: { children: ReactNode }) {
  return <div className="tabular border-t border-dashed border-current py-2">{children}</div>;
}

function Row({ name, amount, className }: { name: string; amount: string; className?: string }) {
  return (
    <p className={`flex justify-between gap-2 ${className ?? ''}`}>
      <span className="min-w-0 break-words">{name}</span> <span className="whitespace-nowrap">{amount}</span>
    </p>
  );
}
