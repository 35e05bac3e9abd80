// Calls of the page without the page: what a journey needs before it begins.
import { type BrowserContext, expect } from '@playwright/test';
import type { Server } from './server.ts';

/** One call over gRPC-Web with the browser's cookies, which it may change. Field 1 is the first text, field 2 the next. */
export async function call(context: BrowserContext, server: Server, rpc: string, texts: readonly string[]): Promise<void> {
  const message = Buffer.concat(texts.map((text, index) => field(index + 1, Buffer.from(text))));
  expect(await said(context, server, rpc, message), `${rpc} answers`).toMatch(/grpc-status"?:"?0/);
}

/** What such a call is answered: status, headers and body in one text. */
export async function said(context: BrowserContext, server: Server, rpc: string, message: Buffer): Promise<string> {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  const answer = await context.request.post(`${server.url}/${rpc}`, {
    headers: { 'content-type': 'application/grpc-web+proto', 'x-grpc-web': '1', 'sec-fetch-site': 'same-origin' },
    data: Buffer.concat([head, message]),
  });
  return `${answer.status()} ${JSON.stringify(answer.headers())} ${(await answer.body()).toString('latin1')}`;
}

/** A field of bytes: https://protobuf.dev/programming-guides/encoding */
export function field(number: number, bytes: Buffer): Buffer {
  if (bytes.length > 127) throw new Error('longer than what one byte counts');
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}
