// A large file sets out as one body, which the browser sends by itself; whatever becomes of it, the rest goes in parts.
import type { CDPSession, Page, TestInfo } from '@playwright/test';
import { type Sample, sample, sha256OfDownload } from '../harness/bytes.ts';
import { download, expectStored, startUpload, tray } from '../harness/files.ts';
import { countParts } from '../harness/parts.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const MIB = 1_048_576;
const PARTS = 72;
const BODY = '**/api/uploads/*';

// The file is large for a server that was built for debugging.
test.setTimeout(120_000);

const large = (info: TestInfo): Promise<Sample> => sample(info, 'film.mkv', PARTS * MIB);

/** How long a wire this page has, in bytes a second; 0 is as much as there is. */
async function upstream(devtools: CDPSession, bytesPerSecond: number): Promise<void> {
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond || -1,
  });
}

async function expectWhole(page: Page, file: Sample): Promise<void> {
  await expectStored(page, file);
  expect(await sha256OfDownload(await download(page, file))).toBe(file.sha256);
}

test('a large file is sent as one body, and told as it becomes durable', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const file = await large(info);
  const parts = await countParts(page);
  const answered = page.waitForResponse(BODY);
  await startUpload(page, file);
  expect((await answered).status()).toBe(204);
  await expectWhole(page, file);
  expect(parts(), 'nothing was sent twice').toBe(0);
});

test('paused in its middle, it goes on with the parts that are missing', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const file = await large(info);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await upstream(devtools, 8 * MIB);
  const given = page.waitForEvent('requestfailed', (request) => request.url().includes('/api/uploads/'));
  await startUpload(page, file);
  await expect(tray(page)).toContainText(/[1-9]\s?%/);
  await tray(page).getByRole('button', { name: /^Pause/ }).first().click();
  await given;
  await upstream(devtools, 0);
  const parts = await countParts(page);
  await tray(page).getByRole('button', { name: /^(Go on|Resume)/ }).first().click();
  await expectWhole(page, file);
  expect(parts()).toBeGreaterThan(0);
  expect(parts(), 'what was durable is not sent again').toBeLessThan(PARTS);
});

test.describe('where no body gets through', () => {
  test.use({ expected: [/net::ERR_/] });

  test('the file goes in parts', async ({ page, server }, info) => {
    await signUp(page, server, person('ada'));
    const file = await large(info);
    await page.route(BODY, (route) => route.abort('connectionreset'));
    const parts = await countParts(page);
    await startUpload(page, file);
    await expectWhole(page, file);
    expect(parts()).toBe(PARTS);
  });
});
