// A node stops; nobody's files are missing.
import { sample, sha256OfDownload } from '../harness/bytes.ts';
import { download, upload } from '../harness/files.ts';
import { becomeAdmin, person, signUp } from '../harness/people.ts';
import { expect, listen, test } from '../harness/test.ts';

test('with one node stopped, old files are read and new ones stored', async ({ page, browser, server }, info) => {
  const admins = await browser.newContext({ baseURL: server.url });
  const adminPage = await admins.newPage();
  const complaints = listen(adminPage);
  await becomeAdmin(adminPage, server, person('grace'));

  await signUp(page, server, person('ada'));
  const before = await sample(info, 'before.bin', 2_500_000);
  await upload(page, before);

  await adminPage.goto('/nodes');
  const node = adminPage.getByRole('row').filter({ hasText: /node-/ }).first();
  await expect(node).toContainText('Running');
  await node.getByRole('button', { name: /^Actions/ }).click();
  await adminPage.getByRole('menuitem', { name: 'Stop' }).click();
  await expect(node).toContainText('Stopped');

  expect(await sha256OfDownload(await download(page, before))).toBe(before.sha256);
  const during = await sample(info, 'during.bin', 2_500_000);
  await upload(page, during);
  expect(await sha256OfDownload(await download(page, during))).toBe(during.sha256);

  await node.getByRole('button', { name: /^Actions/ }).click();
  await adminPage.getByRole('menuitem', { name: 'Start' }).click();
  // Ready: its disk is read and nothing has been asked of it yet.
  await expect(node).toContainText(/Ready|Running/);
  expect(complaints).toEqual([]);
  await admins.close();
});

test('only an admin can stop a node', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  await page.goto('/nodes');
  await expect(page.getByRole('row').filter({ hasText: /node-/ })).toHaveCount(5);
  await expect(page.getByRole('button', { name: /^Actions for node/ })).toHaveCount(0);
});
