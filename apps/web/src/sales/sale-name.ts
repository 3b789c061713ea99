import type { OutletHere } from '../outlet';

/**
 * What a person calls a sale: its short number in a shop with one register, the full reference otherwise. Sales that
 * came in through the API are numbered by the outlet's server register, so that their short numbers occur twice.
 */
export function saleName(
  { number, reference }: { number: string; reference: string },
  { code, hasOneRegister }: Pick<OutletHere, 'code' | 'hasOneRegister'>,
): string {
  return hasOneRegister && !reference.startsWith(`${code}-00-`) ? number : reference;
}
