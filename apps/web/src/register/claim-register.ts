import {
  ClaimRegisterDocument,
  RegistersDocument,
  type ClaimRegisterInput,
  type ClaimRegisterMutation,
  type RegistersQuery,
} from '@tillkeep/client/register';
import { postToGateway, type NewClaim, type Reply } from '@tillkeep/offline';
import { GATEWAY } from './transport';

/** A register that a device may sell on, and the device that does so now. */
export type RegisterChoice = RegistersQuery['registers'][number];

/** After this long without an answer, in milliseconds, a question counts as unanswered. */
const TIMEOUT_MS = 15_000;

/** All registers of a manager's outlets but the outlets' own `00`, which sells nothing by itself. */
export async function askRegisters(token: string | undefined): Promise<Reply<RegisterChoice[]>> {
  const reply = await ask('registers', { query: RegistersDocument }, token);
  if (reply.kind !== 'answered') return reply;
  return isRegisters(reply.data)
    ? { ...reply, data: reply.data.filter(({ code }) => code !== '00') }
    : NOT_THE_GATEWAY;
}

export async function claimRegister(
  input: ClaimRegisterInput,
  pass: string | undefined,
): Promise<Reply<NewClaim>> {
  const reply = await ask('claimRegister', { query: ClaimRegisterDocument, variables: { input } }, pass);
  if (reply.kind !== 'answered') return reply;
  if (!isClaim(reply.data)) return NOT_THE_GATEWAY;
  const { id, token, epoch, claimedAt, register } = reply.data;
  const { outlet, ...itself } = register;
  return {
    ...reply,
    data: {
      ...{ claimId: id, token, epoch, register: itself, outlet, deviceName: input.deviceName },
      claimedAt: new Date(claimedAt),
    },
  };
}

/** What people would call this device, as far as the browser says. */
export function guessDeviceName({ userAgent, maxTouchPoints }: Navigator): string {
  const names: [RegExp, string][] = [
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android.*Mobile/, 'Android phone'],
    [/Android/, 'Android tablet'],
    [/CrOS/, 'Chromebook'],
    [/Windows/, 'Windows computer'],
    // An iPad calls itself a Mac; no Mac has a touch screen.
    [/Macintosh/, maxTouchPoints > 1 ? 'iPad' : 'Mac'],
    [/Linux/, 'Linux computer'],
  ];
  return names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'This device';
}

function ask(field: string, body: object, token: string | undefined): Promise<Reply<unknown>> {
  return postToGateway(GATEWAY, { field, body, token }, AbortSignal.timeout(TIMEOUT_MS));
}

const NOT_THE_GATEWAY = {
  kind: 'unanswered',
  reason: 'Something else answers at the gateway’s address.',
} as const;

function isRegisters(data: unknown): data is RegisterChoice[] {
  return (
    Array.isArray(data) &&
    data.every(
      (register) =>
        hasTexts(register, ['id', 'code', 'name']) &&
        hasTexts(register.outlet, ['id', 'name']) &&
        (register.claim === null || hasTexts(register.claim, ['id', 'deviceName', 'claimedAt'])),
    )
  );
}

function isClaim(data: unknown): data is ClaimRegisterMutation['claimRegister'] {
  return (
    hasTexts(data, ['id', 'token', 'claimedAt']) &&
    Number.isSafeInteger(data.epoch) &&
    hasTexts(data.register, ['id', 'code', 'name']) &&
    hasTexts(data.register.outlet, [
      ...['id', 'code', 'name', 'timeZone', 'currency', 'receiptHeader', 'receiptFooter'],
    ]) &&
    typeof data.register.outlet.pricesIncludeTax === 'boolean' &&
    Number.isSafeInteger(data.register.outlet.cutOverMinutes)
  );
}

function hasTexts(value: unknown, names: string[]): value is Record<string, unknown> {
  return isObject(value) && names.every((name) => typeof value[name] === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
