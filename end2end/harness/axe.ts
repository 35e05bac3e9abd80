// Whether people with other eyes and hands can use a page, as far as a program can tell.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Page, expect } from '@playwright/test';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Fails on any serious or critical finding. Contrast is measured, so fonts and transitions must have settled. */
export async function expectAccessible(page: Page, rules: readonly string[] = RULES): Promise<void> {
  await page.evaluate(settled);
  // Evaluated, not added as a tag: the page's own policy forbids scripts from elsewhere, and shall.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(AXE, 'utf8'));
  const findings = await page.evaluate(serious, [...rules]);
  expect(findings, 'serious accessibility findings').toEqual([]);
}

/** In the page: to tell what passed, too, takes longer than to look. */
async function serious(rules: string[]): Promise<string[]> {
  const { axe } = window as unknown as { axe: typeof import('axe-core') };
  const { violations } = await axe.run({ runOnly: rules, resultTypes: ['violations'] });
  const found = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return found.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`);
}

/** Fonts are there, and what fades or slides has arrived. */
async function settled(): Promise<void> {
  await document.fonts.ready;
  const ends = (animation: Animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
  await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
}

/** The same, light and dark: of the dark page only the colours, for nothing else of it is another. */
export async function expectAccessibleInBoth(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, COLOURS);
}
