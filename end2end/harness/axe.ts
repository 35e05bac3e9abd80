// Whether people with other eyes and hands can use a page, as far as a program can tell.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Page, expect } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails on any serious or critical finding. Contrast is measured, so fonts and transitions must have settled. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(settled);
  // Evaluated, not added as a tag: the page's own policy forbids scripts from elsewhere, and shall.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(AXE, 'utf8'));
  const { violations } = await page.evaluate<AxeResults, string[]>(
    (tags) => (window as unknown as { axe: typeof import('axe-core') }).axe.run({ runOnly: tags }),
    RULES,
  );
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const report = serious.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`);
  expect(report, 'serious accessibility findings').toEqual([]);
}

/** Fonts are there, and what fades or slides has arrived. */
async function settled(): Promise<void> {
  await document.fonts.ready;
  const ends = (animation: Animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
  await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
}

/** The same, light and dark. */
export async function expectAccessibleInBoth(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}
