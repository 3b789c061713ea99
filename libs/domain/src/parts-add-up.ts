import { type SettledSale } from './settle';

/**
 * For tests: what is true of every settled sale, whatever was sold. Written without the code it checks, and without
 * expect(), because it runs for hundreds of thousands of sales. Plain numbers do: settling refuses sums beyond them.
 */
export function partsAddUp(sale: SettledSale): SettledSale {
  const sums = { net: 0, tax: 0, total: 0 };
  for (const line of sale.lines) {
    mustBe(line.net + line.tax === line.total, 'a line', sale);
    sums.net += line.net;
    sums.tax += line.tax;
    sums.total += line.total;
  }
  const byRate = { net: 0, tax: 0, total: 0 };
  let last = -1;
  for (const part of sale.taxByRate) {
    mustBe(part.net + part.tax === part.gross, 'a rate', sale);
    mustBe(part.rate > last, 'the order of rates', sale);
    last = part.rate;
    byRate.net += part.net;
    byRate.tax += part.tax;
    byRate.total += part.gross;
  }
  mustBe(sale.subtotal === sums.net && sums.net === byRate.net, 'the subtotal', sale);
  mustBe(sale.tax === sums.tax && sums.tax === byRate.tax, 'the tax', sale);
  mustBe(sale.total === sums.total && sums.total === byRate.total, 'the total', sale);
  mustBe(sale.subtotal + sale.tax === sale.total, 'the whole', sale);
  return sale;
}

function mustBe(holds: boolean, what: string, sale: SettledSale): void {
  if (!holds) throw new Error(`The parts do not add up (${what}): ${JSON.stringify(sale)}`);
}
