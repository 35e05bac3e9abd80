// What people do on the files page.
import { type Download, type Locator, type Page, expect } from '@playwright/test';
import type { Sample } from './bytes.ts';

/** What is picked: a file by where it is. */
type Picked = Pick<Sample, 'path'>;

/** Picks a file with the button's own chooser, as a person would. */
export async function pick(page: Page, button: Locator, file: Picked): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await button.click();
  await (await chooser).setFiles(file.path);
}

export async function startUpload(page: Page, file: Picked): Promise<void> {
  await pick(page, page.getByRole('button', { name: 'Upload', exact: true }).first(), file);
}

/** A file's row, found by the name that heads it. */
export function row(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
}

/** The row is there and says that all three copies are. */
export async function expectStored(page: Page, file: Sample): Promise<void> {
  await expect(row(page, file.name)).toBeVisible({ timeout: 30_000 });
  await expect(row(page, file.name)).toContainText('3 of 3');
}

export async function upload(page: Page, file: Sample): Promise<void> {
  await startUpload(page, file);
  await expectStored(page, file);
}

export async function download(page: Page, file: Sample): Promise<Download> {
  const started = page.waitForEvent('download');
  await row(page, file.name).getByRole('link', { name: /^Download/ }).click();
  return started;
}

/** The files on their way, bottom right. */
export function tray(page: Page): Locator {
  return page.getByRole('region', { name: 'Transfers' });
}

/** Drops files and folders of this machine on the page, as a file manager does: Chromium makes real entries of them. */
export async function drop(page: Page, ...paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
  await session.detach();
}
