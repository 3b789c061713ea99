import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/**
 * How often a new PIN is hashed (PBKDF2 with SHA-256): what OWASP's Password Storage Cheat Sheet asks for. 0.2 s in a browser on
 * a machine of today, so that a till half as fast stays within half a second.
 */
export const PIN_ITERATIONS = 600_000;

/** What is wrong with a PIN that somebody chose, in words; undefined when nothing is. */
export function pinProblem(pin: string): string | undefined {
  if (!/^\d{4,8}$/.test(pin)) return 'A PIN has 4 to 8 digits.';
  const steps = [...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index]));
  const isStaircase = steps.every((step) => step === steps[0]) && Math.abs(steps[0] ?? 0) <= 1;
  const isRepeated = /^(\d{1,2})\1+$/.test(pin);
  return isStaircase || isRepeated ? 'This PIN is guessed first. Take digits without a pattern.' : undefined;
}

/** How many seconds the next try has to wait after so many wrong PINs in a row. */
export function pinWait(wrong: number): number {
  if (wrong < FREE_TRIES) return 0;
  return Math.min(FIRST_WAIT * 2 ** Math.min(wrong - FREE_TRIES, 20), LONGEST_WAIT);
}

/**
 * What a device keeps to tell the right PIN by: HMAC-SHA-256 of the hashed PIN under the device's own salt. Hashes are text of
 * hex digits. It signs no approval, and fits no other device.
 */
export function pinVerifier(pinHash: string, deviceSalt: string): string {
  return bytesToHex(hmac(sha256, hexToBytes(deviceSalt), hexToBytes(pinHash)));
}

const FREE_TRIES = 5;
/** In seconds. */
const FIRST_WAIT = 30;
const LONGEST_WAIT = 3600;
