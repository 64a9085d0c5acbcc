/** Whatever dies, the runs go on and the screen finds them again: the host, the trainer, the window, the server of a browser. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spaceToFile } from '../../main/spaces/index.ts';
import { childrenOf } from '../support/e2e-children.ts';
import { askProgram, newHome, startProgram, stopAllRuns } from '../support/e2e-process.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';
import { openShell } from '../support/e2e-shell.ts';
import type { OpenShell } from '../support/e2e-shell.ts';
import { TINY_SPACE } from '../support/tiny-data.ts';

const { electron, chromium: browserPath } = await findRuntimes();
const SOON_MS = 30_000;

/** A search that goes on for a minute or so, in quick steps; stopped when it has begun. */
async function stoppedSearch(home: string): Promise<string> {
  const network = { cells: 2, initChannels: 4, reductions: [1] };
  const config = {
    space: spaceToFile({ ...TINY_SPACE, network }),
    method: { name: 'darts' },
    batch: 64,
    epochs: 250,
    weights: { learningRate: { max: 0.05 }, weightDecay: 3e-4 },
    augment: {},
    partialBatch: 'drop',
    images: 512,
    evaluationBatch: 256,
  };
  const file = join(home, 'search.json');
  writeFileSync(file, JSON.stringify(config));
  const program = startProgram(['search', '--config', file], home);
  await program.waitFor(/epoch 2\//);
  program.signal('SIGINT');
  expect(await program.ended).toBe(130);
  return (await shown(home)).run;
}

interface Shown {
  readonly run: string;
  readonly state: string;
  readonly record: { readonly starts: readonly unknown[] };
}

const shown = async (home: string): Promise<Shown> =>
  (await askProgram(['runs', 'show', 'latest'], home)) as Shown;

const jobOf = (page: Page) => page.getByTestId('job').filter({ hasText: /searching · step/ });

async function stepOf(page: Page): Promise<number> {
  await jobOf(page).waitFor({ timeout: SOON_MS });
  const [, digits = ''] = /step ([\d,. ]+) \//.exec((await jobOf(page).textContent()) ?? '') ?? [];
  return Number(digits.replace(/\D/g, ''));
}

/** That the steps on the screen go on. */
async function expectLive(page: Page): Promise<void> {
  const before = await stepOf(page);
  await expect.poll(() => stepOf(page), { timeout: SOON_MS }).toBeGreaterThan(before + 8);
}

function only(found: readonly number[]): number {
  const [pid] = found;
  if (pid === undefined || found.length > 1) throw new Error(`expected one process, found ${String(found)}`);
  return pid;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.runIf(electron !== null && process.platform === 'linux')('in Electron', () => {
  const home = newHome();
  let shell: OpenShell;
  const open = () => openShell({ executablePath: electron ?? '', home: home.path, args: ['--rejoin'] });
  const hostPid = (): number => only(childrenOf(shell.child.pid ?? 0, 'cli.js'));
  const resume = () => shell.page.getByRole('button', { name: 'Resume' });
  let trainer = 0;

  beforeAll(async () => {
    await stoppedSearch(home.path);
    shell = await open();
  });

  afterAll(async () => {
    shell.child.kill('SIGKILL');
    await stopAllRuns(home.path);
    home.remove();
  });

  it('a search that was stopped is resumed', async () => {
    await resume().click();
    await expectLive(shell.page);
    trainer = only(childrenOf(hostPid(), 'trainer.js'));
  });

  it('the host dies: the window shows the search going on within seconds, and it was never interrupted', async () => {
    const host = hostPid();
    const startMs = performance.now();
    process.kill(host, 'SIGKILL');
    await shell.page.getByText('host not reachable, trying again').waitFor();
    await expectLive(shell.page);
    expect(performance.now() - startMs).toBeLessThan(15_000);
    expect(hostPid()).not.toBe(host);
    expect(isAlive(trainer)).toBe(true);
    // The first one, and the resume.
    expect((await shown(home.path)).record.starts).toHaveLength(2);
    expect(await shell.page.getByRole('alert').count()).toBe(0);
  });

  it('the window is closed and opened again: the search is live', async () => {
    await shell.close('keep');
    expect(await shell.exitCode).toBe(0);
    expect(isAlive(trainer)).toBe(true);
    shell = await open();
    await expectLive(shell.page);
  });

  it('a trainer dies that another host started: the window says so and offers to resume', async () => {
    process.kill(trainer, 'SIGKILL');
    await shell.page.getByRole('alert').filter({ hasText: 'ended without a word' }).waitFor();
    await resume().click();
    await expectLive(shell.page);
    expect(await shell.page.getByRole('alert').count()).toBe(0);
  });

  it('a trainer of this host dies: the window says of what, and a resume brings the search to its end', async () => {
    process.kill(only(childrenOf(hostPid(), 'trainer.js')), 'SIGKILL');
    await shell.page.getByRole('alert').filter({ hasText: 'was killed (SIGKILL)' }).waitFor();
    await resume().click();
    await expectLive(shell.page);
    await shell.page.getByText('derived', { exact: true }).first().waitFor({ timeout: 300_000 });
    expect((await shown(home.path)).state).toBe('finished');
    expect(shell.complaints).toEqual([]);
  });
});

describe.runIf(browserPath !== null)('in a browser', () => {
  it('a server that is started anew on the same port asks for its new URL', async () => {
    const home = newHome();
    const browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    const URL_PATTERN = /http:\/\/127\.0\.0\.1:(\d+)\/#token=\S+/;
    const first = startProgram(['serve'], home.path);
    const [url, port = ''] = await first.waitFor(URL_PATTERN);
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByText('nothing is running').waitFor();
    first.signal('SIGKILL');
    await page.getByText('host not reachable, trying again').waitFor();
    const second = startProgram(['serve', '--port', port], home.path);
    const [newUrl] = await second.waitFor(URL_PATTERN);
    await page.getByText('the host was started anew: open the URL that it printed').waitFor();
    await page.goto('about:blank');
    await page.goto(newUrl);
    await page.getByText('nothing is running').waitFor();
    await browser.close();
    second.signal('SIGINT');
    expect(await second.ended).toBe(0);
    home.remove();
  });
});
