// Looking into a file without saving it: a picture, a sound, a text, and what nobody should open for you.
import { written } from '../harness/bytes.ts';
import { upload } from '../harness/files.ts';
import { hostile, pages } from '../harness/pdf.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';
import type { Locator, Page, TestInfo } from '@playwright/test';

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEklEQVR4nGM4IScnd0KOAUIBAB3SBBHfPB1bAAAAAElFTkSuQmCC';

async function put(page: Page, info: TestInfo, name: string, content: Buffer): Promise<void> {
  await upload(page, await written(info, name, content));
}

async function look(page: Page, name: string): Promise<void> {
  await page.getByRole('rowheader', { name }).click();
  await page.getByRole('tab', { name: 'Preview' }).click();
}

/** One second of silence: mono, 8 kHz, 8 bit. */
function silence(): Buffer {
  const head = Buffer.from('524946460000000057415645666d7420100000000100010040' + '1f0000401f0000010008006461746100000000', 'hex');
  head.writeUInt32LE(8_000 + 36, 4);
  head.writeUInt32LE(8_000, 40);
  return Buffer.concat([head, Buffer.alloc(8_000, 128)]);
}

test('a picture, a sound and a text are looked at in place', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'dots.png', Buffer.from(PICTURE, 'base64'));
  await put(page, info, 'quiet.wav', silence());
  await put(page, info, 'note.txt', Buffer.from('Dear diary,\n\tété & <b>bold</b>\n'));

  await look(page, 'dots.png');
  const picture = page.getByRole('img', { name: 'dots.png' });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(2);

  await look(page, 'quiet.wav');
  const sound = page.locator('audio');
  await expect.poll(() => sound.evaluate((audio: HTMLAudioElement) => audio.duration)).toBe(1);

  await look(page, 'note.txt');
  await expect(page.getByRole('region', { name: 'Text of note.txt' })).toHaveText('Dear diary,\n\tété & <b>bold</b>');
});

test('what could do something is shown by its letters or not at all', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>document.title=2</script></svg>';
  await put(page, info, 'drawing.svg', Buffer.from(drawing));
  await put(page, info, 'broken.gif', Buffer.concat([Buffer.from('GIF89a'), Buffer.from([1, 0, 1, 0, 0, 0, 0])]));
  await put(page, info, 'program.bin', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]));

  await look(page, 'drawing.svg');
  await expect(page.getByRole('region', { name: 'Text of drawing.svg' })).toHaveText(drawing);
  await expect(page).toHaveTitle(/Skyshard/);

  await look(page, 'broken.gif');
  await expect(page.getByText('This browser could not show it.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();

  await look(page, 'program.bin');
  await expect(page.getByText('There is no preview of this kind of file.')).toBeVisible();
});

test('a PDF is drawn page by page, and its text can be read', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  await put(page, info, 'paper.pdf', pages(['First words', 'Second words']));
  await look(page, 'paper.pdf');
  const status = page.getByText('Page 1 of 2');
  await expect(status).toBeVisible();
  const canvas = page.getByRole('img', { name: 'Page 1 of paper.pdf' });
  await expect.poll(() => dark(canvas)).toBeGreaterThan(50);
  await expect(page.getByRole('button', { name: 'Previous page' })).toBeDisabled();
  await page.getByText('Text of this page').click();
  await expect(page.getByRole('region', { name: 'Text of this page' })).toHaveText('First words');

  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page.getByText('Page 2 of 2')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Next page' })).toBeDisabled();
  await expect(page.locator('.pdf-text pre')).toHaveText('Second words');

  // By keyboard, and larger.
  await page.getByRole('region', { name: 'The page, drawn' }).press('PageUp');
  await expect(page.getByText('Page 1 of 2')).toBeVisible();
  const width = () => page.locator('.pdf-page canvas').evaluate((element) => element.clientWidth);
  const before = await width();
  await page.getByRole('button', { name: 'Larger' }).click();
  await expect.poll(width).toBeGreaterThan(before);
});

test('a PDF runs nothing, asks for nothing elsewhere, and one that is damaged says so', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const outside = 'http://outside.test';
  await put(page, info, 'hostile.pdf', hostile(outside));
  await put(page, info, 'broken.pdf', Buffer.from('%PDF-1.7\nnothing of use\n'));
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:')) elsewhere.push(request.url());
  });
  page.on('dialog', (dialog) => {
    elsewhere.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('popup', (popup) => elsewhere.push(popup.url()));

  await look(page, 'hostile.pdf');
  const canvas = page.getByRole('img', { name: 'Page 1 of hostile.pdf' });
  await expect.poll(() => dark(canvas)).toBeGreaterThan(50);
  // Its form and its link are drawn, and do nothing.
  await canvas.click();
  await page.getByText('Text of this page').click();
  await expect(page.getByRole('region', { name: 'Text of this page' })).toHaveText('Harmless');
  await expect(page).toHaveTitle(/Skyshard/);

  await look(page, 'broken.pdf');
  await expect(page.getByText('This PDF could not be drawn.')).toBeVisible();
  expect(elsewhere).toEqual([]);
});

test('a program is shown in colours, by its letters', async ({ page, server }, info) => {
  await signUp(page, server, person('ada'));
  const program = 'fn main() { // <b>hi</b>\n    say("<script>document.title=1</script>", 42);\n}\n';
  await put(page, info, 'main.rs', Buffer.from(program));
  await look(page, 'main.rs');
  const text = page.getByRole('region', { name: 'Text of main.rs' });
  await expect(text.locator('.code-word')).toHaveText(['fn']);
  await expect(text.locator('.code-comment')).toHaveText(['// <b>hi</b>']);
  await expect(text.locator('.code-quoted')).toHaveText(['"<script>document.title=1</script>"']);
  await expect(text.locator('.code-number')).toHaveText(['42']);
  expect(await text.textContent()).toBe(program);
  await expect(page).toHaveTitle(/Skyshard/);
});

/** Pixels of a canvas that something was drawn on. */
function dark(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const pixels = element.getContext('2d')?.getImageData(0, 0, element.width, element.height).data ?? [];
    let count = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      if (pixels[at + 3]! > 0 && pixels[at]! < 128) count += 1;
    }
    return count;
  });
}
