/**
 * The form in which texts are searched and found: lower case, accents off, only letters, digits and single spaces.
 * ("Café moulu", "CAFE-250") → "cafe moulu cafe 250". Query and content go through the same door.
 */
export function searchText(...parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter((part) => part)
    .join(' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßœæøłđıς]/gu, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

export function searchWords(text: string): string[] {
  const plain = searchText(text);
  return plain === '' ? [] : plain.split(' ');
}

// Letters that Unicode does not take apart. ς is σ at the end of a word.
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ς: 'σ',
};
