import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparedHome } from '../support/e2e-home.ts';
import type { Home } from '../support/e2e-home.ts';
import { barriersOn } from '../support/e2e-axe.ts';
import { complaintsOf } from '../support/e2e-page.ts';
import { newHome, startProgram, stopAllRuns } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';
import { openShell } from '../support/e2e-shell.ts';
import type { OpenShell } from '../support/e2e-shell.ts';

const { electron, chromium: browserPath } = await findRuntimes();

const CELL = `Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1),
  ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5],
  reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0),
  ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])`;

const isAt = (page: Page, screen: string): Promise<void> =>
  page.locator(`nav[aria-label="Activities"] [aria-current="page"]:has-text("${screen}")`).waitFor();

function doubleIds(): readonly string[] {
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}

async function runByPalette(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Command, run or cell' });
  await field.fill(typed);
  await page.getByRole('option', { selected: true }).filter({ hasText: typed }).waitFor();
  await field.press('Enter');
  await field.waitFor({ state: 'detached' });
}

describe.runIf(browserPath !== null)('what lies around the screens, in a browser', () => {
  let home: Home;
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    home = await preparedHome();
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve', '--port', '0'], home.path);
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.goto(url);
    await page.getByTestId('job').waitFor();
  });

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    home.remove();
  });

  it('offers the tour once, and Escape ends it', async () => {
    await page.getByRole('button', { name: 'Take the tour' }).click();
    await page.getByRole('dialog', { name: 'Six screens' }).waitFor();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByText('2 of 5').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('2 of 5').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByTestId('job').waitFor();
    expect(await page.getByText('Take the tour').count()).toBe(0);
  });

  it('finds commands and runs by their names, by keyboard alone', async () => {
    await runByPalette(page, 'Runs');
    await isAt(page, 'Runs');
    await runByPalette(page, 'DARTS_V2');
    await isAt(page, 'Cells');
    await runByPalette(page, 'tiny search');
    await isAt(page, 'Search');
    await page.keyboard.press('Alt+ArrowLeft');
    await isAt(page, 'Cells');
    await page.keyboard.press('Control+3');
    await isAt(page, 'Search');
  });

  it('has all commands in menus too', async () => {
    await page.getByRole('button', { name: 'Menu', exact: true }).press('Enter');
    await page.getByRole('menuitem', { name: 'View' }).press('ArrowRight');
    await page.getByRole('menuitem', { name: 'Theme: dark' }).press('Enter');
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
  });

  it('lets a person change a shortcut, names the conflict, and keeps it', async () => {
    await page.keyboard.press('F1');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByRole('button', { name: 'Change the shortcut of Cells' }).click();
    await page.keyboard.press('Control+k');
    await sheet.getByText('Ctrl+K gives “Command palette…” now.').waitFor();
    await sheet.getByRole('button', { name: 'Leave it' }).click();
    await sheet.getByRole('button', { name: 'Change the shortcut of Cells' }).click();
    await page.keyboard.press('Alt+F2');
    await sheet.getByText('Cells: Alt+F2').waitFor();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByTestId('job').waitFor();
    await page.keyboard.press('Alt+F2');
    await isAt(page, 'Cells');
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+2');
    await isAt(page, 'Data');
  });

  it('takes a genotype that is dropped anywhere, and says why it does not take a picture', async () => {
    const drop = (name: string, text: string): Promise<void> =>
      page.evaluate(
        ([fileName, content]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], fileName));
          for (const type of ['dragover', 'drop'])
            document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }),
            );
        },
        [name, text] as const,
      );
    await drop('cat.png', '');
    await page.getByText('cat.png is one image').waitFor();
    await drop('published.txt', `genotype = ${CELL}`);
    await isAt(page, 'Cells');
  });

  it('lets the inspector be moved by keys and put away, and remembers', async () => {
    await page.keyboard.press('Control+3');
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    const handle = page.getByRole('separator', { name: 'Width of Inspector' });
    const before = (await inspector.boundingBox())?.width ?? 0;
    await handle.press('ArrowLeft');
    await expect.poll(async () => (await inspector.boundingBox())?.width).toBe(before + 16);
    await page.keyboard.press('Control+i');
    await inspector.waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor();
    expect(await inspector.isVisible()).toBe(false);
    await page.keyboard.press('Control+i');
    expect((await inspector.boundingBox())?.width).toBe(before + 16);
  });

  it.each(['dark', 'high contrast'])('puts no barrier before anybody, %s', async (theme) => {
    await runByPalette(page, `Theme: ${theme}`);
    for (const [keys, name] of [
      ['Control+k', 'Command palette'],
      ['F1', 'Keyboard shortcuts'],
      ['Control+,', 'Settings'],
    ] as const) {
      await page.keyboard.press(keys);
      await page.getByRole('dialog', { name }).waitFor();
      expect(await barriersOn(page)).toEqual([]);
      // What names a thing names one thing: lists point at their options by it.
      expect(await page.evaluate(doubleIds)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name }).waitFor({ state: 'detached' });
    }
  });

  it('complains of nothing', () => {
    expect(complaints).toEqual([]);
  });
});

