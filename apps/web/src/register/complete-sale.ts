import { CreateSaleDocument } from '@tillkeep/client';
import { type Ask } from './gateway';
import { type SaleAnswer, type SaleToSend } from './register-state';

/**
 * Sends a sale and says what became of it. Never rejects. While a sale is on its way, asking again for the same id
 * gives the same answer instead of a second request; after that, the gateway answers a known id with its first sale.
 */
export function completeSale(ask: Ask, sale: SaleToSend): Promise<SaleAnswer> {
  const onItsWay = inFlight.get(sale.id);
  if (onItsWay) return onItsWay;
  const answer = send(ask, sale).finally(() => inFlight.delete(sale.id));
  inFlight.set(sale.id, answer);
  return answer;
}

const inFlight = new Map<string, Promise<SaleAnswer>>();

async function send(ask: Ask, input: SaleToSend): Promise<SaleAnswer> {
  const result = await ask(CreateSaleDocument, { input });
  if (result.ok) return { kind: 'recorded', sale: result.value.createSale };
  const { problem, extensions } = result.error;
  // An internal error may strike after the commit as well as before it: only a coded refusal says "not saved".
  if (problem.code === 'UNREACHABLE' || problem.code === 'INTERNAL_SERVER_ERROR') return { kind: 'unknown' };
  return { kind: 'refused', problem, lineIndex: lineIndex(extensions.field) };
}

/** `extensions.field` is the path into the input: `lines.2.quantity` is about the third line. */
function lineIndex(field: unknown): number | undefined {
  const index = typeof field === 'string' ? /\blines\W(\d+)/.exec(field)?.[1] : undefined;
  return index === undefined ? undefined : Number(index);
}
