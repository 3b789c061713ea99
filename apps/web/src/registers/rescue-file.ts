import type {
  RecordSaleInput,
  RegisterEventInput,
  RescuedClaimInput,
  RescueFileInput,
} from '@tillkeep/client';
import { fail, ok, type Result } from '@tillkeep/domain';

/** What became of the sales and events of a rescue file. */
export interface RescueTally {
  /** Sales taken in now. */
  readonly recorded: number;
  /** Sales recorded before, from this file or by the till itself. */
  readonly known: number;
  /** Events that are recorded, now or before. */
  readonly events: number;
  /** Known with another content: both are kept. */
  readonly conflicts: number;
  /** Not taken in, each with the reason; the file still holds them. */
  readonly refused: readonly RefusedSale[];
}

export interface RefusedSale {
  /** Of an event, its place among the claim’s. */
  readonly number: string;
  readonly message: string;
}

/** One result for each sale of the batch, then for each event, or why it was refused whole. */
export type SendRescued = (
  batch: RescueFileInput,
) => Promise<Result<readonly SaleResult[], { readonly message: string }>>;

interface SaleResult {
  readonly id: string;
  readonly outcome: 'RECORDED' | 'DUPLICATE' | 'CONFLICT' | 'RETRY' | 'REJECTED';
  readonly message?: string | null;
}

/** The file that a till writes of what it could not send. Whether each sale is right is left to the gateway. */
export function readRescueFile(text: string): Result<RescueFileInput, string> {
  const file = parse(text);
  if (!isRecord(file) || typeof file.format !== 'string' || !file.format.startsWith('tillkeep-rescue-'))
    return fail('It is not a rescue file: those are made on a till, under “not sent”.');
  const { format, claims } = file;
  if (format !== FORMAT) return fail('It was made by a newer version of Tillkeep. Update this one first.');
  if (!Array.isArray(claims) || !claims.every(isClaim))
    return fail('It is damaged: part of it is missing or was changed. Make it again on the till.');
  return ok({ format: FORMAT, claims });
}

/** Sales and events. */
export function countEntries({ claims }: RescueFileInput): number {
  return claims.reduce((sum, { sales, events }) => sum + sales.length + (events?.length ?? 0), 0);
}

/**
 * Sends the sales, then the events, of each claim in batches, in their order. A batch that is refused whole is sent by halves, down to the one to blame;
 * the others go on. Rejects with what `send` rejects with; what was sent before is in, and the file can be sent again.
 */
export async function sendRescueFile(
  file: RescueFileInput,
  send: SendRescued,
  onProgress: (done: number) => void,
): Promise<RescueTally> {
  const tally = { recorded: 0, known: 0, events: 0, conflicts: 0, refused: Array<RefusedSale>() };
  let done = 0;

  async function deliver(claim: RescuedClaimInput, what: 'sales' | 'events'): Promise<void> {
    const entries = claim[what] ?? [];
    const part = (from: number, to: number) => ({
      ...claim,
      sales: [],
      events: [],
      [what]: entries.slice(from, to),
    });
    const answer = await send({ format: file.format, claims: [part(0, entries.length)] });
    if (!answer.ok && entries.length > 1) {
      const half = Math.ceil(entries.length / 2);
      await deliver(part(0, half), what);
      return deliver(part(half, entries.length), what);
    }
    for (const [index, entry] of entries.entries()) {
      const number = 'number' in entry ? entry.number : `Event ${entry.sequence}`;
      const result = answer.ok ? answer.value[index] : undefined;
      const message =
        (answer.ok ? result?.message : answer.error.message) ?? 'The gateway gave no answer for it.';
      if (what === 'events' && (result?.outcome === 'RECORDED' || result?.outcome === 'DUPLICATE'))
        tally.events++;
      else if (result?.outcome === 'RECORDED') tally.recorded++;
      else if (result?.outcome === 'DUPLICATE') tally.known++;
      else if (result?.outcome === 'CONFLICT') tally.conflicts++;
      else tally.refused.push({ number, message });
    }
    onProgress((done += entries.length));
  }

  for (const claim of file.claims)
    for (const what of ['sales', 'events'] as const)
      for (let start = 0; start < (claim[what]?.length ?? 0); start += BATCH)
        await deliver({ ...claim, [what]: claim[what]?.slice(start, start + BATCH) }, what);
  return tally;
}

const FORMAT = 'tillkeep-rescue-1';
const BATCH = 100;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isClaim(value: unknown): value is RescuedClaimInput {
  return (
    isRecord(value) &&
    ['claimId', 'registerId', 'deviceName'].every((name) => typeof value[name] === 'string') &&
    ['epoch', 'lastSequence'].every((name) => typeof value[name] === 'number') &&
    Array.isArray(value.sales) &&
    value.sales.every(isSale) &&
    (value.events === undefined || (Array.isArray(value.events) && value.events.every(isEvent)))
  );
}

function isSale(value: unknown): value is RecordSaleInput {
  return (
    isRecord(value) &&
    ['id', 'number', 'hash'].every((name) => typeof value[name] === 'string') &&
    Array.isArray(value.lines)
  );
}

function isEvent(value: unknown): value is RegisterEventInput {
  return isRecord(value) && ['id', 'kind', 'hash'].every((name) => typeof value[name] === 'string');
}
