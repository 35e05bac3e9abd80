// How fast the real page stores a file, in turn with a native stream of as many bytes, and beside a plain POST of the file to
// a route that only reads it; and what memory that takes, beside a file four times as large.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, open, readFile, rm } from 'node:fs/promises';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Browser, Page, TestInfo } from '@playwright/test';
import { sample } from '../harness/bytes.ts';
import { row } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { BINARY, type Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';
import { Peaks } from './memory.ts';
import { report } from './report.ts';
import { Unwatched } from './unwatched.ts';

const MIB = 1_048_576;
const SIZE_MIB = 512;
const LARGER_MIB = 2_048;
const BLOCK_MIB = 64;
/** How often page and stream are measured in turn: one turn says little on a machine with others. */
const TURNS = 5;
const STORED_WITHIN_MS = 600_000;

interface LongFile {
  readonly name: string;
  readonly path: string;
  readonly mib: number;
}

interface Uploaded {
  readonly rate: number;
  readonly tab: number;
  readonly server: number;
}

// Not every account has room for the larger file.
test.describe.configure({ timeout: 900_000 });
test.use({ settings: ['--preset', 'drive'] });

for (let turn = 1; turn <= TURNS; turn += 1) {
  test(`512 MiB from the page and in a native stream, turn ${turn}`, async ({ page, server, browser }, info) => {
    await signUp(page, server, person('ada'));
    const file = await longFile(info, 'large.bin', SIZE_MIB);
    const before = turn % 2 === 0 ? undefined : await streamRate(server);
    const uploaded = await upload(browser, page, server, file);
    await report({
      [`upload_mib_per_second_${turn}`]: uploaded.rate,
      [`stream_mib_per_second_${turn}`]: before ?? (await streamRate(server)),
      upload_tab_bytes: uploaded.tab,
      upload_server_bytes: uploaded.server,
    });
  });
}

test('512 MiB as a bare POST', async ({ browser }, info) => {
  const file = await longFile(info, 'large.bin', SIZE_MIB);
  const bare = await bareServer();
  const context = await browser.newContext();
  const post = await postRate(browser, await context.newPage(), bare, file);
  await context.close();
  bare.close();
  await report({ post_mib_per_second: post });
});

test('2 GiB from the page', async ({ page, server, browser }, info) => {
  await signUp(page, server, person('ada'));
  const file = await longFile(info, 'larger.bin', LARGER_MIB);
  const uploaded = await upload(browser, page, server, file);
  await report({
    larger_upload_mib_per_second: uploaded.rate,
    larger_upload_tab_bytes: uploaded.tab,
    larger_upload_server_bytes: uploaded.server,
  });
});

/** A file of noise, block by block: whole it would not fit into one buffer. No two are alike, for what is would be stored once. */
async function longFile(info: TestInfo, name: string, mib: number): Promise<LongFile> {
  const path = info.outputPath(name);
  for (let written = 0; written < mib; written += BLOCK_MIB) {
    const block = await sample(info, `block ${written}`, BLOCK_MIB * MIB);
    await appendFile(path, await readFile(block.path));
    await rm(block.path);
  }
  await onDisk(path);
  return { name, path, mib };
}

/** Else it would be written while it is measured. */
async function onDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync();
  await file.close();
}

/** MiB a second, from the body's setting out to the answer that says the file is there; and the memory for it. */
async function upload(browser: Browser, page: Page, server: Server, file: LongFile): Promise<Uploaded> {
  const button = `[...document.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Upload')`;
  const other = await Unwatched.beside(browser, page);
  await other.until(button);
  const peaks = await Peaks.begin(browser, server);
  await other.choose(button, file.path);
  await other.until(`document.querySelector('.files-grid')?.textContent.includes('${file.name}')`);
  const seconds = await other.value(`(() => {
    const calls = (name) => performance.getEntriesByType('resource').filter((call) => call.name.includes(name));
    const [first, last] = [calls('/api/uploads/')[0], calls('UploadService/CompleteUpload').at(-1)];
    return (last.responseEnd - first.startTime) / 1000;
  })()`);
  const [tab, served] = [await peaks.tab(), await peaks.server()];
  await other.close();
  await page.reload();
  await expect(row(page, file.name)).toContainText('3 of 3', { timeout: STORED_WITHIN_MS });
  return { rate: file.mib / Number(seconds), tab, server: served };
}

/** MiB a second of one native stream, from an account of its own. */
async function streamRate(server: Server): Promise<number> {
  const { stdout } = await promisify(execFile)(BINARY, ['stream-cost', server.url]);
  return Number(JSON.parse(stdout).stream_bytes_per_second) / MIB;
}

/** The ceiling: the same file as one body, and nothing done with its bytes. */
async function postRate(browser: Browser, page: Page, bare: HttpServer, file: LongFile): Promise<number> {
  await page.goto(`http://localhost:${(bare.address() as AddressInfo).port}/`);
  const other = await Unwatched.beside(browser, page);
  const input = `document.querySelector('input')`;
  await other.until(input);
  await other.choose(input, file.path);
  await other.until(`${input}.files.length === 1`);
  const seconds = await other.value(`(async () => {
    const body = new FormData();
    body.append('file', ${input}.files[0]);
    const began = performance.now();
    await fetch('/file', { method: 'POST', body });
    return (performance.now() - began) / 1000;
  })()`);
  await other.close();
  return file.mib / Number(seconds);
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
