// Holding an upload in its middle, at a known part, so that "mid-upload" is no matter of luck.
import type { Page, Request, Route } from '@playwright/test';

const UPLOAD_PARTS = '**/skyshard.storage.v1.UploadService/UploadParts';
const PART_BYTES = 1_048_576;
/** Before each message: a flag and its length (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
const HEAD_BYTES = 5;
/** The field `offset` of an UploadPartRequest, behind the upload's id; it is left out at the beginning of a file. */
const OFFSET_TAG = 0x10;

export class Hold {
  /** Where the parts begin that were let through: as many as were asked for, or the whole call that reached the number. */
  private readonly passed: number[] = [];
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

  /** How many were let through. */
  get parts(): number {
    return this.passed.length;
  }

  /** How many of them lie at the beginning of the file without a gap: a call may overtake the one before it. */
  get prefix(): number {
    const gap = this.passed.findIndex((_, index) => !this.passed.includes(index * PART_BYTES));
    return gap < 0 ? this.parts : gap;
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
    this.passed.push(...offsetsOf(route.request()));
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
    parts += offsetsOf(route.request()).length;
    await route.continue();
  });
  return () => parts;
}

/** Where the parts of a call begin. */
function offsetsOf(request: Request): number[] {
  const body = request.postDataBuffer() ?? Buffer.alloc(0);
  const offsets: number[] = [];
  for (let at = 0; at < body.length; at += HEAD_BYTES + body.readUInt32BE(at + 1)) {
    const idBytes = body[at + HEAD_BYTES + 1] ?? 0;
    offsets.push(offsetAt(body, at + HEAD_BYTES + 2 + idBytes));
  }
  return offsets;
}

/** The number in the field that begins there, seven bits a byte (https://protobuf.dev/programming-guides/encoding). */
function offsetAt(body: Buffer, field: number): number {
  if (body[field] !== OFFSET_TAG) return 0;
  let [offset, weight, at] = [0, 1, field];
  do {
    at += 1;
    offset += ((body[at] ?? 0) & 0x7f) * weight;
    weight *= 128;
  } while ((body[at] ?? 0) & 0x80);
  return offset;
}
