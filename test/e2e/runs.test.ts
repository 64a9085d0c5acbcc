import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { preparedHome } from '../support/e2e-home.ts';
import type { Home } from '../support/e2e-home.ts';
import { complaintsOf } from '../support/e2e-page.ts';
import { askProgram, newHome, startProgram } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

/** A workbench on a home, opened at the runs. */
async function openRuns(
  browser: Browser,
  home: Home,
): Promise<{ program: Program; page: Page; complaints: readonly string[] }> {
  const program = startProgram(['serve', '--port', '0'], home.path);
  const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints = complaintsOf(page);
  await page.goto(url);
  await toRuns(page);
  return { program, page, complaints };
}

const toRuns = (page: Page): Promise<void> =>
  page.getByRole('navigation', { name: 'Activities' }).getByRole('button', { name: 'Runs' }).click();

describe.runIf(executablePath !== null)('the screen of runs', () => {
  let home: Home;
  const other = newHome();
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];
  let grid: Locator;
  const body = (): Locator => grid.getByRole('rowgroup').nth(1).getByRole('row');
  const filterBy = (text: string): Promise<void> =>
    page.getByRole('searchbox', { name: 'Filter runs' }).fill(text);
  const mode = (name: string): Promise<void> =>
    page.getByRole('group', { name: 'What is shown' }).getByText(name, { exact: true }).click();
  const inspector = (): Locator => page.getByRole('complementary', { name: 'Inspector' });

  beforeAll(async () => {
    home = await preparedHome();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    ({ program, page, complaints } = await openRuns(browser, home));
    grid = page.getByRole('treegrid', { name: 'Runs' });
  });

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    home.remove();
    other.remove();
  });

  it('lists all runs and filters them by what is written', async () => {
    await page.getByText('3 runs').waitFor();
    await filterBy('kind:search last>0%');
    await page.getByText('2 of 3 runs').waitFor();
    expect(await body().count()).toBe(2);
    await page.getByRole('button', { name: 'Without last>0%' }).click();
    expect(await page.getByRole('searchbox').inputValue()).toBe('kind:search');
    await filterBy('colour:red');
    await page
      .getByRole('alert')
      .getByText(/There is no field "colour"/)
      .waitFor();
    await filterBy('kind:search');
  });

  it('puts two seeds together with their mean, and opens the group by keyboard', async () => {
    await page.getByLabel('group seeds').check();
    const group = body().filter({ hasText: '× 2' });
    await group.waitFor();
    expect(await group.textContent()).toMatch(/N = 2.*|\d+\.\d\d ± \d+\.\d\d %/);
    expect(await group.textContent()).toMatch(/\d+\.\d\d ± \d+\.\d\d %/);
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => body().count()).toBe(3);
    expect(await group.getAttribute('aria-expanded')).toBe('true');
  });

  it('compares the two: curves, means and differences on one page', async () => {
    await page.keyboard.press('c');
    await page
      .getByRole('img', { name: /^Training loss, nats of 2 runs over steps: .*, seed \d \d\.\d{4}/ })
      .waitFor();
    const scores = page.getByRole('region', { name: 'Scores, a table' });
    await scores.getByRole('rowheader', { name: /N = 2, mean ± deviation/ }).waitFor();
    await page.getByLabel('What is drawn').selectOption('validAccuracy');
    await page.getByText('epoch', { exact: true }).click();
    await page.getByRole('img', { name: /^Held-out accuracy, % of 2 runs over epochs/ }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByLabel('mean ± deviation of seeds').check();
    await page.getByText('thick: mean of the seeds').waitFor();
  });

  it('shows in what a search and a training differ', async () => {
    await mode('Table');
    await page.getByLabel('group seeds').uncheck();
    await filterBy('');
    await grid.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('c');
    const differences = page.getByRole('region', { name: 'Differences, a table' });
    await differences.getByRole('rowheader', { name: 'cell' }).waitFor();
    expect(await differences.getByRole('columnheader').count()).toBe(4);
    await mode('Table');
  });

  it('keeps star, tag and note when the page is loaded again', async () => {
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('s');
    await page.keyboard.press('t');
    await page.keyboard.type('paper');
    await page.keyboard.press('Enter');
    await inspector().getByRole('button', { name: 'Take the tag paper away' }).waitFor();
    // By the keyboard, letter by letter: N opens the note, and no letter of it is a shortcut of its own.
    await grid.focus();
    await page.keyboard.press('n');
    await page.keyboard.type('the first **good** one');
    await page.keyboard.press('Escape');
    const shown = inspector().getByRole('group', { name: 'Note' });
    expect(await shown.locator('strong').textContent()).toBe('good');
    await expect.poll(async () => (await annotationsIn(home))[0]?.note).toBe('the first **good** one');
    await page.reload();
    await toRuns(page);
    await filterBy('is:starred tag:paper good');
    await page.getByText('1 of 3 runs').waitFor();
    await body().first().click();
    await inspector().getByRole('button', { name: 'Edit note' }).click();
    expect(await inspector().getByRole('textbox', { name: 'Note' }).inputValue()).toBe(
      'the first **good** one',
    );
    expect(await barriersOn(page)).toEqual([]);
  });

  it('removes a run and takes that back', async () => {
    await filterBy('');
    await body().nth(2).click();
    await page.keyboard.press('Delete');
    await page.getByText('2 runs', { exact: false }).first().waitFor();
    await expect.poll(() => body().count()).toBe(2);
    await mode('Trash');
    await page.getByRole('region', { name: 'Removed runs' }).getByRole('row').nth(1).waitFor();
    await mode('Table');
    await grid.focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => body().count()).toBe(3);
  });

  it('lists a run whose record is damaged with what is wrong, and moves it to the trash and back', async () => {
    const id = '01m82trhd2yqezxwgfe7xe0000';
    const folder = join(home.path, 'runs', id);
    mkdirSync(folder);
    writeFileSync(join(folder, 'run.json'), '{"format":');
    const unreadable = page.getByRole('region', { name: 'One run cannot be read' });
    await unreadable.getByText('run.json is damaged: Unexpected end of JSON input.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await unreadable.getByRole('button', { name: `Move to the trash: run ${id}` }).click();
    await unreadable.waitFor({ state: 'hidden' });
    expect(existsSync(folder)).toBe(false);
    await grid.focus();
    await page.keyboard.press('Control+z');
    await unreadable.waitFor();
    rmSync(folder, { recursive: true });
    await unreadable.waitFor({ state: 'hidden' });
  });

  it('changes the order of the queue by keyboard', async () => {
    await askProgram(['queue', 'pause'], home.path);
    for (const seed of ['5', '6'])
      await askProgram(
        ['search', '--preset', 'tiny', '--seed', seed, '--tag', `s${seed}`, '--queue'],
        home.path,
      );
    const ids = await waitingIn(home);
    expect(ids).toHaveLength(2);
    await mode('Queue');
    const waiting = page.getByRole('listitem', { name: /^\d\. tiny search/ });
    await expect.poll(() => waiting.count()).toBe(2);
    await waiting.nth(1).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => waitingIn(home)).toEqual([...ids].reverse());
    expect(await barriersOn(page)).toEqual([]);
    for (const id of ids) await askProgram(['queue', 'cancel', id], home.path);
    await mode('Table');
  });

  it('exports a bundle, which another home imports', async () => {
    await filterBy('tag:paper');
    await page.getByText(/^1 of \d runs/).waitFor();
    const title = (await body().first().getByRole('gridcell').nth(2).textContent()) ?? '';
    await body().first().click();
    await inspector().getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export the run' });
    const to = join(other.path, 'one.dartboard');
    await dialog.getByLabel('To').fill(to);
    await dialog.getByRole('button', { name: 'Export' }).click();
    await dialog.getByText(to).waitFor();
    expect(existsSync(to)).toBe(true);
    await dialog.getByRole('button', { name: 'Done' }).click();

    const second = await openRuns(browser, other);
    await second.page.getByRole('button', { name: 'Import…' }).click();
    const importing = second.page.getByRole('dialog', { name: 'Import runs' });
    const cut = join(other.path, 'cut.dartboard');
    writeFileSync(cut, readFileSync(to).subarray(0, 5000));
    await importing.getByLabel('Bundle').fill(cut);
    await importing.getByRole('button', { name: 'Import' }).click();
    await importing.getByRole('alert').getByText('Nothing was taken from it').waitFor();
    await importing.getByLabel('Bundle').fill(to);
    await importing.getByRole('button', { name: 'Import' }).click();
    await importing.getByText('was imported.').waitFor();
    await importing.getByRole('button', { name: 'Done' }).click();
    await second.page.getByRole('row').filter({ hasText: title }).waitFor();
    second.program.signal('SIGKILL');
    await second.program.ended;
    await second.page.close();
  });

  it('fits a small window without scrolling sideways, and has nothing to complain of', async () => {
    await page.setViewportSize({ width: 1024, height: 700 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await barriersOn(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

interface Listed {
  readonly runs: readonly {
    readonly annotations: { readonly note: string; readonly starred: boolean };
  }[];
}

async function annotationsIn(home: Home): Promise<readonly Listed['runs'][number]['annotations'][]> {
  const { runs } = (await askProgram(['runs', 'list', '--starred'], home.path)) as Listed;
  return runs.map(({ annotations }) => annotations);
}

async function waitingIn(home: Home): Promise<readonly string[]> {
  const { jobs } = (await askProgram(['queue', 'list'], home.path)) as {
    readonly jobs: readonly { readonly job: string; readonly state: string }[];
  };
  return jobs.filter(({ state }) => state === 'waiting').map(({ job }) => job);
}