describe.runIf(electron !== null)('what lies around the screens, in Electron', () => {
  let home: Home;
  const other = newHome();
  let opened: OpenShell;
  const open = (args: readonly string[]): Promise<OpenShell> =>
    openShell({ executablePath: electron ?? '', home: home.path, args });

  beforeAll(async () => {
    home = await preparedHome();
    // A project needs a folder that looks like one.
    mkdirSync(join(other.path, 'runs'));
    opened = await open(['--rejoin']);
    await opened.page.getByTestId('job').waitFor();
  });

  afterAll(async () => {
    opened.child.kill('SIGKILL');
    await Promise.all([home.path, other.path].map(stopAllRuns));
    home.remove();
    other.remove();
  });

  it('shows the commands in native menus, and one that is chosen there is done', async () => {
    const { application, page } = opened;
    const item = (): Promise<unknown> =>
      application.evaluate(({ Menu }) => {
        const found = Menu.getApplicationMenu()?.getMenuItemById('workbench.go.runs');
        return found ? [found.label, found.registerAccelerator, found.enabled] : null;
      });
    await expect.poll(item).toEqual(['Runs', false, true]);
    await application.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()?.getMenuItemById('workbench.go.runs')?.click();
    });
    await isAt(page, 'Runs');
  });

  it('remembers a shortcut after the program was ended and started', async () => {
    await opened.page.keyboard.press('F1');
    await opened.page.getByRole('button', { name: 'Change the shortcut of Figures' }).click();
    await opened.page.keyboard.press('Alt+F3');
    await opened.page.getByText('Figures: Alt+F3').waitFor();
    await opened.close(null);
    expect(await opened.exitCode).toBe(0);
    const cell = join(home.path, 'mine.genotype');
    writeFileSync(cell, CELL);
    opened = await open(['--rejoin', cell]);
    // What the program was started with, as by a double click.
    await isAt(opened.page, 'Cells');
    await opened.page.keyboard.press('Alt+F3');
    await isAt(opened.page, 'Figures');
  });

  it('opens where nothing can be kept, and says so in place', async () => {
    const file = join(other.path, 'file');
    writeFileSync(file, '');
    const lost = await openShell({
      executablePath: electron ?? '',
      home: join(file, 'home'),
      args: ['--rejoin'],
    });
    try {
      await lost.page.locator('main').getByText('cannot be read: it is not a folder').waitFor();
    } finally {
      lost.child.kill('SIGKILL');
    }
  });

  it('brings the page back when it has crashed', async () => {
    const { application, page } = opened;
    const crashed = page.waitForEvent('crash');
    await application.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await crashed;
    const shown = (): Promise<unknown> =>
      application.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          'document.querySelector("[data-testid=job]")?.textContent',
        ),
      );
    await expect.poll(shown, { timeout: 20_000 }).toBe('nothing is running');
    // The driver has lost the page for good; the window has not.
    await opened.close(null);
    expect(await opened.exitCode).toBe(0);
    opened = await open(['--rejoin']);
    await opened.page.getByTestId('job').waitFor();
  });

  it('tells the desktop of a search: progress, no sleep, and a notice at its end', async () => {
    const { application, page } = opened;
    await application.evaluate(({ Notification, BrowserWindow }) => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      Notification.isSupported = () => true;
      Notification.prototype.show = function show(this: Electron.Notification) {
        seen.push(`${this.title} | ${this.body}`);
        this.emit('click');
      };
      BrowserWindow.getFocusedWindow = () => null;
      const [window] = BrowserWindow.getAllWindows();
      if (window !== undefined) {
        window.setProgressBar = (share) => void seen.push(share < 0 ? 'no bar' : 'bar');
      }
    });
    const seen = (): Promise<readonly string[]> =>
      application.evaluate(() => Reflect.get(globalThis, 'seen') as string[]);
    const isAwake = (): Promise<boolean> =>
      application.evaluate(({ powerSaveBlocker }) =>
        Array.from({ length: 20 }, (_, id) => powerSaveBlocker.isStarted(id)).includes(true),
      );
    expect(await isAwake()).toBe(false);
    await page.evaluate(() => {
      const bridge = Reflect.get(window, 'dartboard') as { send(message: unknown): void };
      const request = { kind: 'search', preset: 'tiny', data: 'fashion-mnist-small', seed: 7 };
      bridge.send({ id: 900_000, call: 'runs.start', request });
    });
    await expect.poll(isAwake, { timeout: 60_000 }).toBe(true);
    await expect
      .poll(seen, { timeout: 120_000 })
      .toContainEqual(expect.stringMatching(/^Finished: tiny search/));
    expect(await seen()).toContain('bar');
    await expect.poll(isAwake, { timeout: 10_000 }).toBe(false);
    expect((await seen()).filter((each) => each.startsWith('no bar'))).not.toEqual([]);
    // The notice was clicked.
    await isAt(page, 'Search');
  });

  it('opens another project, and finds the first among the recent ones', async () => {
    const { application, page } = opened;
    await application.evaluate(({ dialog }, path) => {
      Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [path] }) });
    }, other.path);
    await page.keyboard.press('Control+o');
    const name = other.path.split('/').at(-1) ?? '';
    await page.locator('footer').getByText(name).waitFor({ timeout: 30_000 });
    await page.keyboard.press('Control+k');
    const back = home.path.split('/').at(-1) ?? '';
    await page.getByRole('combobox').fill(`Open project ${back}`);
    await page
      .getByRole('option', { name: `Open project ${back}` })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('footer').getByText(back).waitFor({ timeout: 30_000 });
    expect(opened.complaints).toEqual([]);
  });
});
