// What a file was before: looked at, compared, saved, taken up again and deleted.
import { sha256OfDownload, written } from '../harness/bytes.ts';
import { startUpload, upload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';
import type { Page, TestInfo } from '@playwright/test';

const FIRST = 'one\ntwo\nthree\n';
const SECOND = 'one\nTWO\nthree\nfour\n';

async function replace(page: Page, info: TestInfo, name: string, text: string): Promise<void> {
  await startUpload(page, await written(info, name, Buffer.from(text)));
  await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
}

async function look(page: Page, name: string, tab: string): Promise<void> {
  await page.getByRole('rowheader', { name }).click();
  await page.getByRole('tab', { name: tab }).click();
}

test('an older version is compared, saved, taken up again, undone and deleted', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const first = await written(info, 'note.txt', Buffer.from(FIRST));
  await upload(page, first);
  await look(page, 'note.txt', 'Versions');
  const list = page.getByRole('list', { name: 'Versions, newest first' });
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(page.getByText('choose Replace')).toBeVisible();

  await replace(page, info, 'note.txt', SECOND);
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list.getByRole('listitem').first()).toContainText('Version 2');
  await expect(list.getByRole('listitem').first()).toContainText('shown');
  await expect(list.getByRole('listitem').last()).toContainText('by ada');

  await page.getByRole('button', { name: 'Compare version 1 with the shown one' }).click();
  const lines = page.getByRole('region', { name: 'Changes since version 1' });
  await expect(lines).toContainText('removed: two');
  await expect(lines).toContainText('added: TWO');
  await expect(lines).toContainText('added: four');

  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download version 1 of note.txt' }).click();
  expect(await sha256OfDownload(await saved)).toBe(first.sha256);

  await page.getByRole('button', { name: 'Restore version 1 of note.txt' }).click();
  await expect(list.getByRole('listitem').first()).toContainText('Version 3');
  await expect(list.getByRole('listitem').first()).toContainText('content of version 1');
  await page.getByRole('tab', { name: 'Preview' }).click();
  await expect(page.getByRole('region', { name: 'Text of note.txt' })).toHaveText(FIRST.trimEnd());

  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('region', { name: 'Text of note.txt' })).toHaveText(SECOND.trimEnd());
  await page.reload();
  await expect(page.getByRole('region', { name: 'Text of note.txt' })).toHaveText(SECOND.trimEnd());

  // Version 3 has the content of version 1: deleting one of them frees nothing, and says so before.
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Delete version 3 of note.txt' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Delete version 3?' })).toContainText('no space comes free');
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Delete version 3 of note.txt' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(3);

  await page.getByRole('button', { name: 'Delete version 1 of note.txt' }).click();
  await expect(page.getByRole('group', { name: 'Delete version 1?' })).toContainText('14 B come free');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
});
