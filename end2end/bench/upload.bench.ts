// How fast the real page stores a file, beside a plain PUT of the same bytes to a route that only reads them; and how long it
// takes for a folder of many small ones.
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { type Sample, sample } from '../harness/bytes.ts';
import { expectStored, row, startUpload, tray } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const MIB = 1_048_576;
const SIZE_MIB = 512;
const SMALL_FILES = 10_000;
const SMALL_BYTES = 1_000;
const IN_FLIGHT = 4;

// One after the other: beside each other they would measure each other.
test.describe.configure({ mode: 'default' });

test('512 MiB from the page', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  const file = await sample(info, 'large.bin', SIZE_MIB * MIB);
  const upload = await uploadRate(page, file);

  const bare = await bareServer();
  const context = await browser.newContext();
  const put = await putRate(await context.newPage(), bare, file);
  await context.close();
  bare.close();

  await report({ upload_mib_per_second: upload, put_mib_per_second: put });
});

test('10,000 files of 1 KB from the page', async ({ page, server }, info) => {
  test.setTimeout(900_000);
  await signUp(page, server, person('ada'));
  const folder = info.outputPath('Small');
  await mkdir(folder);
  for (let number = 0; number < SMALL_FILES; number += 1) {
    const text = `${number} `;
    await writeFile(`${folder}/${number}.txt`, text.repeat(Math.ceil(SMALL_BYTES / text.length)).slice(0, SMALL_BYTES));
  }
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload folder' }).click();
  await (await chooser).setFiles(folder);
  // From the first file on its way, as a person sees it, to the last one that is stored.
  await expect(tray(page)).toContainText('Uploading', { timeout: 60_000 });
  const began = performance.now();
  await expect(tray(page).getByRole('heading')).toHaveText(/10.000\sfiles uploaded/, { timeout: 600_000 });
  const seconds = (performance.now() - began) / 1000;
  await expect(row(page, 'Small')).toContainText(/10.000\sfiles/);
  await report({ small_files_seconds: seconds });
});

/** Adds numbers to those of the other tests. */
async function report(numbers: Record<string, number>): Promise<void> {
  const out = process.env.SKYSHARD_BENCH_OUT;
  if (out) {
    const before = await readFile(out, 'utf8').catch(() => '{}');
    await writeFile(out, JSON.stringify({ ...JSON.parse(before), ...numbers }));
  }
  console.log(JSON.stringify(numbers));
}

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
