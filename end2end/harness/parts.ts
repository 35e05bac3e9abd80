// Holding an upload in its middle, at an exact part, so that "mid-upload" is no matter of luck.
import type { Page, Request, Route } from '@playwright/test';

const UPLOAD_PART = '**/skyshard.storage.v1.UploadService/UploadPart';

export class Hold {
  private through = 0;
  private answered = 0;
  private readonly held: Route[] = [];
  private reach = () => {};
  /** Resolves when all parts that may pass were answered; others wait. */
  readonly reached = new Promise<void>((done) => {
    this.reach = done;
  });

  private constructor(
    private readonly page: Page,
    private readonly parts: number,
  ) {}

  /** Lets `parts` parts through and keeps the others waiting until `release`. */
  static async after(page: Page, parts: number): Promise<Hold> {
    const hold = new Hold(page, parts);
    await page.route(UPLOAD_PART, (route) => hold.decide(route));
    return hold;
  }

  /** The parts that wait are cut off, as by a lost connection; those that come later go their way. */
  async release(): Promise<void> {
    await this.page.unroute(UPLOAD_PART);
    for (const route of this.held) await route.abort('connectionreset').catch(() => undefined);
  }

  private async decide(route: Route): Promise<void> {
    if (this.through >= this.parts) {
      this.held.push(route);
      return;
    }
    this.through += 1;
    await route.fulfill({ response: await route.fetch() });
    this.answered += 1;
    if (this.answered === this.parts) this.reach();
  }
}

/** Counts the parts that are sent from now on. */
export function countParts(page: Page): () => number {
  let parts = 0;
  page.on('request', (request: Request) => {
    if (request.url().endsWith('/UploadPart')) parts += 1;
  });
  return () => parts;
}
