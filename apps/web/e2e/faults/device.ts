import { chromium, type Browser, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A browser of its own with a profile on the disk, that can be killed as a power cut would, and started again. */
export class Device {
  private readonly profile = mkdtempSync(join(tmpdir(), 'tillkeep-device-'));
  private process?: ChildProcess;
  private browser?: Browser;

  /** @param traceFile where strace writes every fsync of the browser */
  constructor(private readonly traceFile?: string) {}

  /** Starts the browser, and answers its first tab, which is empty. */
  async open(): Promise<Page> {
    const executable = process.env.CHROMIUM_PATH;
    if (!executable) throw new Error('CHROMIUM_PATH is not set: run this through npm run e2e.');
    const portFile = join(this.profile, 'DevToolsActivePort');
    rmSync(portFile, { force: true });
    const command = [
      ...(this.traceFile ? [...STRACE, '-o', this.traceFile] : []),
      ...[executable, ...OPTIONS, `--user-data-dir=${this.profile}`, 'about:blank'],
    ];
    this.process = spawn(command[0] ?? executable, command.slice(1), {
      stdio: 'ignore',
      detached: true, // a process group of its own, to be killed whole
    });
    process.once('exit', this.end);
    const deadline = Date.now() + 60_000;
    while (!existsSync(portFile) || !readFileSync(portFile, 'utf8').includes('\n')) {
      if (Date.now() > deadline) throw new Error('The browser did not start.');
      await sleep(25);
    }
    const [port] = readFileSync(portFile, 'utf8').split('\n');
    this.browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const [context] = this.browser.contexts();
    if (!context) throw new Error('The browser has no window.');
    return context.pages()[0] ?? (await context.newPage());
  }

  /** At once, with all its processes: nothing is written that is not written by now. */
  async kill(): Promise<void> {
    const child = this.process;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.end();
    await ended;
    process.off('exit', this.end);
    // Until then the others may still write into the profile.
    for (let tries = 0; tries < 200 && isAlive(-child.pid); tries++) await sleep(10);
    await this.browser?.close().catch(() => undefined);
    // Left behind by the dead one; a new one would take it for running.
    for (const lock of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
      rmSync(join(this.profile, lock), { force: true });
  }

  private readonly end = (): void => {
    if (this.process?.pid && isAlive(-this.process.pid)) process.kill(-this.process.pid, 'SIGKILL');
  };

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

const OPTIONS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--remote-debugging-port=0', '--lang=en-GB'],
  '--window-size=1280,800',
];

/** Only the calls that wait for the disk, each with its file; in the kernel, so that all else runs at full speed. */
const STRACE = ['strace', '-f', '-qq', '-y', '--seccomp-bpf', '-e', 'trace=fsync,fdatasync'];

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
