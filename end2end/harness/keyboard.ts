// Moving about without a mouse.
import type { Locator, Page } from '@playwright/test';

const TABS_MAX = 40;

/** Tab until the element has the focus. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${TABS_MAX} tabs did not reach ${wanted}`);
}

/** Goes to a button or a link by keyboard, and presses it. */
export async function press(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  await tabTo(page, wanted);
  await page.keyboard.press('Enter');
}
