import { currentClaim } from './claims';
import { backOff, type Clock } from './pace';
import type { Store } from './store';
import type { Transport } from './transport';

/** In milliseconds: what is told within it is looked at once, and a line that broke off is not made anew before. */
const REST_MS = 500;
/** A line that has stood as long as this did not fail. */
const STOOD_MS = 10_000;

/**
 * Calls `onNews` soon after the gateway has told that stock changed at the device's outlet, until the signal aborts. Nothing
 * depends on it: what nobody told of is found at the next round.
 */
export async function hearStock(
  {
    store,
    transport,
    clock,
  }: { readonly store: Store; readonly transport: Transport; readonly clock: Clock },
  onNews: () => void,
  signal: AbortSignal,
): Promise<void> {
  if (!transport.stockNews) return;
  let isComing = false;
  const tell = () => {
    if (isComing) return;
    isComing = true;
    clock.after(REST_MS, () => {
      isComing = false;
      onNews();
    });
  };
  for (let failures = 0; !signal.aborted;) {
    const claim = await currentClaim(store).catch(() => undefined);
    const begun = clock.now().getTime();
    if (claim) await transport.stockNews(claim.token, tell, signal);
    failures = clock.now().getTime() - begun >= STOOD_MS ? 0 : failures + 1;
    await rest(clock, REST_MS + backOff(failures), signal);
  }
}

function rest(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(milliseconds, end);
    signal.addEventListener('abort', end);
  });
}
