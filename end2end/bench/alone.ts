// A browser to which nobody is connected while it works: who is told of each of ten thousand requests takes a quarter of the time.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Page, chromium } from '@playwright/test';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const READY_WITHIN_MS = 20_000;

export class LoneBrowser {
  private constructor(
    private readonly child: ChildProcess,
    private readonly endpoint: string,
  ) {}

  /** Starts one with a profile in this folder. */
  static async start(folder: string): Promise<LoneBrowser> {
    const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-port=0'];
    const child = spawn(CHROMIUM, [...args, `--user-data-dir=${folder}`, 'about:blank'], { stdio: 'ignore' });
    return new LoneBrowser(child, `http://127.0.0.1:${await portIn(folder)}`);
  }

  /** Does something in its page, and lets go of it. */
  async with<T>(work: (page: Page) => Promise<T>): Promise<T> {
    const browser = await chromium.connectOverCDP(this.endpoint);
    try {
      const [page] = browser.contexts()[0]?.pages() ?? [];
      if (!page) throw new Error('the browser has no page');
      return await work(page);
    } finally {
      // Of a browser that was only connected to, this is the connection.
      await browser.close();
    }
  }

  async stop(): Promise<void> {
    this.child.kill();
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}

/** Chromium writes down where it listens. */
async function portIn(folder: string): Promise<string> {
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; await pause(50)) {
    const told = await readFile(join(folder, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port] = told.split('\n');
    if (port) return port;
  }
  throw new Error('Chromium does not say where it listens');
}
