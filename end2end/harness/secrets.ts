// What people keep to themselves, looked for in everything that a server leaves on its disk (SEC-65).
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';

/** Shorter values of cookies are choices, as a language is. */
const TOKEN_LETTERS_MIN = 20;

/** The tokens that a browser holds and shows to no script. */
export async function tokensOf(context: BrowserContext): Promise<string[]> {
  const cookies = await context.cookies();
  return cookies.filter(({ httpOnly, value }) => httpOnly && value.length >= TOKEN_LETTERS_MIN).map(({ value }) => value);
}

/** The codes, and what comes behind the # of links, in the mails that a server without a mail server printed. */
export function mailedIn(log: string): string[] {
  const mailed = /^\[mail\] .*?(?: code=(\d{6}))?(?: link=\S+#(\S+))?$/gm;
  return [...log.matchAll(mailed)].flatMap((mail) => mail.slice(1)).filter((secret) => secret !== undefined);
}

/** Where any of these stands in plain text in a file of the folder. Digits inside of a longer word are no code. */
export async function standing(folder: string, secrets: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(secrets)];
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'latin1');
    found.push(...wanted.filter((secret) => stands(secret, text)).map((secret) => `${secret} in ${path}`));
  }
  return found;
}

function stands(secret: string, text: string): boolean {
  const isCode = /^\d{6}$/.test(secret);
  return isCode ? new RegExp(`(?<![\\w.])${secret}(?![\\w.])`).test(text) : text.includes(secret);
}
