// Folders: made, opened, filled, renamed, moved, searched, deleted and had back, by mouse and by keyboard.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expectAccessible } from '../harness/axe.ts';
import { written } from '../harness/bytes.ts';
import { drop, row, upload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';
import type { Page, TestInfo } from '@playwright/test';

async function make(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Make folder' }).click();
  await expect(row(page, name)).toBeVisible();
}

async function enter(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toContainText(name);
}

async function top(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Files' }).click();
  await expect(page.getByRole('navigation', { name: 'Folders' })).toBeHidden();
}

async function act(page: Page, name: string, words: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: words }).click();
}

/** The row is gone at once; that the server knows is told. Whoever leaves before that leaves it where it was. */
async function trash(page: Page, name: string): Promise<void> {
  await act(page, name, 'Move to Trash');
  await expect(row(page, name)).toBeHidden();
  await expect(page.getByRole('status').filter({ hasText: 'Moved to Trash' }).filter({ hasText: name })).toBeVisible();
}

async function put(page: Page, info: TestInfo, name: string): Promise<void> {
  await upload(page, await written(info, name, Buffer.from(`This is ${name}.`)));
}

test('a folder is made, filled, renamed and found again', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'first.txt');
  await make(page, 'Letters');
  await enter(page, 'Letters');
  await expect(page.getByText('This folder is empty')).toBeVisible();
  await put(page, info, 'second.txt');
  await make(page, 'Old');
  await page.reload();
  await expect(row(page, 'second.txt')).toBeVisible();

  // A name that is taken says so at the field, and nothing is lost.
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('OLD');
  await page.getByRole('button', { name: 'Make folder' }).click();
  await expect(page.getByRole('dialog')).toContainText(/already/);
  await page.keyboard.press('Escape');

  await act(page, 'Old', 'Rename');
  await page.getByRole('textbox', { name: 'Name' }).fill('Ancient');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Ancient')).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'Old')).toBeVisible();

  await top(page);
  await page.getByRole('searchbox', { name: 'Search files' }).fill('second');
  await expect(row(page, 'second.txt')).toContainText('in Letters');
});

test('entries are moved, copied, deleted and had back', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'note.txt');
  await make(page, 'Letters');

  await act(page, 'note.txt', 'Move to …');
  await page.getByRole('dialog').getByRole('button', { name: 'Letters' }).click();
  await page.getByRole('button', { name: 'Move here' }).click();
  await expect(row(page, 'note.txt')).toBeHidden();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'note.txt')).toBeVisible();

  await act(page, 'note.txt', 'Copy to …');
  await page.getByRole('dialog').getByRole('button', { name: 'Letters' }).click();
  await page.getByRole('button', { name: 'Copy here' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible();

  // Where the name is taken, one is asked, and nothing is overwritten.
  await act(page, 'note.txt', 'Move to …');
  await page.getByRole('dialog').getByRole('button', { name: 'Letters' }).click();
  await page.getByRole('button', { name: 'Move here' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep both' }).click();
  await enter(page, 'Letters');
  await expect(row(page, 'note (2).txt')).toBeVisible();

  await top(page);
  await trash(page, 'Letters');
  await page.goto('/trash');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Restore Letters' }).click();
  await expect(page.getByText('Nothing is in the trash')).toBeVisible();
  await page.goto('/files');
  await enter(page, 'Letters');
  await expect(row(page, 'note (2).txt')).toBeVisible();
});

test('a file that is moved takes the place of another, and undo gives both back', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'note.txt');
  await make(page, 'Letters');
  await act(page, 'note.txt', 'Copy to …');
  await page.getByRole('dialog').getByRole('button', { name: 'Letters' }).click();
  await page.getByRole('button', { name: 'Copy here' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible();

  await page.reload();
  await row(page, 'note.txt').dragTo(row(page, 'Letters'));
  const question = page.getByRole('dialog', { name: '“note.txt” is already here' });
  await expect(question).toContainText('Both have the same content');
  await question.getByRole('button', { name: 'Replace' }).click();
  await expect(row(page, 'note.txt')).toBeHidden();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'note.txt')).toBeVisible();
  await enter(page, 'Letters');
  await expect(row(page, 'note.txt')).toBeVisible();
  await expect(row(page, 'note (2).txt')).toBeHidden();
  await page.goto('/trash');
  await expect(page.getByText('Nothing is in the trash')).toBeVisible();

  // A copy becomes the version of what was there.
  await page.goto('/files');
  await act(page, 'note.txt', 'Copy to …');
  await page.getByRole('dialog').getByRole('button', { name: 'Letters' }).click();
  await page.getByRole('button', { name: 'Copy here' }).click();
  await question.getByRole('button', { name: 'Replace' }).click();
  await enter(page, 'Letters');
  await page.getByRole('rowheader', { name: 'note.txt' }).click();
  await page.getByRole('tab', { name: 'Versions' }).click();
  await expect(page.getByRole('list', { name: 'Versions, newest first' }).getByRole('listitem')).toHaveCount(2);
});

