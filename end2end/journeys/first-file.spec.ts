// The first journey: a stranger becomes a member, stores a file in three copies and reads it back.
import { sample, sha256OfDownload } from '../harness/bytes.ts';
import { download, row, upload } from '../harness/files.ts';
import { enterCode, expectFiles, fillSignUp, person, signIn, signOut, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('a stranger signs up, stores a file and reads it back', async ({ page, server }, info) => {
  const ada = person('ada');
  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  const from = server.mark();
  await fillSignUp(page, ada);
  await enterCode(page, await server.code(ada.email, from));
  await expectFiles(page);

  const file = await sample(info, 'report.bin', 5_300_001);
  await upload(page, file);
  await expect(row(page, file.name)).toContainText('5.3 MB');
  expect(await sha256OfDownload(await download(page, file))).toBe(file.sha256);
});

test('an empty file is a file', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const file = await sample(info, 'empty.txt', 0);
  await upload(page, file);
  expect(await sha256OfDownload(await download(page, file))).toBe(file.sha256);
});

test('a name with spaces, accents and a plus comes back as it was', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const file = await sample(info, 'été à la plage + 100 %.txt', 1_000);
  await upload(page, file);
  const came = await download(page, file);
  expect(came.suggestedFilename()).toBe(file.name);
});

test('signing out and in again finds the file where it was', async ({ page, server }, info) => {
  const ada = person('ada');
  await signUp(page, server, ada);
  const file = await sample(info, 'kept.bin', 40_000);
  await upload(page, file);
  await signOut(page);
  await page.goto('/files');
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, server, ada);
  await expectFiles(page);
  expect(await sha256OfDownload(await download(page, file))).toBe(file.sha256);
});

test('a deleted file can be had back at once', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const file = await sample(info, 'regretted.bin', 40_000);
  await upload(page, file);
  await row(page, file.name).getByRole('button', { name: `Actions for ${file.name}` }).click();
  await page.getByRole('menuitem', { name: 'Move to Trash' }).click();
  await expect(row(page, file.name)).toBeHidden();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, file.name)).toBeVisible();
});
