// How much memory a tab and the server take at most, as the kernel counts it.
import { readFile, writeFile } from 'node:fs/promises';
import type { Browser } from '@playwright/test';
import type { Server } from '../harness/server.ts';

/** The peaks since it was made. */
export class Peaks {
  private constructor(
    private readonly tabs: readonly number[],
    private readonly serverPid: number,
  ) {}

  static async begin(browser: Browser, server: Server): Promise<Peaks> {
    const peaks = new Peaks(await renderers(browser), server.pid);
    // The kernel begins a new peak of a process that is told so.
    await Promise.all([...peaks.tabs, server.pid].map((pid) => writeFile(`/proc/${pid}/clear_refs`, '5')));
    return peaks;
  }

  /** Bytes of the largest process that draws pages: with one page open that is its tab. */
  async tab(): Promise<number> {
    return Math.max(...(await Promise.all(this.tabs.map(peak))));
  }

  /** Bytes of the server. */
  async server(): Promise<number> {
    return peak(this.serverPid);
  }
}

async function renderers(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function peak(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  if (kibibytes === undefined) throw new Error(`the kernel does not tell the peak of process ${pid}`);
  return Number(kibibytes) * 1024;
}
