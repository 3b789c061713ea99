import { bool, cleanEnv, makeValidator, str, type CleanedEnvAccessors } from 'envalid';
import { resolve } from 'node:path';

const text = makeValidator((value) => {
  if (value.trim() === '') throw new Error('it is empty; leave it out for the default');
  return value;
});

const folder = makeValidator((value) => {
  if (value.trim() === '') throw new Error('it is empty; leave it out for the default');
  return resolve(value);
});

/** 0: any free port; the log says which. */
const port = makeValidator((value) => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new Error('it is a whole number from 0 to 65535');
  return Number(value);
});

/** 0: never. */
const seconds = makeValidator((value) => {
  if (!/^\d{1,5}$/.test(value)) throw new Error('it is a whole number of seconds, 0 for only when asked');
  return Number(value);
});

const httpUrl = makeValidator((value) => {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw new Error('it begins with http:// or https://');
  return value;
});

const apiKey = makeValidator((value) => {
  // It travels in a header.
  if (!/^[\x21-\x7e]{24,}$/.test(value))
    throw new Error('it has at least 24 characters: letters, digits and signs, no spaces');
  return value;
});

const database = makeValidator((value) => {
  if (!/^postgres(ql)?:\/\//.test(value))
    throw new Error('it begins with postgresql://; leave it out for SQLite');
  return value;
});

/** The gateway's settings. Exits with one line for each variable that is missing or wrong. */
export function readEnvironment(source: NodeJS.ProcessEnv) {
  const env = cleanEnv(
    source,
    {
      HOST: text({ default: '127.0.0.1' }),
      GATEWAY_PORT: port({ default: 4000 }),
      METRICS_PORT: port({ default: undefined, desc: 'where a Prometheus asks; nowhere when left out' }),
      DATA_DIR: folder({ default: resolve('data') }),
      SETUP_TOKEN: str({ default: '', desc: 'what opens an empty shop to whoever sets it up' }),
      DEMO: bool({ default: false, desc: 'fill an empty shop with sample data' }),
      DATABASE_URL: database({ default: '' }),
      ERP_URL: httpUrl({ default: 'http://127.0.0.1:4100/graphql' }),
      ERP_API_KEY: apiKey({ desc: 'the secret of at least 24 characters that the ERP knows as its key' }),
      ROLE: str({ choices: ['all', 'api', 'worker'], default: 'all' }),
      SYNC_INTERVAL_SECONDS: seconds({ default: 30 }),
      LOG_LEVEL: str({ choices: ['debug', 'info', 'warn', 'error', 'silent'], default: 'info' }),
    },
    {
      reporter({ errors }) {
        const wrong = Object.entries(errors);
        if (wrong.length === 0) return;
        for (const [name, error] of wrong) {
          const isSet = source[name] !== undefined;
          console.error(
            isSet ? `${name} is not usable: ${error?.message}.` : `${name} is not set: ${error?.message}.`,
          );
        }
        process.exit(1);
      },
    },
  );
  const problem = contradiction(env);
  if (problem) {
    console.error(problem);
    process.exit(1);
  }
  return env;
}

export type Environment = Omit<ReturnType<typeof readEnvironment>, keyof CleanedEnvAccessors>;

function contradiction(env: { ROLE: string; DATABASE_URL: string; SYNC_INTERVAL_SECONDS: number }) {
  if (env.ROLE !== 'all' && env.DATABASE_URL === '')
    return `ROLE is not usable: with SQLite one process does all; ${env.ROLE} needs a DATABASE_URL.`;
  if (env.ROLE === 'worker' && env.SYNC_INTERVAL_SECONDS === 0)
    return 'ROLE is not usable: SYNC_INTERVAL_SECONDS is 0, which leaves a worker nothing to do.';
  return undefined;
}
