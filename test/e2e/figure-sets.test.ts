/** A paper's figures as a set: put together, kept by the host, made all at once, with what cannot be made said in place. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from '../support/e2e-axe.ts';
import { preparedHome } from '../support/e2e-home.ts';
import type { Home } from '../support/e2e-home.ts';
import { complaintsOf, goTo, RUN_MS } from '../support/e2e-page.ts';
import { startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';

const { chromium: executablePath } = await findRuntimes();

describe.runIf(executablePath !== null)('figure sets', () => {
  let home: Home;
  let folder: string;
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  async function serve(): Promise<void> {
    program = startProgram(['serve', '--port', '0'], home.path);
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.addInitScript(() => window.localStorage.setItem('dartboard.tour', 'ended'));
    await page.goto(url);
    await goTo(page, 'Figures');
    await sources().getByRole('checkbox').first().waitFor();
  }

  beforeAll(async () => {
    home = await preparedHome();
    folder = mkdtempSync(join(tmpdir(), 'dartboard-figure-sets-'));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    await serve();
  }, RUN_MS);

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    await stopAllRuns(home.path);
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const sources = () => page.getByRole('navigation', { name: 'Sources' });
  const figures = () => page.getByRole('complementary', { name: 'Figures' });
  const main = () => page.getByRole('main');
  const preview = () => main().getByRole('img', { name: /^Preview of / });

  /** Puts the figure that is shown into the set of that name. */
  async function add(name: string, set: { readonly isNew: boolean }): Promise<void> {
    await preview().waitFor();
    await main().getByRole('button', { name: 'Add to set…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add to a figure set' });
    if (set.isNew) await dialog.getByLabel('Name of the set').fill('Section 4');
    await dialog.getByLabel('Name of the figure').fill(name);
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await main().getByRole('listitem').filter({ hasText: name }).waitFor();
  }

  const only = async (names: readonly RegExp[]): Promise<void> => {
    for (const name of names) await sources().getByRole('checkbox', { name }).first().check();
    for (const box of await sources().getByRole('checkbox', { checked: true }).all()) {
      const said = (await box.locator('..').innerText()).trim();
      if (!names.some((name) => name.test(said))) await box.uncheck();
    }
  };

  it('takes curves, an edge and two cells', async () => {
    await only([/search.*seed 1/]);
    await figures().getByText('Loss', { exact: true }).click();
    await add('loss', { isNew: true });
    await figures().getByText('Curves of an edge').click();
    await figures().getByLabel('Edge', { exact: true }).selectOption({ label: 'k-1 → 0' });
    await add('edge', { isNew: false });
    await sources().getByLabel('Find a run or cell').fill('darts_v');
    await only([/DARTS_V1/, /DARTS_V2/]);
    await figures().getByText('Cells side by side, in colour').click();
    await add('cells', { isNew: false });
    expect(await main().getByRole('listitem').count()).toBe(3);
  });

  it('is there after a restart, under another name', async () => {
    await main().getByLabel('Name of the set').fill('Section 5');
    await main().getByLabel('Name of the set').press('Enter');
    await figures().getByText('Section 5, 3').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
    program.signal('SIGKILL');
    await program.ended;
    await serve();
    await figures().getByText('Section 5, 3').click();
    await main().getByRole('button', { name: 'Open edge' }).click();
    await preview().waitFor();
    expect(await figures().getByLabel('Edge', { exact: true }).inputValue()).toBe('1');
    await figures().getByText('Section 5, 3').click();
  });

  it('is made into a folder at once', async () => {
    await main().getByLabel('Folder').fill(join(folder, 'figures'));
    await main().getByRole('button', { name: 'Export all' }).click();
    await main().getByText('3 of 3 figures made.').waitFor({ timeout: RUN_MS });
    for (const name of ['loss', 'edge', 'cells']) {
      expect(readFileSync(join(folder, 'figures', `${name}.svg`), 'utf8')).toContain('<svg');
      expect(
        readFileSync(join(folder, 'figures', `${name}.pdf`))
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
    }
    expect(readFileSync(join(folder, 'figures', 'cells.svg'), 'utf8')).toContain('DARTS_V2');
    expect(await barriersOn(page)).toEqual([]);
  });

  it('says which run is gone and makes the others', async () => {
    const list = startProgram(['runs', 'list', '--json'], home.path);
    await list.ended;
    const { runs } = JSON.parse(list.printed()) as {
      runs: readonly { readonly run: string; readonly kind: string; readonly seed: number }[];
    };
    const gone = runs.find(({ kind, seed }) => kind === 'search' && seed === 1)?.run ?? '';
    const removal = startProgram(['runs', 'remove', gone], home.path);
    expect(await removal.ended).toBe(0);
    await main().getByLabel('Folder').fill(join(folder, 'again'));
    await main().getByRole('button', { name: 'Export all' }).click();
    await main().getByText('1 of 3 figures made, 2 not.').waitFor({ timeout: RUN_MS });
    const alert = main().getByRole('listitem').filter({ hasText: 'loss' }).getByRole('alert');
    expect(await alert.innerText()).toMatch(
      new RegExp(`${gone} is not there any more. Take it back from the trash`),
    );
    expect(existsSync(join(folder, 'again', 'cells.pdf'))).toBe(true);
    expect(existsSync(join(folder, 'again', 'loss.pdf'))).toBe(false);
  });

  it('downloads where no folder is named, and is removed', async () => {
    await main().getByLabel('Folder').fill('');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      main().getByRole('button', { name: 'Export all' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('cells.svg');
    await main().getByText('1 of 3 figures made, 2 not.').waitFor({ timeout: RUN_MS });
    await main().getByRole('button', { name: 'Remove set…' }).click();
    await main().getByRole('button', { name: 'Remove for good' }).click();
    await figures().getByText('Section 5, 3').waitFor({ state: 'detached' });
  });
});