test('names that were taken meanwhile are asked about before something comes out of the trash', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  for (const name of ['note.txt', 'free.txt']) await put(page, info, name);
  for (const name of ['note.txt', 'free.txt']) await trash(page, name);
  await upload(page, await written(info, 'note.txt', Buffer.from('Another note.')));

  await page.goto('/trash');
  await page.getByRole('checkbox', { name: 'Tick all' }).check();
  await page.getByRole('button', { name: 'Restore 2' }).click();
  const question = page.getByRole('dialog', { name: '“note.txt” is already here' });
  await expect(question).toContainText('In the Trash');
  await question.getByRole('button', { name: 'Skip' }).click();
  await expect(page.getByRole('status').filter({ hasText: '“free.txt” is back in Files' })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);

  // Replaced, the one that was there waits in the trash; undo gives both back.
  await page.getByRole('button', { name: 'Restore note.txt' }).click();
  await question.getByRole('button', { name: 'Replace' }).click();
  const told = page.getByRole('status').filter({ hasText: '“note.txt” is back in Files' });
  await expect(told).toContainText('1 file of the same name went to the Trash');
  await expect(page.getByRole('row', { name: /13 B/ })).toBeVisible();
  // The newest notice stands last.
  await told.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByRole('row', { name: /17 B/ })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('files are found by what they are, and in spite of a slip', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  for (const name of ['Annual report.pdf', 'summer.jpg']) await put(page, info, name);
  const search = page.getByRole('searchbox', { name: 'Search files' });
  await search.fill('reprot');
  await expect(page.getByRole('status').filter({ hasText: 'No name contains “reprot”. These are close.' })).toBeVisible();
  await expect(row(page, 'Annual report.pdf')).toBeVisible();
  await expect(row(page, 'summer.jpg')).toBeHidden();

  // Narrowed to what it is not, nothing is left; the address keeps both.
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Pictures');
  await expect(page.getByRole('heading', { name: 'No name contains “reprot”' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Kind' })).toHaveValue('picture');
  await page.getByRole('button', { name: 'Show the folder' }).click();
  await expect(row(page, 'Annual report.pdf')).toBeVisible();

  await page.getByRole('link', { name: 'Find …' }).click();
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Pictures');
  await expect(row(page, 'summer.jpg')).toBeVisible();
  await expect(row(page, 'Annual report.pdf')).toBeHidden();
  await page.getByRole('combobox', { name: 'Size' }).selectOption('1 MB or more');
  await expect(page.getByRole('heading', { name: 'No file is like that' })).toBeVisible();
});

test('what takes the space is told by folder and by kind', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'summer.jpg');
  await make(page, 'Letters');
  await enter(page, 'Letters');
  await put(page, info, 'note.txt');
  await page.getByRole('link', { name: 'What takes the space?' }).click();
  const folders = page.getByRole('region', { name: 'By folder' });
  await expect(folders.getByRole('listitem').filter({ hasText: 'Letters' })).toContainText('17 B · 1 file');
  await expect(folders.getByRole('listitem').filter({ hasText: 'Files here' })).toContainText('19 B · 1 file');
  await expect(page.getByRole('region', { name: 'By kind' })).toContainText('Pictures');
  await expect(page.getByRole('img', { name: '36 B in files, 36 B more than 30 days ago' })).toBeVisible();
  await folders.getByRole('link', { name: 'Letters' }).click();
  await expect(folders.getByRole('link', { name: 'Letters' })).toHaveAttribute('aria-current', 'page');
  await expect(folders.getByRole('listitem').filter({ hasText: 'Files here' })).toContainText('17 B · 1 file');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as a table' }).click();
  const table = await readFile(await (await download).path(), 'utf8');
  expect(table).toContain('"kind","Pictures","19","1","",""');
  await expectAccessible(page);
});

test('only a typed word deletes something for ever', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  for (const name of ['note.txt', 'other.txt']) {
    await put(page, info, name);
    await trash(page, name);
  }
  await page.goto('/trash');
  await page.getByRole('button', { name: 'Delete note.txt for ever' }).click();
  const question = page.getByRole('dialog', { name: 'Delete “note.txt” for ever?' });
  await expect(question).toContainText('Nobody can bring back what is deleted here. 17 B become free at once.');
  await expect(question.getByRole('button', { name: 'Delete for ever' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row')).toHaveCount(3);

  await page.getByRole('button', { name: 'Delete note.txt for ever' }).click();
  await question.getByRole('textbox', { name: 'Type the word delete' }).fill('delete');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '“note.txt” is deleted for ever' })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);

  await page.getByRole('button', { name: 'Empty Trash' }).click();
  await page.getByRole('textbox', { name: 'Type the word delete' }).fill('delete');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing is in the trash')).toBeVisible();
});

