import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparedHome } from '../support/e2e-home.ts';
import type { Home } from '../support/e2e-home.ts';
import { complaintsOf, RUN_MS } from '../support/e2e-page.ts';
import { startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

describe.runIf(executablePath !== null)('the screen of searches', () => {
  let home: Home;
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    home = await preparedHome();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve', '--port', '0'], home.path);
    const url = (await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/))[0];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.goto(url);
    await page.getByRole('slider', { name: 'Epoch' }).waitFor();
  }, RUN_MS);

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    await stopAllRuns(home.path);
    home.remove();
  });

  const edge = (list: RegExp) =>
    page.getByRole('listbox', { name: list }).getByRole('option').first().getAttribute('aria-label');
  const shown = () =>
    Promise.all([edge(/^Alphas, normal cell/), edge(/^Normal cell/), edge(/^Reduction cell/)]);

  it('moves the alphas and both cells through time together', async () => {
    const slider = page.getByRole('slider', { name: 'Epoch' });
    const last = await shown();
    await slider.press('Home');
    await page.getByText('would be derived after epoch 0').first().waitFor();
    const first = await shown();
    expect(first[0]).not.toEqual(last[0]);
    expect([first[1], first[2]]).not.toEqual([last[1], last[2]]);
    await slider.press('End');
    expect(await shown()).toEqual(last);
  });

  it('plays the history as a film, to its end', async () => {
    await page.getByLabel('Epochs a second').selectOption('20');
    await page.getByRole('button', { name: 'Play the history' }).click();
    await page.getByText('derived', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Play the history' }).waitFor();
  });

  it('draws the operations of a chosen edge over the epochs, and keeps a pinned one in sight', async () => {
    await page.getByRole('listbox', { name: /^Normal cell/ }).focus();
    await page.keyboard.press('Home');
    const curve = page.getByRole('img', { name: /^Mixture of edge k-2 → 0, normal over \d+ epochs/ });
    await curve.waitFor();
    await page.getByRole('button', { name: 'Pin this edge' }).click();
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Unpin k-2 → 0, normal' }).waitFor();
    await page.getByLabel('Right chart').selectOption('entropy');
    await page.getByRole('img', { name: /^Entropy per edge, nats, normal \d\.\d{3}/ }).waitFor();
  });

  it('zooms a chart, shows all again, and changes its axes and range', async () => {
    const loss = page.getByRole('img', { name: /^Loss over/ });
    await loss.focus();
    await loss.press('+');
    const all = page.getByRole('button', { name: 'Show all', exact: true });
    await all.click();
    await all.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Axes and smoothing: Loss' }).click();
    const menu = page.getByRole('dialog', { name: 'Axes and smoothing: Loss' });
    const vertical = menu.getByRole('group', { name: 'Vertical axis' }).or(menu.getByLabel('Vertical axis'));
    const picture = (): Promise<string> =>
      loss
        .locator('canvas')
        .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
    let before = await picture();
    for (const scale of ['log', 'symlog']) {
      await vertical.getByText(scale, { exact: true }).click();
      await expect.poll(picture).not.toBe(before);
      before = await picture();
    }
    await vertical.getByText('linear', { exact: true }).click();
    await menu.getByLabel('Lower end').fill('0');
    await menu.getByLabel('Upper end').fill('0.01');
    await page.keyboard.press('Tab');
    await page
      .getByText(/^[\d,]+ points? above/)
      .first()
      .waitFor();
    await menu.getByLabel('Upper end').fill('');
    await menu.getByLabel('Lower end').fill('');
    await page.keyboard.press('Escape');
  });

  it('keeps a note, which is Markdown', async () => {
    const note = page.getByLabel('Note', { exact: true });
    await note.fill('**wide** cells');
    await note.press('Escape');
    await page.getByText('wide', { exact: true }).and(page.locator('strong')).waitFor();
  });

  it('tells what the run said, and finds a line', async () => {
    await page.keyboard.press('Control+j');
    const log = page.getByRole('region', { name: 'Log' });
    await log.getByText(/^checkpoint of step \d+ written$/).waitFor();
    await log.getByLabel('Find in the log').fill('epoch 1 of');
    await log.getByText(/^1 of \d+ lines/).waitFor();
    await log.getByRole('button', { name: 'Close the log' }).click();
  });

  it(
    'forks from a checkpoint, refuses what is no setting, and shows the fork to its end',
    async () => {
      await page.getByText('More', { exact: true }).click();
      await page.getByRole('button', { name: /^Fork/ }).click();
      const dialog = page.getByRole('dialog', { name: 'Fork the run' });
      await dialog.getByLabel('Settings to change').fill('nonsense=1');
      await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
      await dialog.getByText('There is no setting "nonsense"').waitFor();
      // Long enough to be paused, also where the page is slow.
      await dialog.getByLabel('Settings to change').fill('epochs=10');
      await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
      await page.getByText('The fork is made').waitFor({ timeout: RUN_MS });
      await dialog.waitFor({ state: 'detached' });
      await page
        .getByText(/^(running|starting|queued)$/)
        .first()
        .waitFor();
    },
    RUN_MS,
  );

  it(
    'pauses with a checkpoint and resumes to the end',
    async () => {
      await page.getByRole('img', { name: /^Loss over \d+ steps, now train/ }).waitFor({ timeout: RUN_MS });
      await page.getByText('More', { exact: true }).click();
      await page.getByRole('button', { name: 'Write a checkpoint now' }).click();
      await page.getByText('A checkpoint is written after this step').waitFor();
      const pause = page.getByRole('button', { name: 'Pause', exact: true });
      await pause.click();
      const resume = page.getByRole('button', { name: 'Resume', exact: true });
      await resume.click({ timeout: RUN_MS });
      await page.getByRole('button', { name: 'Train this cell' }).waitFor({ timeout: RUN_MS });
    },
    RUN_MS,
  );

  it('has had nothing to complain of but the setting that was refused', () => {
    expect(complaints.filter((one) => !one.includes('400'))).toEqual([]);
  });
});
