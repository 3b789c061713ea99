import pino from 'pino';
import { readEnvironment } from './environment';
import { startErp } from './server';
import { StartError } from './start-error';

async function main() {
  const { logLevel, ...environment } = readEnvironment(process.env);
  const log = pino({ name: 'erp', level: logLevel });
  const erp = await startErp({ ...environment, log });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      log.info({ signal }, 'the ERP stops');
      void erp.stop();
    });
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof StartError) process.stderr.write(`${error.message}\n`);
  else throw error;
});
