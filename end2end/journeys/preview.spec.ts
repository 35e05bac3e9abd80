// Looking into a file without saving it: a picture, a sound, a text, and what nobody should open for you.
import { written } from '../harness/bytes.ts';
import { upload } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';
import type { Page, TestInfo } from '@playwright/test';

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
