// npm run import -- <file> [options]: reads a CSV file of products, shows what it found, and sends it to the shop.
// Exit code 0: every row is in. 2: some rows were refused. 1: the import could not run, or not to its end.
import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  decimalMarks,
  decodeText,
  DELIMITERS,
  FIELDS,
  guessMapping,
  readProducts,
  readTable,
  sendProducts,
  writeRefused,
  type AcceptedRow,
  type DecimalMark,
  type Delimiter,
  type Field,
  type ImportAnswer,
  type ImportTotals,
  type Mapping,
  type ReadSettings,
  type RefusedRow,
  type RowProblem,
  type SendBatch,
  type Table,
} from '@tillkeep/catalogue-file';
import { fail, minorDigits, ok, parseDecimal, parseMoney, plainMoney } from '@tillkeep/domain';

const USAGE = `npm run import -- <file> [options]
  --gateway <address>       http://127.0.0.1:4000/graphql
  --delimiter <sign>        , ; | or tab                  (detected)
  --encoding <name>         utf-8, windows-1252 …         (detected)
  --decimal <sign>          . or ,                        (detected per column)
  --no-header               the first line is a product already
  --map <field>=<column>    field: ${FIELDS.join(', ')}; repeat for more; empty column: none
  --default-price <price>   for rows without a price
  --default-tax <percent>   for rows without a tax rate
  --currency <code>         the shop's, asked from the gateway when left out
  TILLKEEP_API_KEY          in the environment: a manager's API key; not needed for the demo shop
  --refused <file>          where refused rows are written, with the reason
  --dry-run                 read and show, send nothing`;

/** Ends the program with one clear line. */
class Stop extends Error {}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  },
);

async function main(): Promise<number> {
  const options = readOptions();
  const bytes = await readFile(options.file).catch((error: NodeJS.ErrnoException) => {
    throw new Stop(`${options.file} can't be read (${error.code}).`);
  });
  const decoded = decodeText(bytes, options.encoding);
  if (!decoded.ok) throw new Stop(`${options.file}: ${decoded.error.message}`);
  const table = readTable(decoded.value.text, { delimiter: options.delimiter, header: options.header });
  const mapping = mapColumns(table, options.map);
  const settings = await readSettings(options);
  const rows = readProducts(table, mapping, settings);
  const accepted: AcceptedRow[] = [];
  const refused: RefusedRow[] = [];
  for (const row of rows) {
    if (row.input) accepted.push(row);
    else refused.push(row);
  }

  printPreview(options.file, decoded.value.encoding, table, mapping, settings, accepted, refused);
  if (options.dryRun) {
    console.log('Nothing was sent: this was a dry run.');
    return finish(table, refused, options.refused);
  }
  await signIn(options.gateway);
  const totals = await send(accepted, options.gateway);
  console.log(
    `${count(totals.created)} created, ${count(totals.updated)} updated, ${count(refused.length)} refused here, ` +
      `${count(totals.refused.length)} refused by the shop`,
  );
  return finish(
    table,
    [...refused, ...totals.refused].sort((a, b) => a.line - b.line),
    options.refused,
  );
}

type Options = ReturnType<typeof readOptions>;

function readOptions() {
  const { values, positionals } = parseOptions();
  const [file, ...more] = positionals;
  if (values.help) throw new Stop(USAGE);
  if (!file || more.length > 0) throw new Stop(`Name one file.\n\n${USAGE}`);
  const refused = values.refused && inCallersFolder(values.refused);
  if (refused === inCallersFolder(file))
    throw new Stop('--refused would overwrite the file to import. Name another one.');
  return {
    file: inCallersFolder(file),
    refused,
    gateway: values.gateway,
    delimiter: values.delimiter === undefined ? undefined : readDelimiter(values.delimiter),
    encoding: values.encoding,
    decimal: values.decimal === undefined ? undefined : readDecimalMark(values.decimal),
    header: values['no-header'] ? false : undefined,
    map: values.map,
    defaultPrice: values['default-price'],
    defaultTax: values['default-tax'],
    currency: values.currency?.toUpperCase(),
    dryRun: values['dry-run'],
  };
}

