// How fast the real page stores a file, beside a plain PUT of the same bytes to a route that only reads them.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { type Sample, sample } from '../harness/bytes.ts';
import { expectStored, startUpload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { test } from '../harness/test.ts';

const MIB = 1_048_576;
const SIZE_MIB = 200;
const IN_FLIGHT = 4;

test('200 MiB from the page', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  const file = await sample(info, 'large.bin', SIZE_MIB * MIB);
  const upload = await uploadRate(page, file);

  const bare = await bareServer();
  const context = await browser.newContext();
  const put = await putRate(await context.newPage(), bare, file);
  await context.close();
  bare.close();

  const result = JSON.stringify({ upload_mib_per_second: upload, put_mib_per_second: put });
  const out = process.env.SKYSHARD_BENCH_OUT;
  if (out) await writeFile(out, result);
  console.log(result);
});

/** From the first parts on their way to the answer that says the file is there. */
async function uploadRate(page: Page, file: Sample): Promise<number> {
  const began = page.waitForRequest(/UploadService\/UploadParts$/).then(() => performance.now());
  const ended = page
    .waitForResponse(/UploadService\/CompleteUpload$/, { timeout: 120_000 })
    .then(() => performance.now());
  await startUpload(page, file);
  const seconds = ((await ended) - (await began)) / 1000;
  await expectStored(page, file);
  return SIZE_MIB / seconds;
}

/** The ceiling: the same file, cut alike, as many requests in flight, and nothing done with the bytes. */
async function putRate(page: Page, bare: HttpServer, file: Sample): Promise<number> {
  await page.goto(`http://localhost:${(bare.address() as AddressInfo).port}/`);
  await page.locator('input').setInputFiles(file.path);
  const seconds = await page.evaluate(
    async ({ part, inFlight }) => {
      const picked = document.querySelector('input')?.files?.[0];
      if (!picked) throw new Error('no file was picked');
      let next = 0;
      const began = performance.now();
      const lane = async () => {
        while (next < picked.size) {
          const from = next;
          next += part;
          await fetch('/part', { method: 'PUT', body: picked.slice(from, from + part) });
        }
      };
      await Promise.all(Array.from({ length: inFlight }, lane));
      return (performance.now() - began) / 1000;
    },
    { part: MIB, inFlight: IN_FLIGHT },
  );
  return SIZE_MIB / seconds;
}

async function bareServer(): Promise<HttpServer> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(request.method === 'GET' ? '<!doctype html><title>Bare</title><input type="file">' : '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
