// @ts-check
// When to stop, and when to stop waiting.

/**
 * One Ctrl-C is often two signals: the terminal sends it to everyone, and npm passes its own on. What comes this soon
 * after the first is the same key press.
 */
const SAME_KEY_PRESS_MS = 700;

/**
 * `stop` is aborted by the first request to end (Ctrl-C, a termination, a closed terminal, the end of a program that
 * started this one with an IPC channel); `kill` by a second Ctrl-C. `exitCode()` is 0 for a clean stop, 130 when killed.
 * @returns {{ stop: AbortSignal, kill: AbortSignal, exitCode: () => number }}
 */
export function stopSignals() {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstAt = 0;
  const onRequest = () => {
    if (!stop.signal.aborted) {
      firstAt = performance.now();
      stop.abort();
    } else if (performance.now() - firstAt > SAME_KEY_PRESS_MS) {
      kill.abort();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onRequest);
  if (process.channel) process.on('disconnect', onRequest);
  // A closed terminal must not keep us from stopping the services: there is nobody left to tell.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return { stop: stop.signal, kill: kill.signal, exitCode: () => (kill.signal.aborted ? 130 : 0) };
}
