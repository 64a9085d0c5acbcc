/** The launch dialog: settings with their marks and problems, a dry run with the engine itself, a start, and several seeds. */
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { preparedHome } from '../support/e2e-home.ts';
import type { Home } from '../support/e2e-home.ts';
import { complaintsOf, RUN_MS } from '../support/e2e-page.ts';
import { askProgram, startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

interface Run {
  readonly run: string;
  readonly kind: string;
  readonly seed: number;
  readonly state: string;
}

describe.runIf(executablePath !== null)('the launch dialog', () => {
  let home: Home;
  let browser: Browser;
  let program: Program;
  let page: Page;
  let dialog: Locator;
  let complaints: readonly string[];

  beforeAll(async () => {
    home = await preparedHome();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve'], home.path);
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
    page = await browser.newPage({ viewport: { width: 1024, height: 700 } });
    complaints = complaintsOf(page);
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    await page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: 'Train' }).click();
    dialog = page.getByRole('dialog', { name: 'New training' });
  });

  afterAll(async () => {
    await browser.close();
    await stopAllRuns(home.path);
    program.signal('SIGTERM');
    await program.ended;
    home.remove();
  });

  const open = (): Promise<void> => page.getByRole('button', { name: 'Train a cell…' }).first().click();
  const field = (name: string): Locator => dialog.getByRole('textbox', { name, exact: true });
  const runs = async (): Promise<readonly Run[]> =>
    ((await askProgram(['runs', 'list'], home.path)) as { runs: Run[] }).runs;

  it('shows the cell, the recipe with its source, and no barrier', async () => {
    await open();
    await dialog.getByLabel('Preset').selectOption('darts');
    await dialog.getByText('section 3.2; cnn/train.py', { exact: false }).waitFor();
    await dialog.getByText('600 epochs of batches of 96').waitFor();
    expect(await dialog.getByRole('listbox', { name: /cell/ }).count()).toBe(2);
    await dialog.getByLabel('Preset').selectOption('tiny');
    await dialog.getByText('1 epoch of batches of 32').waitFor();
    expect(await barriersOn(page)).toEqual([]);
  });

  it('tells what is wrong at the field, marks what is changed and takes it back', async () => {
    await field('Batch').fill('0');
    await dialog.getByText('expected a whole number from 1, got 0').waitFor();
    await field('Cells').fill('many');
    await dialog.getByText('2 settings are wrong: Cells, Batch').waitFor();
    expect(await dialog.getByRole('button', { name: 'Start now' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Back to the preset’s 3: Cells' }).click();
    await field('Batch').fill('16');
    await dialog.getByText('1 changed from the preset').waitFor();
    // Closed by accident, it is there again.
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await open();
    await dialog.getByText('1 changed from the preset').waitFor();
    expect(await field('Batch').inputValue()).toBe('16');
  });

  it('finds a setting by its name, and turns a part on', async () => {
    await dialog.getByRole('searchbox', { name: 'Find a setting' }).fill('moving average');
    await dialog.getByRole('checkbox', { name: 'Moving average of the weights' }).check();
    await dialog.getByText('moving average of the weights, decay 0.999').waitFor();
    await dialog.getByRole('button', { name: /^Back to the preset’s off/ }).click();
    await dialog.getByText('no moving average').waitFor();
    await dialog.getByRole('searchbox', { name: 'Find a setting' }).fill('');
  });

  it('computes three steps of it, and starts it', async () => {
    await dialog.getByRole('button', { name: 'Dry run: 3 steps' }).click();
    const measured = dialog.getByText('Measured over 3 steps on this device', { exact: false });
    const failed = dialog.getByRole('alert');
    await measured.or(failed).first().waitFor({ timeout: RUN_MS });
    expect(await failed.allInnerTexts()).toEqual([]);
    expect(await dialog.getByText(/^\d+(\.\d+)? (ms|s)$/).count()).toBeGreaterThan(0);
    const before = await runs();
    await dialog.getByRole('button', { name: 'Start now' }).click();
    await dialog.waitFor({ state: 'detached' });
    const made = (await runs()).filter(({ run }) => !before.some((old) => old.run === run));
    expect(made).toMatchObject([{ kind: 'train', seed: 0 }]);
    const { record } = (await askProgram(['runs', 'show', made[0]?.run ?? ''], home.path)) as {
      record: { config: { batch: number } };
    };
    expect(record.config.batch).toBe(16);
  });

  it('queues a run for each of several seeds, and none twice where one was refused at first', async () => {
    await open();
    // What was started is not asked for again.
    await dialog.getByText('all as in the preset').waitFor();
    const before = await runs();
    await dialog.getByLabel('How many seeds').fill('3');
    await dialog.getByLabel('Seed', { exact: true }).fill('7');
    await dialog.getByLabel('Experiment').fill('spread');
    await page.route('**/api/queue.add', async (route) => {
      const { request } = route.request().postDataJSON() as { request: { seed: number } };
      if (request.seed !== 8) return route.continue();
      // The host has queued it; only its answer does not arrive.
      await route.fetch();
      const problem = { code: 'test/refused', message: 'The disk is full.' };
      return route.fulfill({ json: { problem } });
    });
    await dialog.getByRole('button', { name: 'Queue 3 runs' }).click();
    await dialog.getByText('Seed 7 is in the queue, seed 8 is not: The disk is full.').waitFor();
    await page.unroute('**/api/queue.add');
    await dialog.getByRole('button', { name: 'Queue 2 runs' }).click();
    await dialog.waitFor({ state: 'detached' });
    const made = (await runs()).filter(({ run }) => !before.some((old) => old.run === run));
    expect(made.map(({ seed }) => seed).sort()).toEqual([7, 8, 9]);
    expect(complaints).toEqual([]);
  });
});
