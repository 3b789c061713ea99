import { cleanEnv, makeValidator, port, str, url, type CleanedEnvAccessors } from 'envalid';
import { resolve } from 'node:path';

const folder = makeValidator((text) => resolve(text));

const apiKey = makeValidator((text) => {
  if (text.length < 24) throw new Error('it has at least 24 characters');
  return text;
});

const database = makeValidator((text) => {
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new Error('it begins with postgresql://; leave it out for SQLite');
  return text;
});

/** The gateway's settings. Exits with one line for each variable that is missing or wrong. */
export function readEnvironment(source: NodeJS.ProcessEnv) {
  return cleanEnv(
    source,
    {
      HOST: str({ default: '127.0.0.1' }),
      GATEWAY_PORT: port({ default: 4000 }),
      DATA_DIR: folder({ default: resolve('data') }),
      DATABASE_URL: database({ default: '' }),
      ERP_URL: url({ default: 'http://127.0.0.1:4100/graphql' }),
      ERP_API_KEY: apiKey(),
      LOG_LEVEL: str({ choices: ['debug', 'info', 'warn', 'error', 'silent'], default: 'info' }),
    },
    {
      reporter({ errors }) {
        const wrong = Object.entries(errors);
        if (wrong.length === 0) return;
        for (const [name, error] of wrong) console.error(`${name} is not usable: ${error?.message}.`);
        process.exit(1);
      },
    },
  );
}

export type Environment = Omit<ReturnType<typeof readEnvironment>, keyof CleanedEnvAccessors>;
