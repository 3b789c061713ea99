import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { createReadStream, createWriteStream, openSync, closeSync, readSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

// A file that only a passphrase opens: AES-256-GCM (NIST SP 800-38D), its key by scrypt (RFC 7914) with 32 MiB.
// Mark, salt, nonce, what is sealed, tag.

const MARK = Buffer.from('TILLKEEP-SEALED-1');
const [SALT, NONCE, TAG] = [16, 12, 16];
const HEAD = MARK.length + SALT + NONCE;

export async function seal(from: string, to: string, passphrase: string): Promise<void> {
  const [salt, nonce] = [randomBytes(SALT), randomBytes(NONCE)];
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt), nonce);
  const target = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true });
  target.write(Buffer.concat([MARK, salt, nonce]));
  await pipeline(
    createReadStream(from),
    cipher,
    async function* (sealed) {
      yield* sealed;
      yield cipher.getAuthTag();
    },
    target,
  );
}

/** Rejects when it is another passphrase's, or when one bit was changed; `to` is then worth nothing. */
export async function unseal(from: string, to: string, passphrase: string): Promise<void> {
  const size = statSync(from).size;
  const head = readPart(from, 0, HEAD);
  if (!head.subarray(0, MARK.length).equals(MARK)) throw new Error(`${from} is no sealed file.`);
  const salt = head.subarray(MARK.length, MARK.length + SALT);
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyOf(passphrase, salt),
    head.subarray(MARK.length + SALT),
  );
  decipher.setAuthTag(readPart(from, size - TAG, TAG));
  const sealed = createReadStream(from, { start: HEAD, end: size - TAG - 1 });
  await pipeline(sealed, decipher, createWriteStream(to, { mode: 0o600, flush: true }));
}

function keyOf(passphrase: string, salt: Buffer): Buffer {
  return scryptSync(passphrase, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 });
}

function readPart(file: string, position: number, length: number): Buffer {
  const part = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, part, 0, length, position);
  } finally {
    closeSync(descriptor);
  }
  return part;
}
