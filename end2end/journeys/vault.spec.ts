// A vault: what is put in is encrypted in this browser, what comes out is decrypted in it, and the server refuses the rest.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessibleInBoth } from '../harness/axe.ts';
import { type Sample, sample, sha256OfDownload, written } from '../harness/bytes.ts';
import { field, said } from '../harness/calls.ts';
import { drop, pick, row, startUpload, tray, upload } from '../harness/files.ts';
import { Hold } from '../harness/parts.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const MIB = 1_048_576;
const PASSPHRASE = 'a harbour without any ships';

/** Makes a vault of this name and saves its key. */
async function makeVault(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'New vault' }).click();
  const dialog = page.getByRole('dialog', { name: 'New vault' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await dialog.getByLabel('The same once more').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Make vault' }).click();
  const saving = page.getByRole('dialog', { name: 'Save the key of the vault' });
  const saved = page.waitForEvent('download');
  await saving.getByRole('button', { name: 'Save the key' }).click();
  const key = await (await saved).path();
  await saving.getByRole('button', { name: 'Done' }).click();
  return key;
}

/** The bytes that the server keeps of a file, by the address that any program asks. */
async function kept(page: Page, file: Sample): Promise<Buffer> {
  const address = await row(page, file.name).getByRole('link', { name: /^Download/ }).getAttribute('href');
  const headers = { 'sec-fetch-site': 'same-origin' };
  return (await page.request.get(new URL(address ?? '', page.url()).href, { headers })).body();
}

async function decrypted(page: Page, file: Sample): Promise<string> {
  const saved = page.waitForEvent('download');
  await row(page, file.name).getByRole('link', { name: /^Download/ }).click();
  return sha256OfDownload(await saved);
}

test('a vault is made, filled and opened; the server sees none of it', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await page.getByRole('button', { name: 'New vault' }).click();
  const dialog = page.getByRole('dialog', { name: 'New vault' });
  await expect(dialog).toContainText('Nobody can reset the passphrase.');
  await expect(dialog).toContainText('Names, sizes and times stay visible');
  await expect(dialog).toContainText('could serve another page');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Papers');
  await dialog.getByLabel('Passphrase', { exact: true }).fill('too short');
  await dialog.getByLabel('The same once more').fill('other');
  await dialog.getByRole('button', { name: 'Make vault' }).click();
  await expect(dialog).toContainText('The two differ.');
  await expectAccessibleInBoth(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  const key = await makeVault(page, 'Papers');
  await expect(row(page, 'Papers')).toContainText('vault');
  await page.getByRole('link', { name: 'Papers' }).click();
  await expect(page.getByRole('region', { name: 'Vault' })).toContainText('unlocked');
  await expect(page.getByRole('button', { name: 'New vault' })).toBeHidden();

  // By the button, and whole folders by a drop; small, and in several parts.
  const letter = await written(info, 'letter.txt', Buffer.from('Dear Grace, nobody else reads this.'));
  const film = await sample(info, 'film.mkv', 5 * MIB + 77);
  await upload(page, letter);
  await startUpload(page, film);
  await expect(row(page, film.name)).toContainText('3 of 3', { timeout: 30_000 });
  await expect(row(page, film.name)).toContainText('5.2');
  for (const file of [letter, film]) {
    const bytes = await kept(page, file);
    expect(bytes.subarray(0, 30).toString()).toBe('age-encryption.org/v1\n-> X2551');
    expect(bytes.length).toBeGreaterThan(file.size);
  }
  expect(await decrypted(page, film)).toBe(film.sha256);

  // A new page has forgotten the passphrase, and asks.
  await page.reload();
  await expect(page.getByRole('region', { name: 'Vault' })).toContainText('locked');
  await row(page, letter.name).getByRole('link', { name: /^Download/ }).click();
  const asking = page.getByRole('dialog', { name: 'Unlock the vault' });
  await asking.getByLabel('Passphrase', { exact: true }).fill('a harbour without any boats');
  await asking.getByRole('button', { name: 'Unlock' }).click();
  await expect(asking).toContainText("This is not the vault's passphrase.");
  await expectAccessibleInBoth(page);
  const saved = page.waitForEvent('download');
  await asking.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await asking.getByRole('button', { name: 'Unlock' }).click();
  expect(await sha256OfDownload(await saved)).toBe(letter.sha256);
  await expect(page.getByRole('region', { name: 'Vault' })).toContainText('unlocked');

  // The panel tells the truth.
  await row(page, letter.name).getByRole('rowheader').click();
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByRole('tab', { name: 'Preview' }).click();
  await expect(details).toContainText('There is no preview');
  await details.getByRole('tab', { name: 'Sharing' }).click();
  await expect(details).toContainText('not whoever runs this server');
  await expectAccessibleInBoth(page);

  // And so does the program age, where there is one.
  if (spawnSync('age', ['--version']).error === undefined) {
    const encrypted = await written(info, 'letter.age', await kept(page, letter));
    const opening = spawnSync('script', ['-qec', `exec age -d -i '${key}' '${encrypted.path}'`, '/dev/null'], {
      input: `${PASSPHRASE}\n`,
      encoding: 'utf8',
    });
    expect(opening.stdout).toContain('Dear Grace, nobody else reads this.');
  }
});

test('plain bytes come in by no door', async ({ page, server, browserName }, info) => {
  test.skip(browserName !== 'chromium', 'files are dropped by the tools of Chromium');
  await signUp(page, server, person('ada'));
  const plain = await written(info, 'plain.txt', Buffer.from('not encrypted'));
  await upload(page, plain);
  await makeVault(page, 'Papers');
  // Moved in.
  await page.getByRole('button', { name: 'Actions for plain.txt' }).click();
  await page.getByRole('menuitem', { name: 'Move to …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Papers' }).click();
  await page.getByRole('button', { name: 'Move here' }).click();
  await expect(page.getByText('is not encrypted, or was not once')).toBeVisible();
  await page.keyboard.press('Escape');

  // By a program.
  await page.getByRole('link', { name: 'Papers' }).click();
  const folder = new URL(page.url()).searchParams.get('in') ?? '';
  const bytes = Buffer.from('plain');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const message = Buffer.concat([
    field(1, Buffer.from('by-program.txt')),
    Buffer.from([(2 << 3) | 0, bytes.length]),
    field(3, Buffer.from(digest)),
    field(4, Buffer.from(folder)),
    field(8, bytes),
  ]);
  const answer = await said(page.context(), server, 'skyshard.storage.v1.UploadService/CreateUpload', message);
  expect(decodeURIComponent(answer)).toContain('a vault takes only files that are');

  // Dropped, it is encrypted like anything else.
  await drop(page, plain.path);
  await expect(row(page, plain.name)).toBeVisible();
  expect((await kept(page, plain)).subarray(0, 21).toString()).toBe('age-encryption.org/v1');
  expect((await readFile(plain.path)).toString()).toBe('not encrypted');
});

test('an upload whose page was left has lost its key, and begins anew', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await makeVault(page, 'Papers');
  await page.getByRole('link', { name: 'Papers' }).click();
  const film = await sample(info, 'film.mkv', 12 * MIB);
  const hold = await Hold.after(page, 5);
  await startUpload(page, film);
  await hold.reached;
  await page.reload();
  await hold.release();
  await expect(tray(page)).toContainText('Pick "film.mkv" again to encrypt it anew');
  await pick(page, tray(page).getByRole('button', { name: /film\.mkv" again/ }), film);
  await expect(row(page, film.name)).toContainText('3 of 3', { timeout: 30_000 });
  await row(page, film.name).getByRole('link', { name: /^Download/ }).click();
  const asking = page.getByRole('dialog', { name: 'Unlock the vault' });
  await asking.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  const saved = page.waitForEvent('download');
  await asking.getByRole('button', { name: 'Unlock' }).click();
  expect(await sha256OfDownload(await saved)).toBe(film.sha256);
});
