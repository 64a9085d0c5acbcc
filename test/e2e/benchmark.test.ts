/** The explorer of NAS-Bench-201: true accuracies of a cell that is made by hand, its neighbours, and its place among all. */
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { complaintsOf, goTo } from '../support/e2e-page.ts';
import { askProgram, newHome, startProgram } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();
/** Index 9930. */
const IS_DARTS =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';
const SKIPS =
  '|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|';
const THEMES = ['light', 'dark', 'contrast'] as const;

describe.runIf(executablePath !== null)('the explorer of NAS-Bench-201', () => {
  const home = newHome();
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  const text = (): Locator => page.getByRole('textbox', { name: 'Architecture string or index' });
  const on = (set: string): Locator => page.getByTestId('benchmark').locator(`[data-set=${set}]`);
  const accuracy = (value: string): Promise<void> => on('cifar10').filter({ hasText: value }).waitFor();
  const view = (title: string): Locator => page.getByRole('radio', { name: title, exact: true });
  const paste = (pasted: string): Promise<void> =>
    page.evaluate((given) => {
      const data = new DataTransfer();
      data.setData('text/plain', given);
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    }, pasted);

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve'], home.path);
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    await goTo(page, 'Cells');
    await page.getByRole('heading', { level: 1, name: 'Cells' }).waitFor();
  });

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    home.remove();
  });

  it('is a view of the cells, and keeps the focus on the switch', async () => {
    await view('Editor').focus();
    for (const room of ['recurrent', 'paths', 'benchmark']) {
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction(
        (value) =>
          document.activeElement instanceof HTMLInputElement && document.activeElement.value === value,
        room,
      );
    }
    await text().waitFor();
    await page.getByRole('button', { name: 'All skip' }).click();
    await page.waitForFunction(
      (arch) => document.querySelector<HTMLInputElement>('input.text')?.value === arch,
      SKIPS,
    );
    // What the command line says of it.
    const told = (await askProgram(['nb201', 'query', SKIPS], home.path)) as {
      accuracy: { c10_test_200: number };
    };
    await accuracy(`${told.accuracy.c10_test_200.toFixed(2)} %`);
  });

  it('has a cell made by keyboard alone, and shows its true accuracy', async () => {
    const choose = async (edge: string, presses: number): Promise<void> => {
      await page
        .getByRole('radiogroup', { name: `Edge ${edge}` })
        .getByRole('radio', { checked: true })
        .focus();
      for (let i = 0; i < presses; i++) await page.keyboard.press('ArrowRight');
    };
    // From skip_connect over nor_conv_1x1 to nor_conv_3x3.
    for (const edge of ['0 → 1', '0 → 2', '1 → 2', '1 → 3']) await choose(edge, 2);
    // The last one by its number, on the edge that is selected in the graph.
    const graph = page.getByRole('listbox', { name: /^Cell of NAS-Bench-201/ });
    await graph.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('4');
    await accuracy('94.36 %');
    expect(await text().inputValue()).toBe(IS_DARTS);
    await on('cifar10').filter({ hasText: 'rank 3 of 15,625' }).waitFor();
    await on('cifar100').filter({ hasText: 'rank 1 of 15,625' }).waitFor();
    expect(await graph.getByRole('option', { name: /skip_connect$/ }).count()).toBe(1);
    await page.getByRole('status').filter({ hasText: 'Cell 9930: 94.36 % on CIFAR-10, rank 3' }).waitFor({
      state: 'attached',
    });
  });

  it('shows the neighbours, goes to the best of them and back', async () => {
    const neighbours = page.getByRole('complementary', { name: 'Inspector' }).locator('ol button');
    expect(await neighbours.count()).toBe(24);
    const best = page.getByRole('button', { name: /^\d → 3 nor_conv_1x1 94\.37 \+0\.01 rank 1$/ });
    // Two of them share it.
    expect(await best.count()).toBe(2);
    await neighbours.first().click();
    await accuracy('rank 1 of');
    expect(await text().inputValue()).not.toBe(IS_DARTS);
    await page.keyboard.press('[');
    await accuracy('rank 3 of');
    await page.keyboard.press(']');
    await accuracy('rank 1 of');
    await page.keyboard.press('[');
    await accuracy('rank 3 of');
  });

  it('says what is wrong with a text in one sentence, and keeps the cell', async () => {
    await text().fill(IS_DARTS.replace('skip_connect', 'skop_connect'));
    await page.keyboard.press('Enter');
    const problem = page.getByRole('alert').filter({ hasText: 'did you mean skip_connect' });
    await problem.waitFor();
    await accuracy('94.36 %');
    await text().focus();
    await page.keyboard.press('Escape');
    await problem.waitFor({ state: 'detached' });
    expect(await text().inputValue()).toBe(IS_DARTS);
    await paste('|none~0|+|none~0|none~2|');
    await page
      .getByRole('alert')
      .filter({ hasText: /^Line 1, column 18: expected / })
      .waitFor();
    await paste(SKIPS);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await text().inputValue()).toBe(SKIPS);
    await text().fill('6111');
    await page.keyboard.press('Enter');
    await accuracy('rank 1 of');
    expect(await text().inputValue()).toMatch(/^\|/);
  });

  it('draws all cells, and walks them by rank', async () => {
    const cloud = page.getByRole('img', { name: /of all 15,625 cells/ });
    await cloud.locator('canvas').first().waitFor();
    await cloud.focus();
    await page.keyboard.press('ArrowDown');
    // Two cells are the best.
    await page.getByText('cell 13714', { exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await accuracy('rank 3 of');
    await page.keyboard.press('End');
    await on('cifar10')
      .filter({ hasText: / 9\.\d\d %|10\.00 %/ })
      .waitFor();
    await page.keyboard.press('Home');
    await accuracy('rank 1 of');
  });

  it('hands the cell to the final training', async () => {
    await page.getByRole('button', { name: 'IS-DARTS' }).click();
    await accuracy('94.36 %');
    await page.keyboard.press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: /training/i });
    await dialog.getByText('NAS-Bench-201 cell 9930').first().waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await goTo(page, 'Cells');
    await accuracy('94.36 %');
  });

  it('leaves the editor as it was', async () => {
    await view('Editor').check({ force: true });
    await page.getByRole('listbox', { name: /^Normal cell/ }).waitFor();
    await page.getByText('DARTS_V2 (not changed)').waitFor();
    await view('NAS-Bench-201').check({ force: true });
    await accuracy('94.36 %');
  });

  it.each(THEMES)('has no barrier in the theme %s, and fits a small window', async (theme) => {
    await page.evaluate((choice) => window.localStorage.setItem('dartboard.theme', choice), theme);
    await page.reload();
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    await goTo(page, 'Cells');
    // The view and the cell are those of the last time.
    await accuracy('94.36 %');
    await page
      .getByRole('img', { name: /of all 15,625 cells/ })
      .locator('canvas')
      .first()
      .waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.setViewportSize({ width: 1024, height: 700 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('has had nothing to complain of', () => {
    expect(complaints).toEqual([]);
  });
});
