// Passkeys, with Chromium's virtual authenticator: adding one, signing in by it, proving oneself once more, removing it.
import { expectAccessible } from '../harness/axe.ts';
import { press, tabTo } from '../harness/keyboard.ts';
import { becomeAdmin, expectFiles, person, signOut, signUp } from '../harness/people.ts';
import { saveCodesOf } from '../harness/phone.ts';
import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from '../harness/test.ts';

/** A device that unlocks by itself and keeps passkeys. */
async function plugIn(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return devtools;
}

/** By keyboard alone: the name is selected when the dialog opens, and Enter sends it. */
async function addPasskey(page: Page, name: string): Promise<void> {
  await press(page, page.getByRole('button', { name: 'Add a passkey' }));
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await tabTo(page, dialog.getByLabel('Its name'));
  await page.keyboard.press('Control+a');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
}

test('a passkey signs in by itself, and takes the place of mailed codes', async ({ page, server }) => {
  await plugIn(page);
  const ada = person('ada');
  await signUp(page, server, ada);
  await page.goto('/security');
  await expect(page.getByText(/^None yet\. A passkey signs you in/)).toBeVisible();
  await addPasskey(page, 'My laptop');
  await saveCodesOf(page.getByRole('dialog', { name: 'Add a passkey' }));
  await expect(page.getByText(/^Very good: a passkey/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'My laptop' })).toBeVisible();
  await expect(page.getByText('10 of 10 left')).toBeVisible();
  await expectAccessible(page);

  await signOut(page);
  await press(page, page.getByRole('button', { name: 'Sign in with a passkey' }));
  await expectFiles(page);

  // With the password first, the passkey is the second step.
  await signOut(page);
  await page.getByLabel('Username or e-mail').fill(ada.username);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectFiles(page);

  await page.goto('/security');
  await press(page, page.getByRole('button', { name: 'Remove My laptop' }));
  await press(page, page.getByRole('dialog', { name: 'Remove a passkey' }).getByRole('button', { name: 'Remove it' }));
  await expect(page.getByText('The passkey was removed.')).toBeVisible();
  await expect(page.getByText(/^Basic: password and mailed codes/)).toBeVisible();
});

test('whoever gives no passkey is told, and goes on in another way', async ({ page, server }) => {
  const devtools = await plugIn(page);
  const ada = person('ada');
  await signUp(page, server, ada);
  await page.goto('/security');
  await addPasskey(page, 'My laptop');
  await saveCodesOf(page.getByRole('dialog', { name: 'Add a passkey' }));
  await signOut(page);
  // The device is gone; with none the browser gives up at once.
  await devtools.send('WebAuthn.disable');
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: false,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText('No passkey was given.')).toBeVisible();
});

test('an admin with a passkey proves it in place of a password', async ({ page, server }) => {
  await plugIn(page);
  await becomeAdmin(page, server, person('grace'));
  await page.goto('/security');
  await addPasskey(page, 'Key');
  await expect(page.getByText('The passkey was added.')).toBeVisible();
  await expect(page.getByText(/^Very good: a passkey/)).toBeVisible();
});
