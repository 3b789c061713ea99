// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { root } from '../repository.mjs';
import { addressOf, readSettings } from './settings.mjs';

test('nothing set gives the documented defaults', () => {
  assert.deepEqual(readSettings({ WEB_PORT: '', DATA_DIR: ' ' }), {
    problems: [],
    settings: {
      host: '127.0.0.1',
      ports: { web: 3000, gateway: 4000, erp: 4100 },
      dataFolder: `${root}/data`,
      databaseUrl: undefined,
      erpUrl: undefined,
      erpApiKey: undefined,
      erpCurrency: 'EUR',
      syncIntervalSeconds: 30,
      logLevel: 'info',
    },
  });
});

test('each wrong variable gets a line that names it', () => {
  const { problems } = readSettings({
    HOST: 'my shop',
    WEB_PORT: '80.5',
    GATEWAY_PORT: '70000',
    ERP_PORT: '4000',
    DATABASE_URL: 'mysql://root:secret@db/shop',
    ERP_URL: 'erp.example.com',
    ERP_API_KEY: 'short',
    SYNC_INTERVAL_SECONDS: 'often',
    LOG_LEVEL: 'loud',
    ERP_CURRENCY: 'EURO',
  });
  assert.deepEqual(problems, [
    'HOST must be an address of this computer, such as 127.0.0.1, not "my shop".',
    'WEB_PORT must be a whole number from 1 to 65535, not "80.5".',
    'GATEWAY_PORT must be a whole number from 1 to 65535, not "70000".',
    'The three ports must differ from each other: WEB_PORT 3000, GATEWAY_PORT 4000, ERP_PORT 4000.',
    'ERP_URL must be an address that begins with http:// or https://.',
    'ERP_API_KEY must be at least 24 letters, digits and signs, without spaces.',
    'SYNC_INTERVAL_SECONDS must be a whole number of seconds, 0 for only when asked, not "often".',
    'LOG_LEVEL must be one of debug, info, warn, error, silent, not "loud".',
    'ERP_CURRENCY must be a currency code such as EUR or GBP, not "EURO".',
    'DATABASE_URL must be an address that begins with postgresql:// or postgres://.',
  ]);
});

test("an ERP of one's own needs its key", () => {
  assert.deepEqual(readSettings({ ERP_URL: 'https://erp.example.com' }).problems, [
    "ERP_URL names an ERP of your own, so ERP_API_KEY must hold that ERP's key.",
  ]);
});

test('a service that listens everywhere is reached on the loopback', () => {
  assert.equal(addressOf('0.0.0.0', 80), 'http://127.0.0.1:80');
  assert.equal(addressOf('::', 80), 'http://[::1]:80');
  assert.equal(addressOf('10.0.0.5', 80), 'http://10.0.0.5:80');
});
