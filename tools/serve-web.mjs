// @ts-check
// Next's own server, made to end when told to: also when the program that started it is gone, and although a browser
// still holds a request open. Next itself waits for open requests without limit.
import { createRequire } from 'node:module';
import { built } from './build.mjs';

const LAST_REQUESTS_MS = 3_000;

for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
  process.on(event, () => {
    setTimeout(() => process.exit(0), LAST_REQUESTS_MS).unref();
    if (event === 'disconnect') process.kill(process.pid, 'SIGTERM');
  });
}

createRequire(import.meta.url)(built.web);
