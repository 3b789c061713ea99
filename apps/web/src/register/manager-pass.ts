import { LoginDocument, LogoutDocument } from '@tillkeep/client/register';
import { isAtLeast } from '@tillkeep/domain';
import type { Reply } from '@tillkeep/offline';
import { isNewSession } from '../people/session';
import { session } from '../people/this-session';
import { GATEWAY } from './transport';

/** What lets a device claim a register: a manager’s token. Selling afterwards needs none. */
export interface ManagerPass {
  /** Undefined when it is no longer good. */
  token(): Promise<string | undefined>;
  giveBack(): void;
}

/** Why there is no pass yet: nobody knows, somebody has to sign in, or there is no shop to sign in to. */
export type NoPass =
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'signIn'; readonly isDemo: boolean; readonly cashier?: string }
  | { readonly kind: 'noShop' };

/** The pass of a manager who is signed in to the office of this browser. */
export async function officePass(): Promise<ManagerPass | NoPass> {
  await session.token();
  const state = session.get();
  if (state.kind === 'asking' || state.kind === 'unreachable') return { kind: 'unanswered' };
  if (state.setup.needed) return { kind: 'noShop' };
  if (state.kind === 'nobody') return { kind: 'signIn', isDemo: state.setup.demo };
  const { name, role } = state.user;
  return isAtLeast(role, 'MANAGER')
    ? { token: () => session.token(), giveBack: () => undefined }
    : { kind: 'signIn', isDemo: state.setup.demo, cashier: name };
}

/** As officePass, after the gateway has refused one: the session may have ended elsewhere. */
export async function nextPass(): Promise<ManagerPass | NoPass> {
  await session.tokenAfter(await session.token());
  return officePass();
}

/**
 * A manager’s pass for this once. The browser keeps no cookie of it, so the office stays as it is: with whoever is signed in
 * there, or with nobody.
 */
export async function borrowPass(email: string, password: string): Promise<Reply<ManagerPass>> {
  const reply = await askAlone('login', { query: LoginDocument, variables: { input: { email, password } } });
  if (reply.kind !== 'answered') return reply;
  const { data } = reply;
  if (!isNewSession(data)) return NOT_THE_GATEWAY;
  const { accessToken, user } = data;
  const giveBack = () => void askAlone('logout', { query: LogoutDocument }, accessToken);
  if (isAtLeast(user.role, 'MANAGER'))
    return { ...reply, data: { token: () => Promise.resolve(accessToken), giveBack } };
  giveBack();
  return { kind: 'refused', code: 'FORBIDDEN', message: `${user.name} is no manager.`, status: 200 };
}

const TIMEOUT_MS = 15_000;

const NOT_THE_GATEWAY = {
  kind: 'unanswered',
  reason: 'Something else answers at the gateway’s address.',
} as const;

/** Never rejects. Without the browser’s cookies, neither there nor back. */
async function askAlone(field: string, body: object, token?: string): Promise<Reply<unknown>> {
  try {
    const response = await fetch(GATEWAY, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer: { data?: Record<string, unknown> | null; errors?: unknown } = await response.json();
    const refusal = Array.isArray(answer.errors) ? answer.errors[0] : undefined;
    if (typeof refusal?.message === 'string' && typeof refusal.extensions?.code === 'string') {
      const { message, extensions } = refusal;
      return { kind: 'refused', code: extensions.code, message, status: response.status };
    }
    const data = answer.data?.[field];
    return data == null ? NOT_THE_GATEWAY : { kind: 'answered', data };
  } catch (error) {
    return { kind: 'unanswered', reason: String(error) };
  }
}
