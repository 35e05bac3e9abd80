// Codes and invitations by mail, through a real SMTP server; and in test mode, on the Outbox page.
import type { Page } from '@playwright/test';
import { onlyLesson, readCalendar } from '../harness/calendar.ts';
import { type Teaching, book, cancel, teach, visitor } from '../harness/lessons.ts';
import { Mailbox, codeIn, invitationIn } from '../harness/mailbox.ts';
import { type Person, enterCode, expectFiles, fillSignUp, person } from '../harness/people.ts';
import { standing, tokensOf } from '../harness/secrets.ts';
import { expect, test } from '../harness/test.ts';

const mailed = test.extend<{ mailbox: Mailbox; everyMail: void }>({
  mailbox: async ({}, use) => {
    const mailbox = await Mailbox.open();
    await use(mailbox);
    await mailbox.close();
  },
  settings: async ({ mailbox }, use) => use(['--smtp', mailbox.url]),
  everyMail: [
    async ({ mailbox, server: _server, kept }, use) => {
      await use();
      kept.push(...mailbox.secrets);
    },
    { auto: true },
  ],
});

mailed('a mailed code opens the door, and the code is nowhere else', async ({ page, server, mailbox }) => {
  const ada = person('ada');
  await page.goto('/sign-up');
  await expect(page.getByText('Test mode')).toHaveCount(0);
  await fillSignUp(page, ada);
  const mail = await mailbox.mailTo(ada.email);
  const code = codeIn(mail);
  expect(mail.text).toContain('Subject: ');
  expect(server.log).not.toContain(code);
  expect(mailbox.secrets).toContain(code);
  await enterCode(page, code);
  await expectFiles(page);
  // An address is no secret to the database: a search that finds nothing would not find it either.
  expect(await standing(server.folder, [ada.email])).not.toEqual([]);
  expect(await tokensOf(page.context())).not.toEqual([]);
});

mailed.describe('a lesson', () => {
  const spoons: Teaching = { hours: { Thursday: ['09:00', '12:00'] }, title: 'Spoons, from green wood; très doux', capacity: 1 };
  mailed.use({ clock: '2027-03-22T10:00:00Z', timezoneId: 'Asia/Tokyo' });

  mailed('is an invitation in the mails of both, and its end takes it out again', async ({ page, browser, server, mailbox }) => {
    const [tara, yuki] = [person('tara'), person('yuki')];
    const teacher = await visitor(browser, server);
    await signUpByMail(teacher.page, mailbox, tara);
    await teach(teacher.page, 'Tara', spoons);
    await signUpByMail(page, mailbox, yuki);
    await book(page, spoons.title, 'Thu 25 Mar', '17:00');

    const booked = await mailbox.mailTo(yuki.email, 'Booked');
    for (const wall of ['17:00 (Asia/Tokyo)', '09:00 (Europe/Paris)']) expect(booked.text).toContain(wall);
    const { method, calendar } = invitationIn(booked);
    const invited = readCalendar(calendar);
    const lesson = onlyLesson(invited);
    const startsAt = Date.parse('2027-03-25T08:00:00Z') / 1000;
    expect([method, invited.method]).toEqual(['REQUEST', 'REQUEST']);
    expect(lesson).toMatchObject({ status: 'CONFIRMED', sequence: 0, startsAt, endsAt: startsAt + 3600 });
    expect(lesson.summary).toContain(spoons.title);
    const ofTeacher = onlyLesson(readCalendar(invitationIn(await mailbox.mailTo(tara.email, 'Booked')).calendar));
    expect(ofTeacher).toMatchObject({ uid: lesson.uid, startsAt });

    await page.getByRole('link', { name: 'This lesson' }).click();
    await cancel(page);
    const end = invitationIn(await mailbox.mailTo(yuki.email, 'Cancelled'));
    expect(end.method).toBe('CANCEL');
    const ended = readCalendar(end.calendar);
    expect(ended.method).toBe('CANCEL');
    expect(onlyLesson(ended)).toMatchObject({ uid: lesson.uid, status: 'CANCELLED', sequence: 1 });
    expect(teacher.complaints).toEqual([]);
    await teacher.leave();
  });
});

test('without a mail server the Outbox shows the code, under a loud banner', async ({ page, server }) => {
  const ada = person('ada');
  await page.goto('/sign-up');
  const banner = page.getByRole('complementary', { name: 'Test mode' });
  await expect(banner).toBeVisible();
  await fillSignUp(page, ada);
  const code = await server.code(ada.email);
  await banner.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Outbox' })).toBeVisible();
  await expect(page.getByText(`${code.slice(0, 3)} ${code.slice(3)}`)).toBeVisible();
  await expect(page.getByText(ada.email).first()).toBeVisible();
});

async function signUpByMail(page: Page, mailbox: Mailbox, who: Person): Promise<void> {
  await page.goto('/sign-up');
  await fillSignUp(page, who);
  await enterCode(page, codeIn(await mailbox.mailTo(who.email)));
  await expectFiles(page);
}
