import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

/** JSON with one spelling (RFC 8785): keys sorted, no blanks, fields that are undefined left out. TypeError for what JSON cannot say. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('There is no JSON for this value');
  return text;
}

/**
 * SHA-256, lower-case hex, of a sale exactly as it was sent: without its hash, with the claim's id added.
 * The sale names the hash of the one before it, so changing any sale of a claim changes all hashes after it.
 */
export function saleHash(saleAsSent: object, claimId: string): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ ...saleAsSent, hash: undefined, claimId }))));
}

/** An event of a register is hashed the same way; a claim's events have a chain of their own. */
export const eventHash = saleHash;
