// People, and what they do at the door.
import { type Page, expect } from '@playwright/test';
import { call } from './calls.ts';
import { addApp, saveCodes } from './phone.ts';
import type { Server } from './server.ts';

export interface Person {
  readonly email: string;
  readonly username: string;
  readonly password: string;
}

const STORAGE = 'skyshard.storage.v1.CloudStorageService';

/** What everybody signs in with who is not about passwords; no server may print it. */
export const PASSWORD = 'seven quiet herons at dusk';

/** Somebody whose password neither is common nor has any of their names in it. */
export function person(name: string): Person {
  return { email: `${name}@example.com`, username: name, password: PASSWORD };
}

/**
 * A new account, up to the moment when the first page of a member is there. Its forms are filled in by the journeys that
 * are about them.
 */
export async function signUp(page: Page, server: Server, who: Person): Promise<void> {
  const from = server.mark();
  await call(page.context(), server, `${STORAGE}/Register`, [who.username, who.email, who.password]);
  const code = await server.code(who.email, from);
  await call(page.context(), server, `${STORAGE}/VerifyEmail`, [who.email, code]);
  await page.goto(`${server.url}/files`);
  await expectFiles(page);
}

export async function fillSignUp(page: Page, { email, username, password }: Person): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: /Create account|Join the waiting list/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /code/i })).toBeVisible();
}

/** The old account's way in: password, then code. */
export async function signIn(page: Page, server: Server, who: Person): Promise<void> {
  await page.goto('/sign-in');
  await fillSignIn(page, server, who);
}

/** The same for who stands at the door already. */
export async function fillSignIn(page: Page, server: Server, who: Person): Promise<void> {
  const from = server.mark();
  await page.getByLabel('Username or e-mail').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await enterCode(page, await server.code(who.email, from));
}

/** The first admin, through the link that the server printed. */
export async function becomeAdmin(page: Page, server: Server, who: Person): Promise<void> {
  await page.goto(await server.setupLink());
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Username').fill(who.username);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Create admin' }).click();
  // The link was the proof: its answer carries the session.
  await expect(page.getByText('The admin is created.')).toBeVisible();
  // What is for admins needs more than a password (K3), and the page leads there.
  await addApp(page, server.now);
  await saveCodes(page);
  await page.goto('/files');
  await expectFiles(page);
}

/** The field is waiting for it, and the sixth digit sends the code: there is nothing to click or to press. */
export async function enterCode(page: Page, code: string): Promise<void> {
  await expect(codeField(page)).toBeFocused();
  await page.keyboard.type(code);
}

export function codeField(page: Page) {
  return page.getByRole('textbox', { name: /code/i });
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
}

export async function expectFiles(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/files$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Files' })).toBeVisible();
}
