// @ts-check
// Closes the local ERP's books up to a date, or opens them again: the refusal to try by hand.
//
//   npm run erp:lock-date -- 2026-04-30    sales dated on or before it are refused with PERIOD_CLOSED
//   npm run erp:lock-date -- none          no period is closed
import { existsSync, readFileSync } from 'node:fs';
import { erpApiKeyFile } from './start/preflight.mjs';
import { addressOf, environment, readSettings } from './start/settings.mjs';

try {
  console.log(await setLockDate(process.argv[2]));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/**
 * @param {string | undefined} wanted a date or `none`
 * @returns {Promise<string>} what is so now
 */
async function setLockDate(wanted) {
  if (!wanted || !/^(\d{4}-\d{2}-\d{2}|none)$/.test(wanted)) {
    throw new Error('Say a date or none: npm run erp:lock-date -- 2026-04-30');
  }
  const { settings, problems } = readSettings(environment());
  if (problems.length > 0) throw new Error(problems.join('\n'));

  const address = settings.erpUrl ?? `${addressOf(settings.host, settings.ports.erp)}/graphql`;
  const date = wanted === 'none' ? null : wanted;
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey(settings)}` },
    body: JSON.stringify({
      query: 'mutation ($date: Date) { setLockDate(date: $date) }',
      variables: { date },
    }),
  }).catch(() => {
    throw new Error(`The ERP does not answer at ${address}: is Tillkeep running (npm start)?`);
  });
  /** @type {{ data?: { setLockDate: string | null } | null, errors?: { message: string }[] }} */
  const { data, errors } = JSON.parse(await response.text());
  if (!data) throw new Error(`The ERP refused: ${errors?.[0]?.message}`);
  return data.setLockDate
    ? `The ERP's books are closed up to ${data.setLockDate}: sales dated on or before it are refused.`
    : "No period is closed in the ERP's books.";
}

/** @param {import('./start/settings.mjs').Settings} settings */
function apiKey({ erpApiKey, dataFolder }) {
  const file = erpApiKeyFile(dataFolder);
  if (erpApiKey) return erpApiKey;
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new Error(`There is no ERP key in ${dataFolder}: start Tillkeep once (npm start), or set DATA_DIR.`);
}