test('a keyboard is enough: rename, cut, open, put', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'note.txt');
  await make(page, 'Letters');
  // Folders come first.
  await page.getByRole('rowheader', { name: 'note.txt' }).click();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name' }).fill('letter.txt');
  await page.keyboard.press('Enter');
  await expect(row(page, 'letter.txt')).toBeVisible();
  await page.getByRole('rowheader', { name: 'letter.txt' }).focus();
  await page.keyboard.press('Control+x');
  await expect(page.getByText('letter.txt taken along to be moved.')).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This folder is empty')).toBeVisible();
  await page.getByRole('button', { name: 'Put here' }).press('Enter');
  await expect(row(page, 'letter.txt')).toBeVisible();
});

test('files are dragged onto a folder', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'note.txt');
  await make(page, 'Letters');
  await row(page, 'note.txt').dragTo(row(page, 'Letters'));
  await expect(row(page, 'note.txt')).toBeHidden();
  await enter(page, 'Letters');
  await expect(row(page, 'note.txt')).toBeVisible();
});

async function photos(info: TestInfo, text: string): Promise<string> {
  const folder = info.outputPath('Photos');
  await mkdir(`${folder}/2026`, { recursive: true });
  await writeFile(`${folder}/a.txt`, text);
  await writeFile(`${folder}/2026/b.txt`, text);
  return folder;
}

async function uploadFolder(page: Page, folder: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload folder' }).click();
  await (await chooser).setFiles(folder);
}

test('a folder is uploaded with all in it', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await uploadFolder(page, await photos(info, 'once'));
  await enter(page, 'Photos');
  await expect(row(page, 'a.txt')).toBeVisible();
  await enter(page, '2026');
  await expect(row(page, 'b.txt')).toBeVisible();
});

test('a folder is dropped with all in it, empty folders too', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const folder = await photos(info, 'once');
  await mkdir(`${folder}/2027/Empty`, { recursive: true });
  // More than a browser tells of a folder at a time.
  await mkdir(`${folder}/Many`);
  for (let number = 0; number < 120; number += 1) await writeFile(`${folder}/Many/${number}.txt`, `${number}`);
  const beside = await written(info, 'beside.txt', Buffer.from('beside'));
  await drop(page, folder, beside.path);
  await expect(row(page, 'beside.txt')).toBeVisible();
  await enter(page, 'Photos');
  await expect(row(page, 'a.txt')).toBeVisible();
  await expect(row(page, 'Many')).toContainText('120', { timeout: 60_000 });
  await enter(page, '2027');
  await enter(page, 'Empty');
  await expect(page.getByText('This folder is empty')).toBeVisible();
  await top(page);
  await enter(page, 'Photos');
  await enter(page, '2026');
  await expect(row(page, 'b.txt')).toBeVisible();
});

test('names that are taken in an uploaded folder are asked about once', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await uploadFolder(page, await photos(info, 'once'));
  await enter(page, 'Photos');
  await enter(page, '2026');
  await expect(row(page, 'b.txt')).toBeVisible();
  await top(page);

  const folder = await photos(info, 'once more');
  await writeFile(`${folder}/2026/new.txt`, 'new');
  await uploadFolder(page, folder);
  const question = page.getByRole('dialog', { name: /^“Photos \/ .*” is already here$/ });
  await question.getByRole('checkbox', { name: 'Do the same for the others' }).check();
  await question.getByRole('button', { name: 'Replace' }).click();
  await expect(question).toBeHidden();
  await enter(page, 'Photos');
  await expect(row(page, 'a.txt')).toContainText(/9\sB/);
  await expect(row(page, 'a (2).txt')).toBeHidden();
  await enter(page, '2026');
  await expect(row(page, 'b.txt')).toContainText(/9\sB/);
  await expect(row(page, 'new.txt')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Transfers' })).not.toContainText('not uploaded');
});

test('a folder that is gone says so', async ({ page, server }) => {
  await signUp(page, server, person('ada'));
  await page.goto(`/files?in=${'0'.repeat(31)}1`);
  await expect(page.getByText('This folder is not here any more')).toBeVisible();
});
