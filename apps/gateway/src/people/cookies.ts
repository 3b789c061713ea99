import { parse, serialize, type SerializeOptions } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a browser keeps for us where none of its scripts can read it. */
export interface Cookies {
  readonly refreshToken?: string;
  readonly knownBrowser?: string;
  /** What is left out stays as it is. */
  set(values: { readonly refreshToken?: string; readonly knownBrowser?: string }): void;
  /** Forgets the session; that the browser is known stays. */
  clear(): void;
}

// The prefix makes browsers insist on Secure, on this host alone and on the whole of it.
const SESSION = '__Host-tillkeep';
const KNOWN_BROWSER = '__Host-tillkeep-known';

const OURS_ALONE: SerializeOptions = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' };

/** In seconds: as long as a refresh token lives. */
const MONTH = 30 * 86_400;

export function cookiesOf({ headers }: FastifyRequest, reply: FastifyReply): Cookies {
  const kept = parse(headers.cookie ?? '');
  const keep = (name: string, value: string, maxAge: number) =>
    void reply.header('set-cookie', serialize(name, value, { ...OURS_ALONE, maxAge }));
  return {
    refreshToken: kept[SESSION],
    knownBrowser: kept[KNOWN_BROWSER],
    set({ refreshToken, knownBrowser }) {
      if (refreshToken !== undefined) keep(SESSION, refreshToken, MONTH);
      if (knownBrowser !== undefined) keep(KNOWN_BROWSER, knownBrowser, 12 * MONTH);
    },
    clear: () => keep(SESSION, '', 0),
  };
}
