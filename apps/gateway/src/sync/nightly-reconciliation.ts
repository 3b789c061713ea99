import {
  checkedNights,
  endNight,
  leaseNight,
  listOutlets,
  oldestDifference,
  Refusal,
  type Db,
  type Outlet,
} from '@tillkeep/data';
import { addDays, lastDateOver } from '@tillkeep/domain';
import type { Logger } from 'pino';
import type { Reconciler } from './reconciler';

/** Far enough back for what devices hand in late; older days that differed are compared again until they match. */
const DAYS = 35;

const OLDEST = 366;

/** By the minute: whose day has been over for an hour since, and what the ERP did not answer for. */
const LOOK_MS = 5 * 60_000;

/** In seconds: longer than a night of one outlet takes. */
const LEASE_SECONDS = 120;

/**
 * Compares each outlet's days with the ERP's books once a night, when its day is over, and keeps what it finds. One of several
 * processes does so, whoever leases the night first, on either database.
 */
export function nightlyReconciliation(
  db: Db,
  reconciler: Reconciler,
  log: Logger,
): { readonly stop: () => Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking = look();

  async function look(): Promise<void> {
    try {
      await compareWhatIsDue();
    } catch (err) {
      if (err instanceof Refusal)
        log.warn({ why: err.message }, 'the days could not be compared with the ERP');
      else log.error({ err }, 'the days could not be compared with the ERP');
    } finally {
      if (!isStopped) timer = setTimeout(() => (looking = look()), LOOK_MS);
    }
  }

  async function compareWhatIsDue(): Promise<void> {
    const [outlets, nights, now] = [await listOutlets(db), await checkedNights(db), await db.now()];
    for (const outlet of outlets) {
      const to = lastDateOver(now, outlet.timeZone, outlet.cutOverMinutes);
      if (isStopped) return;
      if ((nights.get(outlet.id) ?? '') >= to) continue;
      if (await leaseNight(db, outlet.id, to, LEASE_SECONDS)) await compareNight(outlet, to);
    }
  }

  async function compareNight(outlet: Outlet, to: string): Promise<void> {
    let checkedTo: string | undefined;
    try {
      const usual = addDays(to, 1 - DAYS);
      const differed = await oldestDifference(db, outlet.id, addDays(to, 1 - OLDEST));
      const from = differed && differed < usual ? differed : usual;
      const days = await reconciler.days(db, [outlet], from, to);
      const dates = days.flatMap(({ matches, businessDate }) => (matches ? [] : [businessDate]));
      if (dates.length > 0) log.warn({ outlet: outlet.code, dates }, 'the ERP’s books differ');
      checkedTo = to;
    } finally {
      await endNight(db, outlet.id, checkedTo);
    }
  }

  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
