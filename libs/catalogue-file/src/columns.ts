import { gs1CheckDigit, searchWords } from '@tillkeep/domain';

/** What a product file can say about a product. */
export const FIELDS = ['sku', 'barcode', 'name', 'category', 'price', 'taxRate', 'stock'] as const;
export type Field = (typeof FIELDS)[number];

/** Which column (0-based) each field is read from. A field without a column is left out. */
export type Mapping = Partial<Record<Field, number>>;

/** A first idea of the mapping, from the names of the columns in six languages and from what the sample rows look like. */
export function guessMapping(
  headers: readonly string[],
  sampleRows: readonly (readonly string[])[],
): Mapping {
  const mapping: Mapping = {};
  const bestRank = new Map<Field, number>();
  headers.forEach((header, column) => {
    const meaning = meaningOf(header);
    if (!meaning || meaning.rank >= (bestRank.get(meaning.field) ?? Infinity)) return;
    if (isNumeric(meaning.field) && !holdsNumbers(sampleRows, column)) return;
    mapping[meaning.field] = column;
    bestRank.set(meaning.field, meaning.rank);
  });
  mapping.barcode ??= columnOfBarcodes(headers, sampleRows, mapping);
  if (mapping.barcode === undefined) delete mapping.barcode;
  return mapping;
}

/** How many of these cells are names that we know a column by: many in a header, none in a row of products. */
export function knownColumnNames(cells: readonly string[]): number {
  return cells.filter((cell) => meanings.has(wordsOf(cell).join(''))).length;
}

// Names as they stand in files, without blanks, accents and signs; the better name of a field first. English, French,
// German, Spanish, Italian, Dutch. Prices without tax are missing on purpose: reading one as the price at the till
// would be wrong by the tax, so a person has to choose it.
const NAMES: Readonly<Record<Field, string>> = {
  barcode:
    'barcode barcodes ean ean13 ean8 eancode codeean gtin upc upca upccode isbn ' +
    'codebarre codebarres codeabarre codeabarres gencod gencode strichcode barcodenummer streepjescode ' +
    'codigodebarras codigobarras codiceabarre codicebarre',
  taxRate:
    'taxrate taxpercent tax salestax vatrate vatpercent vat gst hst tauxtva tauxdetva tva mwstsatz mwst ' +
    'mehrwertsteuer umsatzsteuer ust steuersatz steuer tipoiva tipodeiva ivapercent iva aliquotaiva aliquota ' +
    'btwtarief btwpercentage btw',
  stock:
    'stockonhand onhand qtyonhand stockquantity stocklevel stock quantity qty inventory ' +
    'stockdisponible enstock quantite qte lagerbestand bestand lager menge anzahl existencias inventario cantidad ' +
    'giacenza scorte disponibilita quantita voorraad aantal hoeveelheid',
  price:
    'sellingprice salesprice saleprice retailprice priceincltax priceincvat grossprice price unitprice rrp ' +
    'prixventettc prixdeventettc prixttc prixdevente prixvente pvttc prix prixunitaire tarif ' +
    'verkaufspreis vkbrutto bruttopreis ladenpreis endpreis vkpreis vk preis stuckpreis stueckpreis einzelpreis ' +
    'pvp precioconiva preciodeventa precioventa precio preciounitario ' +
    'prezzoivato prezzodivendita prezzovendita prezzo prezzounitario verkoopprijs consumentenprijs prijs',
  category:
    'category productcategory categories department producttype productgroup section kind family type group ' +
    'categorie rayon famille kategorie warengruppe produktgruppe artikelgruppe abteilung sortiment ' +
    'categoria familia seccion departamento reparto famiglia settore artikelgroep productgroep groep afdeling',
  name:
    'name productname itemname articlename title producttitle description productdescription itemdescription ' +
    'designation libelle nomduproduit nomproduit nom intitule artikelbezeichnung produktbezeichnung bezeichnung ' +
    'artikelname produktname beschreibung nombredelproducto nombreproducto nombre descripcion ' +
    'nomeprodotto nome descrizione denominazione productnaam artikelnaam naam artikelomschrijving omschrijving ' +
    'product item article produit artikel produkt producto articulo prodotto articolo',
  sku:
    'sku skucode itemsku productsku stockcode itemnumber itemno itemcode articlenumber articlecode productcode ' +
    'partnumber artikelnummer artikelnr artnr produktnummer productnummer bestellnummer artikelcode ' +
    'reference referenceproduit referencearticle refproduit refarticle codearticle codeproduit numeroarticle ' +
    'referencia codigoarticulo codigoproducto codigo codicearticolo codiceprodotto codice riferimento ' +
    'code ref articleid productid itemid plu id',
};

