// Holding an upload in its middle, at a known part, so that "mid-upload" is no matter of luck.
import type { Page, Request, Route } from '@playwright/test';

const UPLOAD_PARTS = '**/skyshard.storage.v1.UploadService/UploadParts';
const PART_BYTES = 1_048_576;

export class Hold {
  /** Parts that were let through: as many as were asked for, or the whole call that reached the number. */
  parts = 0;
  private passing = 0;
  private readonly held: Route[] = [];
  private reach = () => {};
  /** Resolves when what was let through was answered; other calls wait. */
  readonly reached = new Promise<void>((done) => {
    this.reach = done;
  });

  private constructor(
    private readonly page: Page,
    private readonly wanted: number,
  ) {}

  /** Lets calls with `parts` parts in all through and keeps the others waiting until `release`. */
  static async after(page: Page, parts: number): Promise<Hold> {
    const hold = new Hold(page, parts);
    await page.route(UPLOAD_PARTS, (route) => hold.decide(route));
    return hold;
  }

  /** The calls that wait are cut off, as by a lost connection; those that come later go their way. */
  async release(): Promise<void> {
    await this.page.unroute(UPLOAD_PARTS);
    for (const route of this.held) await route.abort('connectionreset').catch(() => undefined);
  }

  private async decide(route: Route): Promise<void> {
    if (this.parts >= this.wanted) {
      this.held.push(route);
      return;
    }
    this.parts += partsOf(route.request());
    this.passing += 1;
    await route.fulfill({ response: await route.fetch() });
    this.passing -= 1;
    if (this.passing === 0 && this.parts >= this.wanted) this.reach();
  }
}

/** Counts the parts that are sent from now on. */
export async function countParts(page: Page): Promise<() => number> {
  let parts = 0;
  await page.route(UPLOAD_PARTS, async (route) => {
    parts += partsOf(route.request());
    await route.continue();
  });
  return () => parts;
}

/** Full parts in a call: what is around them has no more than some hundred bytes. */
function partsOf(request: Request): number {
  return Math.floor((request.postDataBuffer()?.length ?? 0) / PART_BYTES);
}
