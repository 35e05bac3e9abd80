// Taking everything out that the server knows of one, and leaving.
import { execFileSync } from 'node:child_process';
import { expectAccessible } from '../harness/axe.ts';
import { sample } from '../harness/bytes.ts';
import { upload } from '../harness/files.ts';
import { tabTo } from '../harness/keyboard.ts';
import { enterCode, person, signUp } from '../harness/people.ts';
import type { Page } from '@playwright/test';
import { expect, test } from '../harness/test.ts';

const ada = person('ada');

async function openPrivacy(page: Page) {
  await page.goto('/security');
  const privacy = page.getByRole('region', { name: 'Privacy' });
  await expect(privacy).toBeVisible();
  return privacy;
}

/** Reads a zip as somebody else's program does. */
const READ = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    account = json.loads(archive.read('records/account.json'))[0]
    print(json.dumps({'names': archive.namelist(), 'sha256': hashlib.sha256(archive.read('files/notes.bin')).hexdigest(), 'email': account['email']}))
`;

test('everything about oneself is one zip, after its size was told', async ({ page, server }, info) => {
  await signUp(page, server, ada);
  const file = await sample(info, 'notes.bin', 1_500_000);
  await upload(page, file);
  const privacy = await openPrivacy(page);
  await expect(privacy.getByText(/^1 file, 1\.5\sMB, and all records about you, as one zip\.$/)).toBeVisible();
  await privacy.getByRole('button', { name: 'Make an archive' }).click();
  const download = page.waitForEvent('download');
  await privacy.getByRole('link', { name: 'Download' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^skyshard-ada-\d{4}-\d\d-\d\d\.zip$/);
  const told = JSON.parse(execFileSync('python3', ['-c', READ, await saved.path()], { encoding: 'utf8' }));
  expect(told).toMatchObject({ sha256: file.sha256, email: ada.email });
  expect(told.names).toEqual(expect.arrayContaining(['READ ME.txt', 'lessons.ics', 'records/session.json', 'records/audit.json']));
});

test('an account is deleted by its typed name, and kept by whoever signs in', async ({ page, server }) => {
  await signUp(page, server, ada);
  const privacy = await openPrivacy(page);
  await tabTo(page, privacy.getByRole('button', { name: 'Delete account' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete your account' });
  await expect(dialog.getByText('What stays, without your name')).toBeVisible();
  await expectAccessible(page);
  await tabTo(page, dialog.getByLabel('Type your username to confirm'));
  await page.keyboard.type('adam');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Type ada exactly as it stands here.')).toBeVisible();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Your account will be deleted: /)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();

  await page.getByLabel('Username or e-mail').fill(ada.username);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  const from = server.mark();
  await page.getByRole('button', { name: 'Continue' }).click();
  await enterCode(page, await server.code(ada.email, from));
  await expect(page.getByText(/^This account will be deleted on .* Until then you can keep it\.$/)).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Keep my account' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Security' })).toBeVisible();
  await expect(page.getByText('You kept an account that was to be deleted')).toBeVisible();
});
