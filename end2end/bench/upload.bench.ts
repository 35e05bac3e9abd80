// How fast the real page stores a file, beside a plain PUT of the same bytes to a route that only reads them; and what memory
// that takes, beside a file four times as large.
import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page, TestInfo } from '@playwright/test';
import { sample } from '../harness/bytes.ts';
import { row, startUpload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';
import { Peaks } from './memory.ts';
import { report } from './report.ts';

const MIB = 1_048_576;
const SIZE_MIB = 512;
const LARGER_MIB = 2_048;
const BLOCK_MIB = 64;
const IN_FLIGHT = 4;
const STORED_WITHIN_MS = 600_000;

interface LongFile {
  readonly name: string;
  readonly path: string;
  readonly mib: number;
}

// Not every account has room for the larger file.
test.describe.configure({ timeout: 900_000 });
test.use({ settings: ['--preset', 'drive'] });

test('512 MiB from the page', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  const file = await longFile(info, 'large.bin', SIZE_MIB);
  const peaks = await Peaks.begin(browser, server);
  const upload = await uploadRate(page, file);
  const [tab, served] = [await peaks.tab(), await peaks.server()];

  const bare = await bareServer();
  const context = await browser.newContext();
  const put = await putRate(await context.newPage(), bare, file);
  await context.close();
  bare.close();

  await report({
    upload_mib_per_second: upload,
    put_mib_per_second: put,
    upload_tab_bytes: tab,
    upload_server_bytes: served,
  });
});

test('2 GiB from the page', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  const file = await longFile(info, 'larger.bin', LARGER_MIB);
  const peaks = await Peaks.begin(browser, server);
  const upload = await uploadRate(page, file);
  await report({
    larger_upload_mib_per_second: upload,
    larger_upload_tab_bytes: await peaks.tab(),
    larger_upload_server_bytes: await peaks.server(),
  });
});

/** A file of noise, block by block: whole it would not fit into one buffer. */
async function longFile(info: TestInfo, name: string, mib: number): Promise<LongFile> {
  const block = await readFile((await sample(info, 'block.bin', BLOCK_MIB * MIB)).path);
  const path = info.outputPath(name);
  for (let written = 0; written < mib; written += BLOCK_MIB) await appendFile(path, block);
  return { name, path, mib };
}

/** MiB a second, from the first parts on their way to the answer that says the file is there. */
async function uploadRate(page: Page, file: LongFile): Promise<number> {
  const timeout = STORED_WITHIN_MS;
  const began = page.waitForRequest(/UploadService\/UploadParts$/).then(() => performance.now());
  const ended = page.waitForResponse(/UploadService\/CompleteUpload$/, { timeout }).then(() => performance.now());
  await startUpload(page, file);
  const seconds = ((await ended) - (await began)) / 1000;
  await expect(row(page, file.name)).toContainText('3 of 3', { timeout });
  return file.mib / seconds;
}

/** The ceiling: the same file, cut alike, as many requests in flight, and nothing done with the bytes. */
async function putRate(page: Page, bare: HttpServer, file: LongFile): Promise<number> {
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
  return file.mib / seconds;
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
