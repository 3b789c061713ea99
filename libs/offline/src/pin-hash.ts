/** 32 bytes in hex: PBKDF2 with SHA-256. Takes some tenths of a second; many times that where the address is not secure. */
export async function hashPin(
  pin: string,
  { pinSalt, iterations }: { readonly pinSalt: string; readonly iterations: number },
): Promise<string> {
  const { hexToBytes, bytesToHex, utf8ToBytes } = await import('@noble/hashes/utils.js');
  const salt = new Uint8Array(hexToBytes(pinSalt));
  const typed = new Uint8Array(utf8ToBytes(pin));
  // Browsers have it on secure addresses only.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle) {
    const key = await subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveBits']);
    const bits = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256);
    return bytesToHex(new Uint8Array(bits));
  }
  const [{ pbkdf2Async }, { sha256 }] = await Promise.all([
    import('@noble/hashes/pbkdf2.js'),
    import('@noble/hashes/sha2.js'),
  ]);
  return bytesToHex(await pbkdf2Async(sha256, typed, salt, { c: iterations, dkLen: 32 }));
}