function parseOptions() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        gateway: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
        ...{ delimiter: text, encoding: text, decimal: text, refused: text, currency: text },
        ...{
          'default-price': text,
          'default-tax': text,
          map: { ...text, multiple: true, default: [] as string[] },
        },
        ...{ 'no-header': flag, 'dry-run': flag, help: flag },
      },
    });
  } catch (error) {
    throw new Stop(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

/** npm runs scripts in the repository's folder; the paths are meant from where the person stands. */
function inCallersFolder(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? '', path);
}

function readDelimiter(text: string): Delimiter {
  const wanted = text === 'tab' || text === '\\t' ? '\t' : text;
  const delimiter = DELIMITERS.find((known) => known === wanted);
  if (!delimiter) throw new Stop(`--delimiter is one of , ; | and tab, not "${text}".`);
  return delimiter;
}

function readDecimalMark(text: string): DecimalMark {
  if (text !== '.' && text !== ',') throw new Stop(`--decimal is . or , and not "${text}".`);
  return text;
}

function mapColumns(table: Table, byHand: readonly string[]): Mapping {
  const mapping = guessMapping(
    table.headers,
    table.rows.slice(0, 200).map((row) => row.cells),
  );
  for (const entry of byHand) {
    const [name = '', ...rest] = entry.split('=');
    const field = FIELDS.find((known) => known === name);
    if (!field || rest.length === 0)
      throw new Stop(`--map is <field>=<column>, the field one of ${FIELDS.join(', ')}; not "${entry}".`);
    mapping[field] = columnNamed(rest.join('='), table);
  }
  if (mapping.name === undefined) throw new Stop(noColumn('name', 'name', table));
  if (mapping.sku === undefined && mapping.barcode === undefined)
    throw new Stop(noColumn('SKU or the barcode', 'sku', table));
  return mapping;
}

function columnNamed(wanted: string, table: Table): number | undefined {
  if (wanted === '') return undefined;
  const exact = table.headers.indexOf(wanted);
  if (exact >= 0) return exact;
  const similar = table.headers.findIndex((header) => header.toLowerCase() === wanted.toLowerCase());
  if (similar < 0) throw new Stop(`The file has no column "${wanted}". ${columnsOf(table)}`);
  return similar;
}

function noColumn(what: string, field: Field, table: Table): string {
  return `No column was found for the ${what}: name it with --map ${field}="…". ${columnsOf(table)}`;
}

function columnsOf(table: Table): string {
  return `Its columns are: ${table.headers.join(', ')}.`;
}

async function readSettings(options: Options): Promise<ReadSettings> {
  const currency = options.currency ?? (await askCurrency(options.gateway));
  try {
    minorDigits(currency);
  } catch {
    throw new Stop(`--currency is a code such as EUR, not "${currency}".`);
  }
  const settings: ReadSettings = { currency, decimal: options.decimal };
  if (options.defaultPrice !== undefined) {
    settings.defaultPrice = parseMoney(options.defaultPrice, currency);
    if (settings.defaultPrice === undefined || settings.defaultPrice < 0)
      throw new Stop(`--default-price "${options.defaultPrice}" is not a price in ${currency}.`);
  }
  if (options.defaultTax !== undefined) {
    const rate = parseDecimal(options.defaultTax, 3);
    if (rate === undefined || rate < 0 || rate > 100_000)
      throw new Stop(`--default-tax "${options.defaultTax}" is not a tax rate from 0 to 100.`);
    settings.defaultTaxRate = rate / 1000;
  }
  return settings;
}

function printPreview(
  file: string,
  encoding: string,
  table: Table,
  mapping: Mapping,
  settings: ReadSettings,
  accepted: readonly AcceptedRow[],
  refused: readonly RefusedRow[],
): void {
  const delimiter = table.delimiter === '\t' ? 'tabs' : `"${table.delimiter}"`;
  const marks = decimalMarks(table, mapping, settings);
  console.log(
    `${basename(file)}: ${count(table.rows.length)} rows, ${encoding}, separated by ${delimiter}, prices in ${settings.currency}`,
  );
  for (const field of FIELDS) {
    const column = mapping[field];
    const mark =
      field === 'price' || field === 'taxRate' || field === 'stock' ? `, decimal sign "${marks[field]}"` : '';
    console.log(
      `  ${field.padEnd(10)}${column === undefined ? noColumnMeans(field, settings) : `${table.headers[column]}${mark}`}`,
    );
  }
  for (const { line, input } of accepted.slice(0, 5)) {
    const cells = [
      input.sku,
      input.barcodes.join(' '),
      input.name,
      input.category,
      plainMoney(input.price, settings.currency),
    ];
    console.log(`  line ${String(line).padEnd(5)} ${cells.join(' | ')}`);
  }
  console.log(`${count(accepted.length)} rows can be imported, ${count(refused.length)} not`);
  printCodes(
    'refused',
    refused.flatMap((row) => row.problems),
  );
  printCodes(
    'warning',
    accepted.flatMap((row) => row.warnings),
  );
}

function noColumnMeans(field: Field, settings: ReadSettings): string {
  if (field === 'sku') return '(no column: the barcode takes its place)';
  if (field === 'price' && settings.defaultPrice === undefined)
    return '(no column: name it with --map, or give --default-price)';
  return '(no column)';
}

function printCodes(title: string, problems: readonly RowProblem[]): void {
  const byCode = new Map<string, number>();
  for (const { code } of problems) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  for (const [code, times] of byCode) console.log(`  ${title} ${code}: ${count(times)}`);
}

/** Sends all rows. Stop when the gateway can't be talked to any more, saying how far it came. */
async function send(rows: readonly AcceptedRow[], gateway: string): Promise<ImportTotals> {
  let answered = 0;
  try {
    return await sendProducts(rows, batchSender(gateway), (totals) => {
      answered = totals.answered;
      printProgress(answered, rows.length);
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Stop(
      `${why}\nStopped after ${count(answered)} of ${count(rows.length)} rows. Run the same command again: rows that are in already are known by their SKU.`,
    );
  }
}

function printProgress(done: number, all: number): void {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const filled = Math.round((done / all) * width);
  process.stderr.write(
    `\r[${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${count(done)} of ${count(all)}${done === all ? '\n' : ''}`,
  );
}

async function finish(
  table: Table,
  refused: readonly RefusedRow[],
  file: string | undefined,
): Promise<number> {
  if (refused.length === 0) return 0;
  if (file) {
    await writeFile(file, writeRefused(table, refused)).catch((error: NodeJS.ErrnoException) => {
      throw new Stop(`${file} can't be written (${error.code}).`);
    });
    console.log(`The refused rows and why are in ${file}: mend them and import that file.`);
    return 2;
  }
  for (const { line, problems } of refused.slice(0, 10))
    console.log(`  line ${line}: ${problems.map((problem) => problem.message).join(' ')}`);
  if (refused.length > 10) console.log(`  … and ${count(refused.length - 10)} more`);
  console.log('Give --refused <file> to get these rows in a file.');
  return 2;
}

function count(n: number): string {
  return n.toLocaleString('en');
}

const IMPORT = `mutation ImportProducts($input: [ImportProductInput!]!) {
  importProducts(input: $input) { row outcome code message }
}`;

function batchSender(gateway: string): SendBatch {
  return async (input) => {
    const answer = await ask(gateway, IMPORT, { input });
    if (answer.error) return fail(answer.error);
    const answers = answer.data['importProducts'];
    if (!Array.isArray(answers) || !answers.every(isImportAnswer))
      throw new Stop(`${gateway} gave an answer that is none.`);
    return ok(answers);
  };
}

async function askCurrency(gateway: string): Promise<string> {
  await signIn(gateway);
  const { data } = await ask(gateway, '{ outlets { currency } }', {}).catch((error: unknown) => {
    throw new Stop(
      `${error instanceof Error ? error.message : error} Or give --currency to look at the file without the shop.`,
    );
  });
  const outlets = data?.['outlets'];
  const currencies = new Set(
    Array.isArray(outlets) ? outlets.map((outlet) => isRecord(outlet) && outlet['currency']) : [],
  );
  const [currency] = currencies;
  if (currencies.size !== 1 || typeof currency !== 'string')
    throw new Stop("Give --currency: the gateway doesn't name exactly one.");
  return currency;
}

type Answer =
  | { data: Record<string, unknown>; error?: undefined }
  | { data?: undefined; error: { code: string; message: string } }; // refused for what was sent

/** Milliseconds before each further try. Asking again is safe, whether the answer or the question was lost. */
const WAITS = [500, 1000, 2000];

/** Lets us in. */
let token = process.env['TILLKEEP_API_KEY'];

/** With the key given, or as the demo shop's manager, whose password everybody knows. */
async function signIn(gateway: string): Promise<void> {
  if (token !== undefined) return;
  const { data } = await ask(gateway, '{ setup { demo } }', {});
  const setup = data?.['setup'];
  if (!isRecord(setup) || setup['demo'] !== true)
    throw new Stop('Make an API key for a manager under Settings, and put it into TILLKEEP_API_KEY.');
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
  const input = { email: 'manager@tillkeep.example', password: 'tillkeep-demo' };
  const login = (await ask(gateway, query, { input })).data?.['login'];
  if (isRecord(login) && typeof login['accessToken'] === 'string') token = login['accessToken'];
}

/** Asks until there is an answer; Stop when there is none after the last try, or when the gateway doesn't want to talk. */
async function ask(gateway: string, query: string, variables: object): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await askOnce(gateway, JSON.stringify({ query, variables }));
    if (typeof answer !== 'string') return answer;
    const wait = WAITS[attempt];
    if (wait === undefined) throw new Stop(answer);
    await new Promise((tryAgain) => setTimeout(tryAgain, wait));
  }
}

/** The answer, or in words why there is none yet. */
async function askOnce(gateway: string, body: string): Promise<Answer | string> {
  let status: number;
  let answer: unknown;
  try {
    const response = await fetch(gateway, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(60_000),
    });
    status = response.status;
    answer = await response.json().catch(() => undefined);
  } catch (error) {
    const cause = error instanceof Error && isRecord(error.cause) ? error.cause['code'] : undefined;
    return `The gateway at ${gateway} can't be reached (${cause ?? error}). Is it running?`;
  }
  if (status === 413)
    return { error: { code: 'TOO_LARGE', message: 'The product is larger than the gateway takes.' } };
  if (!isRecord(answer)) return `${gateway} did not answer as a gateway does (HTTP status ${status}).`;
  const error = firstError(answer['errors']);
  if (error?.code === 'BAD_USER_INPUT') return { error };
  if (error && status < 500 && error.code !== 'INTERNAL_SERVER_ERROR' && error.code !== 'RATE_LIMITED')
    throw new Stop(`The gateway refused: ${error.message} (${error.code})`);
  if (error) return `The gateway had a problem: ${error.message} (${error.code})`;
  return isRecord(answer['data'])
    ? { data: answer['data'] }
    : `${gateway} did not answer as a gateway does (HTTP status ${status}).`;
}

function firstError(errors: unknown): { code: string; message: string } | undefined {
  const error: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isRecord(error)) return undefined;
  const code = isRecord(error['extensions']) ? error['extensions']['code'] : undefined;
  return { code: String(code ?? 'INTERNAL_SERVER_ERROR'), message: String(error['message']) };
}

function isImportAnswer(answer: unknown): answer is ImportAnswer {
  return (
    isRecord(answer) &&
    Number.isInteger(answer['row']) &&
    /^(CREATED|UPDATED|REJECTED)$/.test(String(answer['outcome']))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
