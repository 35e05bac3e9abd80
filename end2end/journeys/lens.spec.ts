// The lens: every call of the page as it happens, by mouse and by keyboard, and the line that repeats one at a terminal.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import { expectAccessibleInBoth } from '../harness/axe.ts';
import { written } from '../harness/bytes.ts';
import { row, upload } from '../harness/files.ts';
import { tabTo } from '../harness/keyboard.ts';
import { PASSWORD, expectFiles, fillSignIn, person, signOut, signUp } from '../harness/people.ts';
import { tokensOf } from '../harness/secrets.ts';
import { expect, test } from '../harness/test.ts';

const GRPCURL = resolve(import.meta.dirname, '../python/grpcurl.py');
const PYTHONPATH = process.env.PYTHONPATH ?? resolve(import.meta.dirname, '../../target/python');

const lens = (page: Page) => page.getByRole('region', { name: 'Lens', exact: true });
const call = (page: Page, name: string) => lens(page).getByRole('button', { name });
const listed = (page: Page, name: string) =>
  lens(page).getByRole('row').filter({ has: page.getByRole('button', { name }) });
const layers = (page: Page) => lens(page).getByRole('listitem');
const line = (page: Page): Locator => lens(page).getByRole('group', { name: 'grpcurl' });

async function open(page: Page): Promise<void> {
  await page.keyboard.press('l');
  await expect(lens(page).getByRole('button', { name: 'Pause' })).toBeVisible();
}

