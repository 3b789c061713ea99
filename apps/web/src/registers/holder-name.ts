import type { RegisterHereFragment } from '@tillkeep/client';

/** Who numbers the register's sales: a device, or the gateway for those that come in through the API. */
export function holderName({ claim, code }: Pick<RegisterHereFragment, 'claim' | 'code'>): string {
  if (claim) return `“${claim.deviceName}”`;
  return code === SERVER_REGISTER ? 'the gateway itself' : 'no device';
}

const SERVER_REGISTER = '00';
