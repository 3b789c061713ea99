import { resolve } from 'node:path';
import { cleanEnv, makeExactValidator, str } from 'envalid';
import { StartError } from './start-error';

export interface Environment {
  /** 0: any free port; the log says which. */
  port: number;
  host: string;
  /** Absolute path. */
  dataDir: string;
  apiKey: string;
  /** ISO 4217 code the books are kept in. */
  currency: string;
  logLevel: string;
}

/** Throws a StartError with one line per wrong or missing variable. The key itself is never shown. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const env = cleanEnv(
    variables,
    {
      ERP_PORT: port({ default: 4100 }),
      HOST: filled({ default: '127.0.0.1' }),
      DATA_DIR: filled({ default: './data' }),
      ERP_API_KEY: key({
        desc: 'the secret of at least 24 characters that the gateway sends with each call',
      }),
      ERP_CURRENCY: currency({ default: 'EUR' }),
      LOG_LEVEL: str({
        choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
        default: 'info',
      }),
    },
    {
      reporter: ({ errors }) => {
        const lines = Object.entries(errors).map(([name, error]) =>
          variables[name] === undefined
            ? `${name} is not set: ${error?.message}.`
            : `${name}: ${error?.message}.`,
        );
        if (lines.length > 0) throw new StartError(lines.join('\n'));
      },
    },
  );
  return {
    port: env.ERP_PORT,
    host: env.HOST,
    dataDir: resolve(env.DATA_DIR),
    apiKey: env.ERP_API_KEY,
    currency: env.ERP_CURRENCY,
    logLevel: env.LOG_LEVEL,
  };
}

const port = makeExactValidator<number>((text) => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
    throw new Error(`must be a whole number from 0 to 65535, not "${text}"`);
  return Number(text);
});

const filled = makeExactValidator<string>((text) => {
  if (text.trim() === '') throw new Error('must not be empty');
  return text;
});

const key = makeExactValidator<string>((text) => {
  // It travels in a header, so it has to be printable ASCII.
  if (!/^[\x21-\x7e]{24,}$/.test(text))
    throw new Error('must have at least 24 characters, only letters, digits and signs, no spaces');
  return text;
});

const currency = makeExactValidator<string>((text) => {
  if (!Intl.supportedValuesOf('currency').includes(text))
    throw new Error(`must be a currency code such as EUR or GBP, not "${text}"`);
  return text;
});
