import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Longer than the tiny preset takes on a busy machine with two cores. */
export const RUN_MS = 300_000;

/** Collects what a page complains of: a strict policy and a strict linter mean that there is nothing. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** Watches a tiny search from its first sign of life until its alphas and its cells are drawn. */
export async function expectLiveSearch(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor();
  await page
    .getByTestId('job')
    .filter({ hasText: /searching · step \d+ \/ \d+/ })
    .waitFor({ timeout: RUN_MS });
  const loss = page.getByRole('img', { name: /^Loss over \d+ steps, now train \d\.\d{3}, valid \d\.\d{3}/ });
  await loss.waitFor({ timeout: RUN_MS });
  for (const cell of ['normal', 'reduction']) {
    const alphas = page.getByRole('listbox', { name: new RegExp(`^Alphas, ${cell} cell`) });
    expect(await alphas.getByRole('option').count()).toBe(14);
    const mixture = (await alphas.getByRole('option').first().getAttribute('aria-label')) ?? '';
    const shares = [...mixture.matchAll(/ (\d\.\d\d)/g)].map(([, share]) => Number(share));
    expect(shares).toHaveLength(8);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 1);
    const graph = page.getByRole('listbox', { name: new RegExp(`^${cell} cell`, 'i') });
    expect(await graph.getByRole('option').count()).toBe(14);
    expect(await graph.getByRole('option', { name: /mixture 0\.\d\d/ }).count()).toBe(8);
  }
}

/** Walks the edges of a cell by the keyboard and finds each in the inspector. */
export async function expectKeyboardWalk(page: Page): Promise<void> {
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await page.getByRole('listbox', { name: /^Normal cell/ }).focus();
  await page.keyboard.press('Home');
  await inspector.getByRole('heading', { name: 'Edge k-2 → 0' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await inspector.getByRole('heading', { name: 'Edge k-1 → 0' }).waitFor();
  await page.keyboard.press('End');
  await inspector.getByRole('heading', { name: 'Edge 2 → 3' }).waitFor();
  expect(await inspector.getByText(/^entropy \d\.\d{3} of 2\.079 nats$/).count()).toBe(1);
}

/** Goes to a screen by the activity bar. */
export async function goTo(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: screen }).click();
}

/** Goes to the final training and watches it to its test result. */
export async function expectTrained(page: Page): Promise<void> {
  await goTo(page, 'Train');
  await page.getByRole('heading', { level: 1, name: 'Training' }).waitFor({ timeout: RUN_MS });
  const result = page.getByRole('region', { name: 'Result' });
  await result.waitFor({ timeout: RUN_MS });
  // Of the last epoch, and of the best.
  expect(await result.getByText(/^(best )?test accuracy/).count()).toBe(2);
  expect(await result.getByText(/^\d+\.\d\d %$/).count()).toBe(2);
  expect(await page.getByRole('option', { name: /^(k-\d|\d) into node \d: \w+$/ }).count()).toBe(16);
}
