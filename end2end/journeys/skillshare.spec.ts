// Two people in Tokyo and Paris learn from one teacher in Paris, and the clocks of Paris go forward between the day that they
// book and the day that they move to: 09:00 there is 17:00 in Tokyo on Thursday and 16:00 on Monday.
import { type Lesson, onlyLesson, readCalendar, saveCalendar } from '../harness/calendar.ts';
import { type Visitor, cancel, confirm, openCourse, slot, visitor } from '../harness/lessons.ts';
import { type Person, fillSignIn, person, signOut, signUp } from '../harness/people.ts';
import type { Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';

const COURSE = 'Rust: ownership without tears';

// A Monday; on the Sunday after it the clocks change.
test.use({ settings: ['--demo'], clock: '2027-03-22T10:00:00Z' });

test('two people book, move and cancel across a change of clocks, and their calendars follow', async ({ browser, server }) => {
  test.setTimeout(120_000);
  const [yuki, luc] = [await visitor(browser, server, 'Asia/Tokyo'), await visitor(browser, server, 'Europe/Paris')];
  await chooseAndSignIn(luc, server, person('luc'), '09:00');
  await chooseAndSignIn(yuki, server, person('yuki'), '17:00');
  await expect(yuki.page.getByText('Clocks in Europe/Paris go forward 1 hour on Sun 28 Mar.')).toBeVisible();
  await expectWalls(yuki, 'Thu 25 Mar, 17:00', 'Thu 25 Mar, 09:00');
  await confirm(yuki.page);

  // Luc has chosen it before it was gone.
  await luc.page.getByRole('button', { name: 'Continue' }).click();
  await expect(luc.page.getByRole('alert')).toBeFocused();
  await expect(luc.page.getByRole('alert')).toContainText('That slot was taken a moment ago. Nearest: 10:30, 11:00, 14:00.');
  await luc.page.getByRole('button', { name: 'Thu 25 Mar, 10:30' }).click();
  await luc.page.getByRole('button', { name: 'Confirm booking' }).click();
  await expect(luc.page.getByRole('heading', { name: 'Your lesson is booked' })).toBeFocused();

  await follow(yuki, { booked: '2027-03-25T08:00:00Z', clock: '16:00', moved: '2027-03-29T07:00:00Z' });
  await follow(luc, { booked: '2027-03-25T09:30:00Z', clock: '14:00', moved: '2027-03-29T12:00:00Z' });
  expect([...yuki.complaints, ...luc.complaints]).toEqual([]);
  await Promise.all([yuki.leave(), luc.leave()]);
});

/** A new account chooses while it is signed out; the time is still chosen after the code. */
async function chooseAndSignIn({ page }: Visitor, server: Server, who: Person, clock: string): Promise<void> {
  await signUp(page, server, who);
  await signOut(page);
  await openCourse(page, COURSE);
  await slot(page, 'Thu 25 Mar', clock).click();
  await page.getByRole('link', { name: 'Sign in to book' }).click();
  await fillSignIn(page, server, who);
  await expect(page.getByRole('heading', { level: 1, name: COURSE })).toBeVisible();
  await expect(slot(page, 'Thu 25 Mar', clock)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
}

async function expectWalls({ page }: Visitor, reader: string, teacher: string): Promise<void> {
  await expect(page.getByRole('region', { name: '2. Details and policy' })).toMatchAriaSnapshot(`
    - term: Your time
    - definition:
      - strong: ${reader}
      - text: Asia/Tokyo
    - term: Teacher's time
    - definition: ${teacher} Europe/Paris
  `);
}

interface Way {
  readonly booked: string;
  /** By the student's own clock. */
  readonly clock: string;
  readonly moved: string;
}

/** From the booking's file to its end; Monday after the change is where it moves to. */
async function follow({ page }: Visitor, { booked, clock, moved }: Way): Promise<void> {
  const first = onlyLesson(await saveCalendar(page, page.getByRole('link', { name: 'Add to calendar' })));
  expect(first).toMatchObject({ status: 'CONFIRMED', ...anHourFrom(booked) });
  expect(first.summary).toContain(COURSE);
  await page.getByRole('link', { name: 'My lessons' }).last().click();
  await page.getByRole('button', { name: 'Create address' }).click();
  const feed = (await page.getByRole('region', { name: 'Calendar' }).getByRole('code').textContent()) as string;
  expect(await readFeed(feed)).toEqual(first);

  await page.getByRole('link', { name: COURSE }).click();
  await page.getByRole('link', { name: 'Move' }).click();
  await page.getByRole('button', { name: 'Later' }).click();
  await slot(page, 'Mon 29 Mar', clock).click();
  await page.getByRole('button', { name: 'Move the lesson' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lesson' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Lesson', exact: true })).toContainText(`${clock} – `);
  const second = onlyLesson(await saveCalendar(page, page.getByRole('link', { name: 'Add to calendar' })));
  expect(second).toMatchObject({ uid: first.uid, summary: first.summary, status: 'CONFIRMED', ...anHourFrom(moved) });
  expect(second.sequence).toBeGreaterThan(first.sequence);
  expect(await readFeed(feed)).toEqual(second);

  await cancel(page);
  const last = onlyLesson(await saveCalendar(page, page.getByRole('link', { name: 'Take out of calendar' })));
  expect(last).toMatchObject({ uid: first.uid, status: 'CANCELLED', ...anHourFrom(moved) });
  expect(last.sequence).toBeGreaterThan(second.sequence);
  expect(await readFeed(feed)).toEqual(last);
}

/** Without the browser and its cookies, as a calendar program does. */
async function readFeed(address: string): Promise<Lesson> {
  const answer = await fetch(address);
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  return onlyLesson(readCalendar(await answer.text()));
}

function anHourFrom(start: string): Pick<Lesson, 'startsAt' | 'endsAt'> {
  const startsAt = Date.parse(start) / 1000;
  return { startsAt, endsAt: startsAt + 3600 };
}