async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${from}` }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(to);
  await page.keyboard.press('Enter');
}

/** Runs a line as it was copied, with a program in grpcurl's place that does what grpcurl would. */
async function atATerminal(copied: string, token: string): Promise<string> {
  const env = { ...process.env, PYTHONPATH, PYTHONDONTWRITEBYTECODE: '1', GRPC_VERBOSITY: 'NONE', SKYSHARD_TOKEN: token };
  const script = `grpcurl() { python3 '${GRPCURL}' "$@"; }\n${copied}`;
  return (await promisify(execFile)('sh', ['-c', script], { env })).stdout;
}

test('a file that is renamed shows its call, and the line of the call renames it at a terminal', async ({
  page,
  server,
}, info) => {
  await signUp(page, server, person('ada'));
  await upload(page, await written(info, 'note.txt', Buffer.from('A note.')));
  await page.getByRole('heading', { level: 1 }).click();
  await open(page);
  await rename(page, 'note.txt', "Ada's letter.txt");
  await expect(row(page, "Ada's letter.txt")).toBeVisible();
  await expect(listed(page, 'DriveService/RenameEntry')).toContainText(/OK.*ms.*B → .*B.*unary/);

  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'note.txt')).toBeVisible();

  // The newest call stands first.
  await call(page, 'DriveService/RenameEntry').last().click();
  await expect(layers(page)).toHaveCount(8);
  for (const layer of await layers(page).all()) await expect(layer).toContainText('passed');
  await lens(page).getByText('Metadata sent').click();
  await expect(lens(page).getByText('application/grpc-web', { exact: true })).toBeVisible();
  const copied = await line(page).innerText();
  expect(copied).toContain('Bearer $SKYSHARD_TOKEN');
  const tokens = await tokensOf(page.context());
  expect(tokens.length).toBeGreaterThan(0);
  const shown = await lens(page).innerText();
  for (const token of tokens) expect(shown).not.toContain(token);

  const access = (await page.context().cookies()).find(({ name }) => name === 'at')?.value ?? '';
  expect(await atATerminal(copied, access)).toContain("Ada's letter.txt");
  await page.reload();
  await expect(row(page, "Ada's letter.txt")).toBeVisible();
  await expect(lens(page)).toBeHidden();
});

test('a call that is refused says why, where, and which request it was', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await upload(page, await written(info, 'one.txt', Buffer.from('One.')));
  await upload(page, await written(info, 'two.txt', Buffer.from('Two.')));
  await page.getByRole('button', { name: 'Lens' }).click();
  await expect(lens(page)).toBeVisible();
  await rename(page, 'one.txt', 'two.txt');
  await expect(page.getByRole('dialog')).toContainText(/already/);
  await page.keyboard.press('Escape');
  await expect(listed(page, 'DriveService/RenameEntry')).toContainText('ALREADY_EXISTS · NAME_TAKEN');
  await call(page, 'DriveService/RenameEntry').click();
  await expect(lens(page).getByText(/already.* Request [0-9a-f-]+\./)).toBeVisible();
  await expect(layers(page).last()).toContainText('use case, refused here');
});

test('a password is in no line, and nothing is asked for a lens that is paused or closed', async ({ page, server }) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  const asking: boolean[] = [];
  page.on('request', (request) => {
    if (request.headers()['x-grpc-web']) asking.push('x-layers' in request.headers());
  });
  await signOut(page);
  expect(asking).not.toContain(true);
  expect(asking.splice(0)).toContain(false);
  await page.getByRole('heading', { level: 1 }).click();
  await open(page);
  await fillSignIn(page, server, ada);
  await expectFiles(page);
  expect(asking.splice(0)).not.toContain(false);
  await call(page, 'CloudStorageService/Login').click();
  await expect(line(page)).toContainText('"password": "<password>"');
  await call(page, 'CloudStorageService/Login').click();
  await call(page, 'CloudStorageService/VerifyOTP').click();
  await expect(line(page)).toContainText('"otp": "<otp>"');
  expect(await page.content()).not.toContain(PASSWORD);

  await lens(page).getByRole('button', { name: 'Pause' }).click();
  await lens(page).getByRole('button', { name: 'Clear' }).click();
  asking.splice(0);
  await page.getByRole('link', { name: 'Trash' }).click();
  await expect(page.getByText('Nothing is in the trash')).toBeVisible();
  await expect(lens(page).getByText('Paused: calls are not listed.')).toBeVisible();
  await lens(page).getByRole('button', { name: 'Go on' }).click();
  await lens(page).getByRole('button', { name: 'Close the lens' }).click();
  await page.getByRole('link', { name: 'Files', exact: true }).click();
  await expectFiles(page);
  expect(asking).not.toContain(true);
  expect(asking).toContain(false);
});

test('a keyboard is enough: into the lens, a call opened, and back', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  const title = page.getByRole('heading', { level: 1, name: 'Files' });
  await title.focus();
  await open(page);
  await expect(title).toBeFocused();
  await page.keyboard.press('l');
  await expect(lens(page)).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(lens(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(lens(page)).toBeHidden();
  await expect(title).toBeFocused();

  await open(page);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  const calculator = page.getByRole('heading', { level: 1, name: 'Calculator' });
  await expect(calculator).toBeVisible();
  const four = page.getByRole('button', { name: 'Run 4 at once' });
  await four.press('Enter');
  const division = call(page, 'CalculatorService/Divide');
  await expect(division).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await tabTo(page, division);
  await page.keyboard.press('Enter');
  await expect(line(page)).toContainText('{"a": "633", "b": "27"}');
  // Newer calls come above it, and it keeps the focus.
  await four.dispatchEvent('click');
  await expect(division).toHaveCount(2);
  await expect(division.last()).toBeFocused();
  await page.keyboard.press('l');
  await expect(lens(page)).toBeHidden();
  await expect(four).toBeFocused();

  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await expectFiles(page);
  // In a field it is a letter.
  await page.getByRole('searchbox', { name: 'Search files' }).focus();
  await page.keyboard.type('lull');
  await expect(page.getByRole('searchbox', { name: 'Search files' })).toHaveValue('lull');
  await expect(lens(page)).toBeHidden();
});

for (const width of [1280, 360]) {
  test(`the lens can be used by everybody at ${width} px, light and dark`, async ({ page, server }) => {
    await page.setViewportSize({ width, height: 740 });
    await signUp(page, server, person('ada'));
    if (width > 720) {
      await page.getByRole('button', { name: 'Lens' }).click();
    } else {
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Lens' }).click();
    }
    await page.getByRole('link', { name: 'Trash' }).click();
    await call(page, 'DriveService/ListTrashEntries').click();
    await expect(line(page)).toBeVisible();
    await expectAccessibleInBoth(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide).toBe(false);
  });
}
