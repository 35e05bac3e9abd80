// How long it takes until a folder of many small files is stored from the page, until it is painted when somebody opens it,
// and whether it follows who scrolls through it.
import { mkdir, writeFile } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { row } from '../harness/files.ts';
import { person, signUp } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';
import { median, quantile, report } from './report.ts';
import { Unwatched } from './unwatched.ts';

const FILES = 10_000;
const FILE_BYTES = 1_000;
const OPENINGS = 7;
/** Ten seconds at 60 frames a second. */
const SCROLL_FRAMES = 600;
/** What a wheel that spins freely makes of a frame: 4,800 pixels a second, two rows a frame. */
const WHEEL_PIXELS = 80;

test('a folder of 10,000 files of 1 KB', async ({ page, server, browser }, info) => {
  test.setTimeout(900_000);
  await signUp(page, server, person('ada'));
  const folder = info.outputPath('Small');
  await fill(folder);
  const seconds = await test.step('it is stored', () => uploadSeconds(browser, page, folder));
  const openings: number[] = [];
  await test.step('it is opened', async () => {
    for (let opening = 0; opening < OPENINGS; opening += 1) {
      openings.push(await openMillis(page));
      if (opening + 1 < OPENINGS) {
        await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Files' }).click();
        await expect(row(page, 'Small')).toBeVisible();
      }
    }
  });
  const wheel = await test.step('it is scrolled by the wheel', () => scrollFrames(page, WHEEL_PIXELS));
  const frames = await test.step('it is dragged through by the bar, from end to end', () => scrollFrames(page));
  await expect(page.getByRole('row').last()).toBeInViewport();
  await report({
    small_files_seconds: seconds,
    folder_painted_ms: median(openings),
    folder_painted_first_ms: openings[0] ?? Number.NaN,
    wheel_frame_p95_ms: quantile(wheel, 0.95),
    wheel_frame_median_ms: median(wheel),
    scroll_frame_p95_ms: quantile(frames, 0.95),
    scroll_frame_median_ms: median(frames),
  });
});

async function fill(folder: string): Promise<void> {
  await mkdir(folder);
  for (let number = 0; number < FILES; number += 1) {
    const text = `${number} `;
    await writeFile(`${folder}/${number}.txt`, text.repeat(Math.ceil(FILE_BYTES / text.length)).slice(0, FILE_BYTES));
  }
}

/** From the first file on its way, as a person sees it, to the last one that is stored. */
async function uploadSeconds(browser: Browser, page: Page, folder: string): Promise<number> {
  const tray = `document.querySelector('.tray')?.textContent ?? ''`;
  const button = `[...document.querySelectorAll('button')].find((button) => button.textContent.includes('Upload folder'))`;
  const other = await Unwatched.beside(browser, page);
  await other.until(button);
  await other.choose(button, folder);
  await other.until(`(${tray}).includes('Uploading')`);
  const began = performance.now();
  await other.until(`/10.000\\sfiles uploaded/.test(${tray})`);
  const seconds = (performance.now() - began) / 1000;
  await other.close();
  await page.reload();
  await expect(row(page, 'Small')).toContainText(/10.000\sfiles/, { timeout: 60_000 });
  return seconds;
}

/**
 * From the click on the folder to the frame behind the one in which the list has its whole height and every row in sight is
 * known.
 */
async function openMillis(page: Page): Promise<number> {
  return page.evaluate(async (files) => {
    const frame = () => new Promise<number>((drawn) => requestAnimationFrame(drawn));
    const isThere = () => {
      const grid = document.querySelector('.files-grid');
      const body = grid?.querySelector('tbody')?.getBoundingClientRect();
      const rows = grid?.querySelectorAll('tr[data-row]');
      const last = rows?.item(rows.length - 1)?.getBoundingClientRect();
      if (!grid || !body || !last || grid.querySelector('.unknown')) return false;
      const isWhole = Math.abs(body.height - files * last.height) < last.height;
      return isWhole && grid.getAttribute('aria-rowcount') === String(files + 1) && last.bottom > innerHeight;
    };
    const link = document.querySelector<HTMLElement>('.files-grid .folder-link');
    if (!link) throw new Error('there is no folder');
    const began = performance.now();
    link.click();
    while (!isThere()) await frame();
    await frame();
    await frame();
    return performance.now() - began;
  }, FILES);
}

/** Milliseconds from frame to frame while the list goes by, so many pixels a frame, or as many as lead to its end. */
async function scrollFrames(page: Page, pixels = 0): Promise<number[]> {
  return page.evaluate(async ([count, pixels]) => {
    const frame = () => new Promise<number>((drawn) => requestAnimationFrame(drawn));
    const frames: number[] = [];
    let before = await frame();
    for (let step = 1; step <= count; step += 1) {
      const end = document.documentElement.scrollHeight - innerHeight;
      window.scrollTo({ top: (pixels || end / count) * step, behavior: 'instant' });
      const now = await frame();
      frames.push(now - before);
      before = now;
    }
    return frames;
  }, [SCROLL_FRAMES, pixels] as const);
}
