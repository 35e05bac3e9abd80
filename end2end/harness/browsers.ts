// Every browser that a journey opens, and not the first alone: what each holds at its end is nowhere on the server's disk.
import type { Browser } from '@playwright/test';
import { tokensOf } from './secrets.ts';

/** Notes the tokens of each context when it is closed, and those of all that are open when the answer is called. */
export function noteTokens(browser: Browser, kept: string[]): () => Promise<void> {
  const open = browser.newContext;
  browser.newContext = async (options) => {
    const context = await open.call(browser, options);
    const close = context.close;
    context.close = async (why) => {
      kept.push(...(await tokensOf(context)));
      await close.call(context, why);
    };
    return context;
  };
  return async () => {
    browser.newContext = open;
    for (const context of browser.contexts()) kept.push(...(await tokensOf(context)));
  };
}
