import type { OutletHere } from '../outlet';

/** What a person calls a sale: its short number in a shop with one register, the full reference otherwise. */
export function saleName(
  sale: { number: string; reference: string },
  outlet: Pick<OutletHere, 'hasOneRegister'>,
): string {
  return outlet.hasOneRegister ? sale.number : sale.reference;
}
