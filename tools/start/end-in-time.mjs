// @ts-check
// Loaded into every service before its own code. A service ends on SIGTERM by itself; this sees to what is easy to
// forget: that it ends when the program that started it is gone, that a request left open does not hold it up for ever,
// and that the signals which one Ctrl-C brings twice do not cut its clean stop short.

const LAST_REQUESTS_MS = 3_000;

for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
  process.on(event, () => {
    setTimeout(() => {
      console.error(`Still busy ${LAST_REQUESTS_MS / 1000} s after it was told to stop: ended as it was.`);
      process.exit(1);
    }, LAST_REQUESTS_MS).unref();
    if (event === 'disconnect') process.kill(process.pid, 'SIGTERM');
  });
}
// To listen for the end of the channel must not be a reason to live.
process.channel?.unref();
