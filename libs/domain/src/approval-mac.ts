import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Approval } from './approval';
import { canonicalJson } from './chain';

/**
 * HMAC-SHA-256, in hex, of the approval's canonical JSON without its mac and with the id of the claim, under the approver's
 * hashed PIN (hex): only who knows the PIN can make it, and nothing of it can be changed afterwards.
 */
export function approvalMac(approval: Omit<Approval, 'mac'>, claimId: string, pinHash: string): string {
  const text = canonicalJson({ ...approval, mac: undefined, claimId });
  return bytesToHex(hmac(sha256, hexToBytes(pinHash), utf8ToBytes(text)));
}
