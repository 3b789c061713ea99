import { formatMoney } from '@tillkeep/domain';
import { formatDateTime, formatDecimal, formatPercent } from '../format';
import { Paper } from './paper';
import { changeOf, isReturn, taxByRate, type Receipt } from './receipt';
import { methods } from './payment-methods';

/** The receipt as it is printed. */
export function PaperReceipt({ sale }: { sale: Receipt }) {
  const { outlet } = sale;
  const show = (amount: number) => formatMoney(amount, outlet.currency);
  const change = changeOf(sale);

  return (
    <Paper label={`Receipt ${sale.number}`}>
      <header className="pb-3 text-center">
        <p className="text-base font-semibold">{outlet.name}</p>
        {outlet.receiptHeader && (
          <p className="pb-2 break-words whitespace-pre-line">{outlet.receiptHeader}</p>
        )}
        <p>{formatDateTime(sale.soldAt, outlet.timeZone)}</p>
        <p>
          {isReturn(sale) ? 'Return' : 'Sale'} {sale.number}
        </p>
        <p>{sale.reference}</p>
        {sale.cashierName && <p>You were served by {sale.cashierName}</p>}
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
                {line.returnOf && (
                  <span className="block">
                    Return{line.returnOf.sale && ` from ${line.returnOf.sale.number}`}
                  </span>
                )}
              </td>
              <td className="py-1 text-right align-bottom whitespace-nowrap">{show(line.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="tabular pt-2">
        <Row
          name={sale.total < 0 ? 'Given back' : 'Total'}
          amount={show(Math.abs(sale.total))}
          className="text-base font-semibold"
        />
        {sale.payments.map((payment, index) => (
          <Row
            key={index}
            name={methods[payment.method].name}
            amount={show(Math.abs(payment.tendered ?? payment.amount))}
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
      <p className="pt-4 text-center break-words whitespace-pre-line">
        {outlet.receiptFooter || 'Thank you'}
      </p>
    </Paper>
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
