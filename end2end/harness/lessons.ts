// What people do with lessons.
import { type Browser, type Locator, type Page, expect } from '@playwright/test';
import type { Server } from './server.ts';
import { listen } from './test.ts';

/** Somebody at a machine of his own, in a zone, at the time of the server; `complaints` is what the browser had. */
export interface Visitor {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly leave: () => Promise<void>;
}

export async function visitor(browser: Browser, server: Server, timezoneId = 'Europe/Paris'): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: server.url, timezoneId });
  await context.clock.install({ time: server.now });
  const page = await context.newPage();
  return { page, complaints: listen(page), leave: () => context.close() };
}

/** A course, found in the list of all. */
export async function openCourse(page: Page, title: string): Promise<void> {
  await page.goto('/skillshare');
  await page.getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

/** A time on one of the days on show, "Thu 25 Mar" and "17:00", by the clock of who looks. */
export function slot(page: Page, day: string, clock: string): Locator {
  return page.getByRole('list', { name: day }).getByRole('button', { name: new RegExp(`^${clock}`) });
}

/** From a time that is chosen to a lesson that is booked. */
export async function confirm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('timer')).toHaveText(/^[45]:\d\d$/);
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await expect(page.getByRole('heading', { name: 'Your lesson is booked' })).toBeFocused();
}

export async function book(page: Page, title: string, day: string, clock: string): Promise<void> {
  await openCourse(page, title);
  await slot(page, day, clock).click();
  await confirm(page);
}

/** Ends the lesson on show. */
export async function cancel(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Cancel: / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the lesson' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

export interface Teaching {
  /** Hours by weekday: { Monday: ['09:00', '12:00'] }. */
  readonly hours: Readonly<Record<string, readonly [from: string, to: string]>>;
  readonly title: string;
  readonly capacity: number;
}

/** A member begins to teach one course of an hour, for nothing and without notice. */
export async function teach(page: Page, name: string, { hours, title, capacity }: Teaching): Promise<void> {
  await page.goto('/skillshare/teach');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Headline').fill(`${title}, for everybody`);
  await page.getByLabel('Price of an hour').fill('0');
  await page.getByRole('button', { name: 'Begin to teach' }).click();
  for (const [day, [from, to]] of Object.entries(hours)) {
    await page.getByRole('button', { name: `Add hours on ${day}` }).click();
    await page.getByLabel(`${day} from`).fill(from);
    await page.getByLabel(`${day} to`).fill(to);
  }
  await saveHours(page);
  await page.getByRole('button', { name: 'New course' }).click();
  await page.getByLabel('Title').fill(title);
  await page.getByRole('textbox', { name: 'Skill' }).fill('Everything');
  await page.getByLabel('Price', { exact: true }).fill('0');
  await page.getByLabel('Students in a lesson').fill(`${capacity}`);
  await page.getByLabel('Hours of notice to book').fill('0');
  await page.getByRole('button', { name: 'Save course' }).click();
  await expect(page.getByRole('link', { name: title, exact: true })).toBeVisible();
}

export async function saveHours(page: Page): Promise<void> {
  const answer = page.waitForResponse('**/SaveHours');
  await page.getByRole('button', { name: 'Save hours' }).click();
  await answer;
  await expect(page.getByText('Your hours are saved').last()).toBeVisible();
}
