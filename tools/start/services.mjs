// @ts-check
// Runs services as child processes, together: all become ready or none stays, one that dies takes the others along,
// and none outlives this process (each has an IPC channel and ends when that closes).
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync } from 'node:fs';
import { get } from 'node:http';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Service
 * @property {string} name
 * @property {string[]} command of `node`: the script and its arguments
 * @property {NodeJS.ProcessEnv} env added to this process's own
 * @property {string} readyUrl answers 200 once the service can work
 */
/**
 * @typedef {object} Running
 * @property {string} name
 * @property {import('node:child_process').ChildProcess} child
 * @property {string} log path of its log file
 * @property {Promise<string>} ended how it ended, in words
 */
/**
 * @typedef {object} Options
 * @property {string} logFolder
 * @property {(line: string) => void} say
 * @property {() => void} onReady
 * @property {AbortSignal} stop aborted: end the services cleanly
 * @property {AbortSignal} kill aborted: end them now
 * @property {number} [readyWithinMs]
 * @property {number} [stopWithinMs] after that a service is killed
 */

const END_IN_TIME = new URL('end-in-time.mjs', import.meta.url).href;
const LAST_LINES = 12;
const FOLLOW_EVERY_MS = 300;

/**
 * Runs the services until `stop` is aborted or something fails. When it returns, none of them runs any more.
 * @param {Service[]} services
 * @param {Options} options
 * @returns {Promise<boolean>} whether they were ready and ran until they were told to stop
 */
export async function runServices(services, options) {
  const { say, onReady, stop, kill, logFolder, readyWithinMs = 60_000, stopWithinMs = 6_000 } = options;
  mkdirSync(logFolder, { recursive: true });
  const running = services.map((service) => startService(service, logFolder, say));
  const stopped = aborted(stop).then(() => undefined);
  const died = Promise.race(
    running.map(async (service) => {
      const how = await service.ended;
      return `The ${service.name} ${how}. ${whatItSaid(service.log)}`;
    }),
  );
  const waiting = new AbortController();
  const ready = Promise.all(
    services.map(async ({ name, readyUrl }) => {
      const answer = await untilReady(readyUrl, readyWithinMs, waiting.signal);
      if (answer === undefined) return undefined;
      const within = `${readyWithinMs / 1000} s`;
      return `The ${name} was not ready within ${within} (${answer}). ${whatItSaid(join(logFolder, `${name}.log`))}`;
    }),
  ).then((problems) => problems.find((problem) => problem !== undefined) ?? 'ready');

  let outcome = await Promise.race([stopped, died, ready]);
  waiting.abort();
  if (outcome === 'ready') {
    onReady();
    outcome = await Promise.race([stopped, died]);
  }
  if (outcome !== undefined && !stop.aborted) say(outcome);
  await stopAll(running, stopWithinMs, kill, say);
  return outcome === undefined || stop.aborted;
}

/**
 * @param {Service} service
 * @param {string} logFolder
 * @param {(line: string) => void} say
 * @returns {Running}
 */
function startService({ name, command, env }, logFolder, say) {
  const log = join(logFolder, `${name}.log`);
  if (existsSync(log)) renameSync(log, join(logFolder, `${name}.previous.log`));
  // It writes to the file itself, not to a pipe of ours: its last words are kept when we are gone, and it never waits for us.
  const file = openSync(log, 'a');
  const child = spawn(process.execPath, ['--import', END_IN_TIME, ...command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', file, file, 'ipc'],
  });
  closeSync(file);
  const stopFollowing = followErrors(log, (error) =>
    say(`${name}: ${error} (more in ${pathForPeople(log)})`),
  );
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`));
    child.once('exit', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended by itself with exit code ${code}`),
    );
  });
  return { name, child, log, ended: ended.finally(stopFollowing) };
}

/**
 * @param {Running[]} running
 * @param {number} withinMs
 * @param {AbortSignal} kill
 * @param {(line: string) => void} say
 */
async function stopAll(running, withinMs, kill, say) {
  const all = Promise.all(running.map(({ ended }) => ended));
  for (const { child } of running) child.kill('SIGTERM');
  const deadline = new AbortController();
  const late = sleep(withinMs, 'late', { signal: deadline.signal }).catch(() => 'done');
  const outcome = await Promise.race([all.then(() => 'done'), late, aborted(kill).then(() => 'kill')]);
  deadline.abort();
  for (const { name, child } of running) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
    if (outcome === 'late') say(`The ${name} did not stop within ${withinMs / 1000} s and was killed.`);
    child.kill('SIGKILL');
  }
  await all;
}

/**
 * @param {string} url
 * @param {number} withinMs
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>} undefined once ready; else what the last attempt brought
 */
async function untilReady(url, withinMs, signal) {
  const deadline = Date.now() + withinMs;
  let answer = 'no answer';
  while (Date.now() < deadline && !signal.aborted) {
    const { status, body } = await ask(url);
    if (status === 200) return undefined;
    if (status) answer = `it answers ${status} ${body.slice(0, 200)}`.trim();
    await sleep(100);
  }
  return answer;
}

/**
 * One request on a connection of its own: a kept one would hold up the service's stop.
 * @param {string} url
 * @returns {Promise<{ status: number | undefined, body: string }>}
 */
function ask(url) {
  return new Promise((resolve) => {
    const none = () => resolve({ status: undefined, body: '' });
    const request = get(url, { agent: false, timeout: 2_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode, body }));
      response.on('error', none);
    });
    request.on('timeout', () => request.destroy()).on('error', none);
  });
}

/**
 * Reads a growing log and hands on each error in it; the same one again and again only once.
 * @param {string} log
 * @param {(error: string) => void} onError
 * @returns {() => void} stops it
 */
function followErrors(log, onError) {
  const file = openSync(log, 'r');
  const chunk = Buffer.alloc(65_536);
  let unfinished = '';
  let last = '';
  const follow = () => {
    for (let length; (length = readSync(file, chunk, 0, chunk.length, null)) > 0;) {
      const lines = (unfinished + chunk.toString('utf8', 0, length)).split('\n');
      unfinished = lines.pop() ?? '';
      for (const error of lines.map(errorIn)) {
        if (error && error !== last) onError(error);
        last = error ?? last;
      }
    }
  };
  const timer = setInterval(follow, FOLLOW_EVERY_MS);
  return () => {
    clearInterval(timer);
    follow();
    closeSync(file);
  };
}

/**
 * The error that a log line tells of, if any: a structured line of level error (50) or above, or plain text of that look.
 * @param {string} line
 */
function errorIn(line) {
  const entry = structured(line);
  if (entry) return Number(entry['level']) >= 50 ? messageOf(entry) : undefined;
  return /^\s*(⨯|\w*Error\b)/.test(line) ? line.trim() : undefined;
}

/** @param {string} log */
function whatItSaid(log) {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
  const readable = lines.map((line) => {
    const entry = structured(line);
    return `\n    ${entry ? messageOf(entry) : line}`;
  });
  return `Its last lines are below, all of them in ${pathForPeople(log)}${readable.join('')}`;
}

/** @param {string} line @returns {Record<string, unknown> | undefined} */
function structured(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** @param {Record<string, unknown>} entry */
function messageOf({ msg, err }) {
  const cause = err && typeof err === 'object' && 'message' in err ? String(err.message) : undefined;
  const text = [msg, cause === msg ? undefined : cause].filter(Boolean).join(': ');
  return text.split('\n')[0] || 'error';
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
function aborted(signal) {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Short where it can be: relative to where the person stands. @param {string} file */
export function pathForPeople(file) {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') ? file : short;
}
