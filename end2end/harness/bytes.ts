// Files to send, made from a seed so that two runs send the same, and what came back.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Download, TestInfo } from '@playwright/test';

export interface Sample {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Writes a file that no compressor makes smaller, into the test's own folder. */
export async function sample(info: TestInfo, name: string, size: number): Promise<Sample> {
  return written(info, name, noise(size, name));
}

/** Writes these very bytes into the test's own folder. */
export async function written(info: TestInfo, name: string, bytes: Buffer): Promise<Sample> {
  const path = info.outputPath(name);
  await writeFile(path, bytes);
  return { name, path, size: bytes.length, sha256: sha256(bytes) };
}

export async function sha256OfDownload(download: Download): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of await download.createReadStream()) hash.update(part as Buffer);
  return hash.digest('hex');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** xorshift32 over words: quick, and the same on every machine. */
function noise(size: number, seed: string): Buffer {
  let state = [...seed].reduce((sum, sign) => (Math.imul(sum, 31) + (sign.codePointAt(0) ?? 0)) | 0, 0x9e3779b9) || 1;
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return Buffer.from(words.buffer, 0, size);
}
