// Codes by mail, through a real SMTP server; and in test mode, on the Outbox page.
import { Mailbox, codeIn } from '../harness/mailbox.ts';
import { enterCode, expectFiles, fillSignUp, person } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const mailed = test.extend<{ mailbox: Mailbox }>({
  mailbox: async ({}, use) => {
    const mailbox = await Mailbox.open();
    await use(mailbox);
    await mailbox.close();
  },
  settings: async ({ mailbox }, use) => use(['--smtp', mailbox.url]),
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
  await enterCode(page, code);
  await expectFiles(page);
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
