// An upload survives what happens to people: a reload, and a server that dies.
import { sample, sha256OfDownload } from '../harness/bytes.ts';
import { download, expectStored, pick, startUpload, tray } from '../harness/files.ts';
import { Hold, countParts } from '../harness/parts.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const MIB = 1_048_576;
const PARTS = 12;
const BEFORE = 5;
/** The first and the last part that the server has are sent again, to see that it is the same file. */
const PROOF = 2;

test('a reload in mid-upload: the same file goes on where it stopped', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const file = await sample(info, 'film.mkv', PARTS * MIB);
  const hold = await Hold.after(page, BEFORE);
  await startUpload(page, file);
  await hold.reached;

  await page.reload();
  await hold.release();
  const percent = Math.floor((100 * hold.prefix) / PARTS);
  await expect(tray(page)).toContainText(new RegExp(`Pick "film\\.mkv" again to continue at ${percent}\\s%`));
  const sent = await countParts(page);
  await pick(page, tray(page).getByRole('button', { name: /film\.mkv/ }).first(), file);
  await expectStored(page, file);
  expect(sent(), 'only what was missing, and the proof, was sent').toBe(PARTS - hold.parts + PROOF);
  expect(await sha256OfDownload(await download(page, file))).toBe(file.sha256);
});

test.describe('a server killed in mid-upload', () => {
  // While it is away, the browser says that requests fail.
  test.use({ expected: [/net::ERR_/] });

  test('comes back, and the upload goes on to the same bytes', async ({ page, server }, info) => {
    await signUp(page, server, person('ada'));
    const file = await sample(info, 'film.mkv', PARTS * MIB);
    const hold = await Hold.after(page, BEFORE);
    await startUpload(page, file);
    await hold.reached;

    await server.kill();
    await hold.release();
    await server.restart();
    await expectStored(page, file);
    expect(await sha256OfDownload(await download(page, file))).toBe(file.sha256);
  });

  test('forgets nothing that it acknowledged', async ({ page, server }, info) => {
    await signUp(page, server, person('ada'));
    const file = await sample(info, 'kept.bin', 3 * MIB + 7);
    await startUpload(page, file);
    await expectStored(page, file);
    await server.kill();
    await server.restart();
    await page.reload();
    await expectStored(page, file);
    expect(await sha256OfDownload(await download(page, file))).toBe(file.sha256);
  });
});