// Too general to be trusted inside a longer name such as "Customer ID" or "Order type".
const ONLY_ALONE = new Set(
  'id code ref plu kind type group family section item article product produit artikel produkt producto articulo prodotto articolo groep tax lager'.split(
    ' ',
  ),
);

// A column with one of these words beside the name holds something else: "price min", "prix d'achat HT", "EK netto".
const SOMETHING_ELSE = new Set(
  (
    'min minimum max maximum old ancien alt source check date per amount montant betrag importo importe ' +
    'cost purchase buying achat einkauf ek coste costo compra acquisto inkoop supplier vendor fournisseur lieferant ' +
    'proveedor fornitore leverancier ht net netto hors excl exkl excluding without sin alert alerte reorder'
  ).split(' '),
);

interface Meaning {
  field: Field;
  /** Smaller is better; a name within a longer one ranks behind every name that stands alone. */
  rank: number;
}

const meanings = new Map<string, Meaning>(
  FIELDS.flatMap((field) =>
    NAMES[field].split(' ').map((name, rank): [string, Meaning] => [name, { field, rank }]),
  ),
);

const FIELD_ORDER = ['barcode', 'taxRate', 'stock', 'price', 'category', 'name', 'sku'] as const;

function meaningOf(header: string): Meaning | undefined {
  const words = wordsOf(header);
  const alone = meanings.get(words.join(''));
  if (alone) return alone;
  if (words.some((word) => SOMETHING_ELSE.has(word))) return undefined;
  const within = runsOf(words)
    .filter((run) => !ONLY_ALONE.has(run))
    .flatMap((run) => meanings.get(run) ?? []);
  for (const field of FIELD_ORDER) {
    const ranks = within.filter((meaning) => meaning.field === field).map((meaning) => meaning.rank);
    if (ranks.length > 0) return { field, rank: 1000 + Math.min(...ranks) };
  }
  return undefined;
}

function wordsOf(header: string): string[] {
  return searchWords(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'));
}

/** Every run of neighbouring words, written together: "prix ttc magasin" → prix, prixttc, prixttcmagasin, ttc … */
function runsOf(words: readonly string[]): string[] {
  return words.flatMap((_, start) =>
    words.slice(start).map((_, length) => words.slice(start, start + length + 1).join('')),
  );
}

function isNumeric(field: Field): boolean {
  return field === 'price' || field === 'taxRate' || field === 'stock';
}

function holdsNumbers(rows: readonly (readonly string[])[], column: number): boolean {
  const cells = filledCells(rows, column);
  return cells.length === 0 || cells.some((cell) => /\d/.test(cell));
}

/** A column full of right check digits is one of barcodes, whatever it is called; a wrong digit here and there is usual. */
function columnOfBarcodes(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  mapping: Mapping,
): number | undefined {
  const taken = new Set(FIELDS.filter((field) => field !== 'sku').map((field) => mapping[field]));
  const column = headers.findIndex((_, index) => {
    if (taken.has(index)) return false;
    const cells = filledCells(rows, index);
    const right = cells.filter((cell) => gs1CheckDigit(cell) === 'ok').length;
    return right >= 3 && right >= cells.length * 0.8;
  });
  return column < 0 ? undefined : column;
}

function filledCells(rows: readonly (readonly string[])[], column: number): string[] {
  return rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
}
