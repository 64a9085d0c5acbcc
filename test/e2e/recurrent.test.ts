/** A search of a recurrent cell on words, begun in the window, and the training of what it found. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { complaintsOf, RUN_MS } from '../support/e2e-page.ts';
import { askProgram, newHome, startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

interface Shown {
  readonly run: string;
  readonly kind: string;
  readonly state: string;
}

describe.runIf(executablePath !== null)('a search of a recurrent cell', () => {
  const home = newHome();
  const tales = join(home.path, 'tales');
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    mkdirSync(tales, { recursive: true });
    for (const part of ['train', 'valid', 'test'])
      writeFileSync(
        join(tales, `${part}.txt`),
        `the ${part === 'test' ? 'heron' : 'crow'} sat on it\n`.repeat(20),
      );
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve', '--port', '0'], home.path);
    const url = (await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/))[0];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
  }, RUN_MS);

  afterAll(async () => {
    await browser.close();
    await stopAllRuns(home.path);
    program.signal('SIGKILL');
    await program.ended;
    home.remove();
  });

  const states = async (kind: string): Promise<readonly string[]> => {
    const { runs } = (await askProgram(['runs', 'list'], home.path)) as { runs: readonly Shown[] };
    return runs.filter((run) => run.kind === kind).map(({ state }) => state);
  };
  const finished = (kind: string) =>
    expect.poll(() => states(kind), { timeout: RUN_MS, interval: 2000 }).toEqual(['finished']);
  const graph = () => page.getByRole('listbox', { name: /^Recurrent cell: / });

  it('has texts beside the sets of images, counted and line by line', async () => {
    await page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: 'Data' }).click();
    await page.getByRole('button', { name: 'Add data…' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add data' });
    await dialog.getByLabel('Folder, archive or file').fill(tales);
    const found = dialog.getByRole('region', { name: 'What was found' });
    await found.getByRole('row', { name: 'Test 20 120 20 (16.7 %) 1 0' }).waitFor();
    await dialog.getByRole('button', { name: 'Add data set' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/^tales is registered: a text of 7 different words/).waitFor();
    const known = page.getByRole('region', { name: 'What to know of it' });
    await known.getByRole('heading', { name: /^8\.3 % of what is tested are words that/ }).waitFor();
    await page.getByRole('radio', { name: 'Test' }).check({ force: true });
    const lines = page.getByTestId('passage').getByRole('listitem');
    await lines.first().locator('mark').filter({ hasText: 'heron' }).waitFor();
    expect(await lines.count()).toBe(20);
    expect(await barriersOn(page)).toEqual([]);

    const sets = page.getByRole('navigation', { name: 'Data sets' });
    await sets.getByRole('button', { name: 'moby-dick' }).click();
    await page.getByRole('row', { name: 'Training 7,794 200,503 0 0 18,009 (9.0 %)' }).waitFor();
    await page.getByRole('button', { name: 'Later' }).click();
    await lines.first().filter({ hasText: /^41/ }).waitFor();
    await page.getByRole('button', { name: 'Search on this data' }).click();
  });

  it('begins from its preset with the words that come with the program', async () => {
    const dialog = page.getByRole('dialog', { name: 'New search' });
    expect(await dialog.getByRole('combobox', { name: 'Preset' }).inputValue()).toBe('rnn-quick');
    await dialog.getByText(/5,002 different words/).waitFor({ timeout: 60_000 });
    expect(await dialog.getByRole('combobox', { name: 'Data set' }).inputValue()).toBe('moby-dick');
    await dialog.getByText('language model of 64 units').waitFor();
    await dialog.getByRole('textbox', { name: 'Epochs', exact: true }).fill('2');
    await dialog.getByRole('textbox', { name: 'Units', exact: true }).fill('16');
    await dialog.getByRole('textbox', { name: 'First words only', exact: true }).fill('20000');
    await dialog.getByRole('button', { name: 'Start now' }).click();
    await dialog.waitFor({ state: 'detached' });
    await finished('search');
  });

  it('is shown with its cell, its alphas over time and its perplexity', async () => {
    await graph().waitFor();
    // Every edge, with what weighs most on it: from the states before each of eight nodes.
    expect(await graph().getByRole('option').count()).toBe(36);
    await page.getByRole('combobox', { name: 'Right chart' }).selectOption('perplexity');
    await page.getByRole('heading', { name: 'Perplexity', exact: true }).waitFor();
    const first = () => page.getByLabel('Genotype', { exact: true }).innerText();
    const last = await first();
    const slider = page.getByRole('slider', { name: 'Epoch' });
    await slider.focus();
    await slider.press('Home');
    await expect.poll(first).not.toBe(last);
    await slider.press('End');
    await expect.poll(first).toBe(last);
    expect(await barriersOn(page)).toEqual([]);
  });

  it('gives a cell that is trained to a perplexity', async () => {
    await page.getByRole('button', { name: 'Train this cell' }).click();
    const dialog = page.getByRole('dialog', { name: 'New training' });
    await dialog.getByText('language model of 128 units').waitFor({ timeout: 60_000 });
    expect(await dialog.getByRole('combobox', { name: 'Preset' }).inputValue()).toBe('rnn-quick');
    await dialog.getByRole('textbox', { name: 'Epochs', exact: true }).fill('1');
    await dialog.getByRole('textbox', { name: 'Units', exact: true }).fill('16');
    await dialog.getByRole('textbox', { name: 'First words only', exact: true }).fill('20000');
    await dialog.getByRole('button', { name: 'Start now' }).click();
    await dialog.waitFor({ state: 'detached' });
    await finished('train');
    await page.getByText('test perplexity', { exact: true }).waitFor();
    await graph().waitFor();
    expect(await barriersOn(page)).toEqual([]);
  });

  it('writes text, always the same of a seed', async () => {
    await page.getByRole('radio', { name: 'Written text' }).check({ force: true });
    await page.getByRole('textbox', { name: 'Begin with' }).fill('the whale');
    await page.getByRole('spinbutton', { name: 'Words' }).fill('30');
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    const written = page.getByTestId('written');
    await written.waitFor({ timeout: 60_000 });
    const first = await written.innerText();
    expect(first).toMatch(/^the whale /);
    await page.getByRole('button', { name: 'Another' }).click();
    await expect.poll(() => written.innerText(), { timeout: 60_000 }).not.toBe(first);
    await page.getByRole('spinbutton', { name: 'Seed' }).fill('0');
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await expect.poll(() => written.innerText(), { timeout: 60_000 }).toBe(first);
    await page.getByRole('textbox', { name: 'Begin with' }).fill('smartphone');
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByText('The corpus has no word "smartphone"').waitFor({ timeout: 60_000 });
    expect(await barriersOn(page)).toEqual([]);
  });

  it('is listed by its perplexity, which is a figure too', async () => {
    const activities = page.getByRole('navigation', { name: 'Activities' });
    await activities.getByRole('button', { name: 'Runs' }).click();
    await page.getByRole('button', { name: 'Language models' }).click();
    await page.getByRole('columnheader', { name: /^Perplexity/ }).waitFor();
    await page.getByRole('columnheader', { name: /^Last perpl/ }).waitFor();
    await page.getByText('2 runs', { exact: true }).waitFor();
    await activities.getByRole('button', { name: 'Figures' }).click();
    const sources = page.getByRole('navigation', { name: 'Sources' });
    await sources.getByRole('checkbox', { name: /training on moby-dick/ }).check();
    const offers = page.getByRole('complementary');
    await offers.getByText('Perplexity', { exact: true }).click();
    await page
      .getByRole('main')
      .getByRole('img', { name: /^Preview of Perplexity/ })
      .waitFor();
    expect(await offers.getByText('Confusion matrix', { exact: true }).count()).toBe(0);
  });

  it('is edited node by node, as a graph, a list and a text, and kept', async () => {
    await page
      .getByRole('link', { name: 'Cells' })
      .or(page.getByRole('button', { name: 'Cells' }))
      .first()
      .click();
    await page.getByRole('radio', { name: 'Recurrent' }).check({ force: true });
    await page.getByRole('button', { name: /^RNN_DARTS_V1/ }).click();
    const text = page.getByRole('textbox', { name: 'Recurrent cell as text' });
    const said = page.getByTestId('said');
    await expect.poll(() => text.inputValue()).toMatch(/^Genotype\(recurrent=\[\('relu', 0\)/);
    const params = page.getByTestId('language-count').getByTitle('22,960,000');
    await params.waitFor();
    // By the keyboard: the first edge, another activation, and back.
    const cell = page.getByRole('listbox', { name: /^Recurrent cell\. / });
    await cell.focus();
    await cell.press('Home');
    await cell.press('3');
    await expect.poll(() => text.inputValue()).toMatch(/^Genotype\(recurrent=\[\('sigmoid', 0\)/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => text.inputValue()).toMatch(/^Genotype\(recurrent=\[\('relu', 0\)/);
    // In the list: what node 3 reads, and whether it is part of the output.
    await page.getByRole('combobox', { name: 'What node 3 reads' }).selectOption('0');
    await expect.poll(() => said.innerText()).toBe('Node 3 now reads the initial state.');
    await page.getByRole('checkbox', { name: 'Node 3 is part of the output' }).click();
    await expect.poll(() => text.inputValue()).toContain('concat=[1, 2, 4, 5, 6, 7, 8]');
    // A node more costs its matrix.
    await page.getByRole('button', { name: 'Add node' }).click();
    await page.getByTestId('language-count').getByTitle('24,405,000').waitFor();
    // As text: a mistake leaves the cell as it was.
    await text.fill("Genotype(recurrent=[('tanh', 3)], concat=[1])");
    await page.getByText(/input 3 does not exist for node 0; .* The recurrent cell is as it was\./).waitFor();
    await text.fill("Genotype(recurrent=[('tanh', 0), ('relu', 1)], concat=range(1, 3))");
    await expect.poll(() => cell.getByRole('option').count()).toBe(2);
    await page.getByText('(draft, saved)').waitFor();
    expect(await barriersOn(page)).toEqual([]);
  });

  it('is there again after a reload, and is trained from the editor', async () => {
    await page.reload();
    await page
      .getByRole('link', { name: 'Cells' })
      .or(page.getByRole('button', { name: 'Cells' }))
      .first()
      .click();
    await page.getByText('RNN_DARTS_V1 edited (draft, saved)').waitFor();
    await page.getByRole('button', { name: 'Train this cell' }).click();
    const dialog = page.getByRole('dialog', { name: 'New training' });
    await dialog.getByText(/language model of/).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('complains of nothing but the word that was refused', () => {
    expect(complaints).toEqual([
      'Failed to load resource: the server responded with a status of 400 (Bad Request)',
    ]);
  });
});
