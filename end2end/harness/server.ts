// The real binary on a folder of its own: started, killed, started again on the same folder and port, asked for its codes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { standing } from './secrets.ts';

/** The program under test. */
export const BINARY = process.env.SKYSHARD_BINARY ?? resolve(import.meta.dirname, '../../target/release/skyshard');
/** What gives a server another clock, where a journey asks for one. */
const LIBFAKETIME = process.env.LIBFAKETIME ?? '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 20_000;

/** Settings of one server beyond its folder and port, as arguments of `skyshard serve`. */
export type Settings = readonly string[];

export class Server {
  /** Everything it wrote, over all its lives. */
  private said = '';
  private listeners = new Set<() => void>();
  private child: ChildProcess | undefined;
  private launchedAt = 0;

  private constructor(
    readonly folder: string,
    readonly port: number,
    private settings: Settings,
    private readonly clock: string,
  ) {}

  /**
   * Starts a server on a new folder and a free port. With a clock, "2027-03-22T10:00:00Z", that is the time when each of
   * its lives begins; from there it runs on.
   */
  static async start(settings: Settings = [], clock = ''): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'skyshard-journey-'));
    const server = new Server(folder, await freePort(), settings, clock);
    await server.launch();
    return server;
  }

  /** The page's address, with the host that the banner prints. */
  get url(): string {
    return `${this.settings.includes('--tls') ? 'https' : 'http'}://localhost:${this.port}`;
  }

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error('the server is not running');
    return pid;
  }

  /** What its clock shows; a page that is to agree is given it. */
  get now(): number {
    return this.clock ? Date.parse(this.clock) + Date.now() - this.launchedAt : Date.now();
  }

  /** Everything it wrote so far, for the report of a failed test. */
  get log(): string {
    return this.said;
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts it again on the same folder and port, with other settings when they are given. */
  async restart(settings: Settings = this.settings): Promise<void> {
    this.settings = settings;
    await this.launch();
  }

  /** Lets it drain, as Ctrl-C does, and returns its exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGINT');
  }

  /** Ends it as it stands, and says which of these are in plain text in a file that it leaves. */
  async leaves(secrets: readonly string[]): Promise<string[]> {
    if (this.child) await this.kill();
    return standing(this.folder, secrets);
  }

  /** Stops it and removes its folder. */
  async dispose(): Promise<void> {
    if (this.child) await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The newest unused code for an address, from standard output: `[mail] to=… subject="…" code=…`. */
  async code(address: string, after = 0): Promise<string> {
    const [code] = await this.line(new RegExp(`^\\[mail\\] to=${escaped(address)} .*\\bcode=(\\d{6})`, 'm'), after);
    if (code === undefined) throw new Error('a mail line without a code');
    return code;
  }

  /** The newest link that was mailed to an address: `[mail] to=… link=…`. */
  async link(address: string, after = 0): Promise<string> {
    const [link] = await this.line(new RegExp(`^\\[mail\\] to=${escaped(address)} .*\\blink=(\\S+)`, 'm'), after);
    if (link === undefined) throw new Error('a mail line without a link');
    return link;
  }

  /** Where the output stands now; pass it to `code` to wait for a later one. */
  mark(): number {
    return this.said.length;
  }

  /** The address of the first admin's one-time page. */
  async setupLink(): Promise<string> {
    const [path] = await this.line(/(\/setup#\S+)/);
    return `${this.url}${path}`;
  }

  /** Waits until a line matches and returns its groups; of several, the last. */
  async line(pattern: RegExp, after = 0): Promise<string[]> {
    const every = new RegExp(pattern.source, pattern.flags.includes('m') ? 'gm' : 'g');
    const last = () => [...this.said.slice(after).matchAll(every)].at(-1)?.slice(1);
    return this.until(last, `the server to say ${pattern}`);
  }

  private async launch(): Promise<void> {
    const from = this.said.length;
    const place = ['serve', '--data', this.folder, '--listen', `127.0.0.1:${this.port}`];
    this.launchedAt = Date.now();
    const env = { ...process.env, ...(this.clock ? livingAt(this.clock) : {}) };
    const child = spawn(BINARY, [...place, ...this.settings], { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.child = child;
    const hear = (chunk: Buffer) => {
      this.said += chunk.toString('utf8');
      for (const listener of this.listeners) listener();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code, signal) => hear(Buffer.from(`\n[journey] the server ended: ${signal ?? code}\n`)));
    await this.until(() => {
      const since = this.said.slice(from);
      if (since.includes('[journey] the server ended')) throw new Error(`the server did not start:\n${since}`);
      return since.includes(`localhost:${this.port}`) || undefined;
    }, 'the server to print its banner');
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (!child) throw new Error('the server is not running');
    this.child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(STOPPED_WITHIN_MS) });
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }

  /** Waits for output, not for time: looks again whenever the server writes. */
  private async until<T>(look: () => T | undefined, what: string): Promise<T> {
    const now = look();
    if (now !== undefined) return now;
    return new Promise((done, failed) => {
      const finish = (act: () => void) => {
        clearTimeout(timer);
        this.listeners.delete(listener);
        act();
      };
      const listener = () => {
        try {
          const found = look();
          if (found !== undefined) finish(() => done(found));
        } catch (problem) {
          finish(() => failed(problem as Error));
        }
      };
      const giveUp = () => finish(() => failed(new Error(`waited in vain for ${what}; it said:\n${this.said}`)));
      const timer = setTimeout(giveUp, READY_WITHIN_MS);
      this.listeners.add(listener);
    });
  }
}

/** The environment of a program whose wall clock begins at a time; what it measures durations with is left alone. */
function livingAt(clock: string): NodeJS.ProcessEnv {
  const begins = `@${clock.replace('T', ' ').replace('Z', '')}`;
  return { LD_PRELOAD: LIBFAKETIME, FAKETIME: begins, FAKETIME_DONT_FAKE_MONOTONIC: '1', TZ: 'UTC' };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
