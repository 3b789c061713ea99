import { fail, ok, type Result } from '@tillkeep/domain';

export interface DecodedText {
  text: string;
  /** The label by which TextDecoder knows it, such as utf-8 or windows-1252. */
  encoding: string;
}

export interface FileProblem {
  code: 'NOT_TEXT' | 'ENCODING_UNKNOWN';
  message: string;
}

/**
 * The file's text. The encoding is the one given, else the byte order mark's, else UTF-8 when every byte fits it,
 * else what Western shop software writes: Windows-1252, or ISO-8859-15 where only that gives a euro sign.
 */
export function decodeText(bytes: Uint8Array, encoding?: string): Result<DecodedText, FileProblem> {
  const decoder = decoderFor(encoding || guessEncoding(bytes));
  if (!decoder) {
    return fail({
      code: 'ENCODING_UNKNOWN',
      message: `The encoding "${encoding}" is not known here. Try utf-8, utf-16le, windows-1252 or iso-8859-15.`,
    });
  }
  const decoded = decoder.decode(bytes);
  const text = decoder.encoding === 'windows-1252' ? withWindowsLetters(decoded) : decoded;
  if (text.includes('\0')) return fail({ code: 'NOT_TEXT', message: notText(bytes) });
  return ok({ text, encoding: decoder.encoding });
}

function guessEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (isUtf8(bytes)) return 'utf-8';
  // 0xA4 is the euro sign of ISO-8859-15 and the never used ¤ of Windows-1252; 0x80 to 0x9F are letters only in the latter.
  const usesWindowsLetters = bytes.some((byte) => byte >= 0x80 && byte <= 0x9f);
  return bytes.includes(0xa4) && !usesWindowsLetters ? 'iso-8859-15' : 'windows-1252';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function decoderFor(encoding: string) {
  try {
    return new TextDecoder(encoding);
  } catch {
    return undefined;
  }
}

// Node from 20.18.3 to the late 24s decodes windows-1252 as if it were ISO-8859-1 (nodejs/node#56542), so that the euro
// sign arrives as the control character U+0080. Where the decoder is right this finds nothing to do.
const WINDOWS_LETTERS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function withWindowsLetters(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (letter) => WINDOWS_LETTERS.charAt(letter.charCodeAt(0) - 0x80));
}

function notText(bytes: Uint8Array): string {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return 'This is a spreadsheet or a zip archive. Save the sheet as CSV (UTF-8), or unpack the archive, and take that file.';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'This file is compressed (gzip). Unpack it first.';
  return 'This is not a text file. If it is, its encoding has to be chosen by hand (UTF-16 without a mark, perhaps).';
}
