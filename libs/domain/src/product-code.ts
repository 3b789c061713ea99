import { searchWords } from './search-text';

/**
 * Whether the last digit of an EAN-8, UPC-A, EAN-13 or GTIN-14 fits the others (GS1 General Specifications 7.9:
 * weights 3, 1, 3 … from the right). 'not-gs1' for any other text: shops have codes of their own, and may.
 */
export function gs1CheckDigit(code: string): 'ok' | 'bad' | 'not-gs1' {
  if (!/^(\d{8}|\d{12,14})$/.test(code)) return 'not-gs1';
  const digits = [...code].map(Number).reverse();
  const sum = digits.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0 ? 'ok' : 'bad';
}

/** A SKU for a product that has none: "Café moulu 250 g" → "CAFE-MOULU-250-G", at most 32 characters; "PRODUCT" without letters. */
export function skuFromName(name: string): string {
  const sku = searchWords(name).join('-').toUpperCase();
  return [...sku].slice(0, 32).join('').replace(/-$/, '') || 'PRODUCT';
}
