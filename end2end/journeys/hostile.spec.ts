// What people call things is text and nothing else, wherever a page shows it (BI-01a in a browser).
import type { Page } from '@playwright/test';
import { row } from '../harness/files.ts';
import { teach } from '../harness/lessons.ts';
import { becomeAdmin, person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

/** Each would act if a page took it for markup, a script, a template or an address. */
const MARKUP = '<img src=x onerror="window.intruder=1">';
const FILES = [
  '<img src=x onerror=window.intruder=1>.txt',
  '"><svg onload=window.intruder=1>.txt',
  "'; DROP TABLE file; --.txt",
  '{{7*7}} ${7*7} <%= 7*7 %>.txt',
  'javascript:window.intruder=1.txt',
  '=HYPERLINK("http:..evil","x").csv',
  '&lt;b&gt;.txt',
];
/** A name that would read "exe.pdf" backwards, and how it is spelled. */
const TURNED = ['invoice\u202Efdp.exe', 'invoice\\u{202e}fdp.exe'] as const;

/** Nothing of what is on show came to life. */
async function expectHarmless(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'intruder' in window)).toBe(false);
  await expect(page.locator('img[src="x"], svg[onload], [onerror]')).toHaveCount(0);
}

test('names of files', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).first().click();
  const names = [...FILES, TURNED[0]];
  await (await chooser).setFiles(names.map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })));
  for (const name of [...FILES, TURNED[1]]) {
    await expect(row(page, name), name).toContainText('3 of 3', { timeout: 30_000 });
    await row(page, name).getByRole('rowheader').click();
    await expect(page.getByRole('complementary', { name: 'File details' }).or(page.getByRole('heading', { level: 2 })).first()).toBeVisible();
    await expectHarmless(page);
  }
  await row(page, FILES[0]!).getByRole('rowheader').click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('Moved to Trash')).toBeVisible();
  await expectHarmless(page);
  await page.goto('/trash');
  await expect(page.getByText(FILES[0]!, { exact: true }).first()).toBeVisible();
  await expectHarmless(page);
});

test('what teachers write, what programs say of themselves, and what members ask for', async ({ page, browser, server }) => {
  await becomeAdmin(page, server, person('grace'));
  const elsewhere = await browser.newContext({ baseURL: server.url, userAgent: MARKUP });
  const mallory = await elsewhere.newPage();
  await signUp(mallory, server, person('mallory'));
  await mallory.getByRole('button', { name: 'Ask for more space' }).click();
  const dialog = mallory.getByRole('dialog', { name: 'More space' });
  await dialog.getByLabel('What for?').fill(MARKUP);
  await dialog.getByRole('button', { name: 'Ask for more space' }).click();
  await expect(mallory.getByText('The admins see your request.')).toBeVisible();
  await mallory.goto('/security');
  await expect(mallory.getByRole('region', { name: 'Sessions' })).toContainText('<img');
  await expectHarmless(mallory);
  await teach(mallory, MARKUP, { hours: { Monday: ['09:00', '12:00'] }, title: MARKUP, capacity: 2 });
  await expectHarmless(mallory);

  await page.goto('/skillshare');
  await expect(page.getByRole('link', { name: MARKUP }).first()).toBeVisible();
  await expectHarmless(page);
  await page.getByRole('link', { name: MARKUP }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: MARKUP })).toBeVisible();
  await expectHarmless(page);
  await page.goto('/admin?section=pool');
  await expect(page.getByText(MARKUP)).toBeVisible();
  await expectHarmless(page);
  await page.goto('/admin?section=users&user=mallory');
  await expect(page.getByRole('region', { name: 'mallory' })).toContainText('<img');
  await expectHarmless(page);
  await page.goto('/outbox');
  await expect(page.getByRole('heading', { level: 1, name: 'Outbox' })).toBeVisible();
  await expectHarmless(page);
  await elsewhere.close();
});
