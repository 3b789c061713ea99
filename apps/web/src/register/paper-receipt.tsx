import { formatMoney } from '@tillkeep/domain';
import { useLayoutEffect, useRef, useState } from 'react';
import { formatDateTime, formatDecimal, formatPercent } from '../format';
import { changeOf, taxByRate, type Receipt } from './receipt';
import { methods } from './payment-methods';

const PX_PER_MM = 96 / 25.4;

/**
 * The receipt as it comes out of an 80 mm printer, and as the only thing on the page that is printed (receipt.css).
 * Paper is white in every theme.
 */
export function PaperReceipt({ sale }: { sale: Receipt }) {
  const paper = useRef<HTMLElement>(null);
  const [length, setLength] = useState(200);
  const { outlet } = sale;
  const show = (amount: number) => formatMoney(amount, outlet.currency);
  const change = changeOf(sale);

  // A page as long as the receipt, so that a roll printer neither cuts it nor feeds blank paper.
  useLayoutEffect(() => {
    if (paper.current) setLength(Math.ceil(paper.current.offsetHeight / PX_PER_MM) + 2);
  }, [sale]);

  return (
    <article
      ref={paper}
      aria-label={`Receipt ${sale.number}`}
      className="receipt-paper w-[72mm] shrink-0 px-[4mm] py-[5mm] text-xs"
    >
      <style>{`@page { size: 80mm ${length}mm; margin: 0 }`}</style>
      <header className="pb-3 text-center">
        <p className="text-base font-semibold">{outlet.name}</p>
        <p>{formatDateTime(sale.soldAt, outlet.timeZone)}</p>
        <p>Sale {sale.number}</p>
        <p>{sale.reference}</p>
      </header>
      <table className="tabular w-full border-y border-dashed border-current">
        <thead className="sr-only">
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {sale.lines.map((line, index) => (
            <tr key={index}>
              <td className="py-1 pr-2 align-top break-words">
                {line.name}
                {line.quantity !== 1 && (
                  <span className="block">
                    {formatDecimal(line.quantity)} × {show(line.unitPrice)}
                  </span>
                )}
              </td>
              <td className="py-1 text-right align-bottom whitespace-nowrap">{show(line.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="tabular pt-2">
        <Row name="Total" amount={show(sale.total)} className="text-base font-semibold" />
        {sale.payments.map((payment, index) => (
          <Row
            key={index}
            name={methods[payment.method].name}
            amount={show(payment.tendered ?? payment.amount)}
          />
        ))}
        {change > 0 && <Row name="Change" amount={show(change)} />}
      </dl>
      <table className="tabular mt-2 w-full border-t border-dashed border-current text-right">
        <thead>
          <tr>
            {['Tax rate', 'Net', 'Tax', 'Gross'].map((heading) => (
              <th key={heading} scope="col" className="pt-2 font-normal first:text-left">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {taxByRate(sale).map(({ rate, net, tax, gross }) => (
            <tr key={rate}>
              <td className="text-left">{formatPercent(rate)}</td>
              <td>{show(net)}</td>
              <td>{show(tax)}</td>
              <td>{show(gross)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-4 text-center">Thank you</p>
    </article>
  );
}

function Row({ name, amount, className }: { name: string; amount: string; className?: string }) {
  return (
    <div className={`flex justify-between gap-2 ${className ?? ''}`}>
      <dt>{name}</dt>
      <dd>{amount}</dd>
    </div>
  );
}
