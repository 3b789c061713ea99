import {
  browserMark,
  countTry,
  findUserToSignIn,
  forgiveTries,
  noteRefusedSignIn,
  Refusal,
  renewPasswordHash,
  startSession,
  type Db,
  type Tokens,
  type TryKey,
} from '@tillkeep/data';
import { hashPassword, isOutdated, isPassword } from './passwords';

/** Where somebody tries to sign in from. */
export interface SignInPlace {
  readonly address: string;
  /** What this browser was given when its user was let in the last time. */
  readonly knownBrowser?: string;
}

/**
 * The session of whoever knows the password. Wrong ones are slowed down by account and address; a browser that its user was
 * let in from before is counted for itself, so that strangers can't lock anybody out of their own.
 * Refuses with UNAUTHENTICATED, the same for a wrong password, an unknown address and somebody switched off, and with
 * TOO_MANY_ATTEMPTS.
 */
export async function signIn(
  db: Db,
  email: string,
  password: string,
  { address, knownBrowser }: SignInPlace,
): Promise<Tokens & { knownBrowser: string }> {
  const account = email.trim().toLowerCase().slice(0, 254);
  const known = await browserMark(db, account);
  const own: TryKey =
    knownBrowser === known
      ? { key: `browser ${known}`, free: 10, longestWaitSeconds: 60 }
      : { key: `account ${account}`, free: 5, longestWaitSeconds: 900 };
  const fromAddress: TryKey = { key: `address ${address}`, free: 50, longestWaitSeconds: 900 };
  const { waitSeconds } = await countTry(db, [own, fromAddress]);
  if (waitSeconds > 0) {
    throw new Refusal(
      'TOO_MANY_ATTEMPTS',
      `Too many wrong passwords. Try again in ${inWords(waitSeconds)}.`,
      {
        retryAfterSeconds: waitSeconds,
      },
    );
  }
  const user = await findUserToSignIn(db, account);
  const right = await isPassword(password.slice(0, 1000), user?.passwordHash);
  if (!user?.active || !right) {
    await noteRefusedSignIn(db, account, user);
    throw new Refusal('UNAUTHENTICATED', 'E-mail or password is wrong.');
  }
  if (isOutdated(user.passwordHash)) await renewPasswordHash(db, user, await hashPassword(password));
  await forgiveTries(db, { all: [own], one: fromAddress });
  return { ...(await startSession(db, user)), knownBrowser: known };
}

function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
