/** Searches that remove candidates by their importance, on both kinds of space: their scores, their shrinks, and the way to each. */
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { complaintsOf, RUN_MS } from '../support/e2e-page.ts';
import { newHome, startProgram } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

const TINY = ['images=64', 'batch=16', 'network.cells=3', 'network.initChannels=2'];
const SEARCHES = {
  pairs: { seed: 0, settings: ['space=isdarts', 'epochs=3', 'method.options.shrinks=2'] },
  benchmark: { seed: 1, settings: ['space=nasbench201', 'epochs=5', 'method.options.shrinks=4'] },
} as const;

describe.runIf(executablePath !== null)('a search that removes candidates', () => {
  const home = newHome();
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    for (const { seed, settings } of Object.values(SEARCHES)) {
      const set = [...TINY, ...settings].flatMap((setting) => ['--set', setting]);
      const search = startProgram(
        ['search', '--preset', 'isdarts-quick', '--seed', String(seed), ...set],
        home.path,
      );
      expect(await search.ended, search.printed()).toBe(0);
    }
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve', '--port', '0'], home.path);
    const url = (await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/))[0];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    await page.getByRole('slider', { name: 'Epoch' }).waitFor();
  }, 2 * RUN_MS);

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    home.remove();
  });

  const slider = () => page.getByRole('slider', { name: 'Epoch' });
  const inspector = () => page.getByRole('complementary', { name: 'Inspector' });
  const show = async (seed: number): Promise<void> => {
    await page.getByRole('button', { name: new RegExp(`seed ${seed}`) }).click();
    await page
      .getByRole('button', { name: new RegExp(`seed ${seed}`) })
      .and(page.locator('[aria-current]'))
      .waitFor();
  };
  const importance = (name: RegExp) => page.getByRole('listbox', { name });
  const words = (list: RegExp, edge: number) =>
    importance(list).getByRole('option').nth(edge).getAttribute('aria-label');

  describe('of pairs of cells', () => {
    const NORMAL = /^Importance, normal cell/;

    it('shows scores instead of alphas, and what is left', async () => {
      await show(SEARCHES.pairs.seed);
      await importance(NORMAL).waitFor();
      expect(await importance(NORMAL).getByRole('option').count()).toBe(14);
      expect(
        await importance(/^Importance, reduction cell/)
          .getByRole('option')
          .count(),
      ).toBe(14);
      expect(await importance(/^Alphas/).count()).toBe(0);
      expect(await page.getByRole('group', { name: 'What the alphas show' }).count()).toBe(0);
      await page.getByText('8 of 112 candidates left · derived').first().waitFor();
      const labels = await importance(NORMAL)
        .getByRole('option')
        .evaluateAll((options) => options.map((option) => option.getAttribute('aria-label') ?? ''));
      const told = labels.join(' ');
      expect(told.match(/, left(;|$| )/g)).toHaveLength(8);
      expect(told.match(/removed after epoch [12], score (infinite|[\d,.·⁰-⁹⁻]+)/g)).toHaveLength(104);
    });

    it('lists the shrinks, each of which leads to its moment', async () => {
      const first = inspector().getByRole('button', { name: /^After epoch 1 / });
      await first.focus();
      await page.keyboard.press('Enter');
      expect(await slider().inputValue()).toBe('1');
      expect(await slider().getAttribute('aria-valuetext')).toContain('104 candidates were removed');
      expect(await first.getAttribute('aria-current')).toBe('step');
      expect(await first.innerText()).toMatch(
        /[\d.]+ k → [\d.]+ k parameters\s+[\d.]+ m?s → [\d.]+ m?s a step/,
      );
      await inspector().getByText('none', { exact: true }).first().waitFor();
      await page.getByText('60 of 112 candidates left').first().waitFor();
      await slider().press('Home');
      await page.getByText('112 of 112 candidates left · nothing is scored yet').first().waitFor();
      expect(await words(NORMAL, 0)).toContain('none left, not scored yet');
    });

    it('tells the history of a chosen edge', async () => {
      await slider().press('End');
      await importance(NORMAL).focus();
      await page.keyboard.press('Home');
      await inspector().getByRole('heading', { name: 'Candidates and their scores' }).waitFor();
      const removed = inspector().getByRole('list', { name: /^Removed, with its last score/ });
      await removed.getByText('none', { exact: true }).waitFor();
      await inspector()
        .getByRole('img', { name: /^Scores of edge k-2 → 0, normal at 2 shrinks/ })
        .waitFor();
      await page.getByLabel('Right chart').selectOption({ label: 'Candidates left' });
      await page.getByRole('img', { name: /^Candidates, left, normal 8, reduction 8/ }).waitFor();
      const offered = await page.getByLabel('Right chart').locator('option').allInnerTexts();
      expect(offered).not.toContain('Entropy');
      await page.getByLabel('Left chart').selectOption({ label: 'Chosen edge' });
      await page.getByRole('img', { name: /^Edge k-2 → 0, normal, score/ }).waitFor();
    });
  });

  describe('of NAS-Bench-201', () => {
    it('has one map, its shrinks beside the true accuracy, and goes to each', async () => {
      await show(SEARCHES.benchmark.seed);
      await importance(/^Importance\./).waitFor();
      expect(
        await importance(/^Importance\./)
          .getByRole('option')
          .count(),
      ).toBe(6);
      await page.getByText('6 of 30 candidates left · derived').waitFor();
      const shrinks = page.getByRole('region', { name: 'Shrinks' });
      expect(await shrinks.getByRole('button').count()).toBe(4);
      const truth = page.getByRole('region', { name: 'True accuracy' });
      await truth.getByText('CIFAR-100').waitFor();
      await shrinks.getByRole('button', { name: /^After epoch 1 / }).click();
      expect(await slider().inputValue()).toBe('1');
      await page.getByText('24 of 30 candidates left · would be derived after epoch 1').waitFor();
      expect(await words(/^Importance\./, 0)).toMatch(
        /^0 → 1: none removed after epoch 1, score infinite; skip_connect score [^;]+, left;/,
      );
    });
  });

  it.each(['light', 'dark', 'contrast'])('has no barrier in the theme %s', async (theme) => {
    await page.evaluate((choice) => window.localStorage.setItem('dartboard.theme', choice), theme);
    await page.reload();
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    for (const { seed } of Object.values(SEARCHES)) {
      await show(seed);
      await importance(/^Importance/)
        .first()
        .waitFor();
      await importance(/^Importance/)
        .first()
        .focus();
      await page.keyboard.press('Home');
      expect(await barriersOn(page)).toEqual([]);
    }
  });

  it('has had nothing to complain of', () => {
    expect(complaints).toEqual([]);
  });
});
