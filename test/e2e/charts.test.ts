import { appendFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeLine, homePaths } from '../../main/runs/index.ts';
import { newHome, startProgram } from '../support/e2e-process.ts';
import type { Program } from '../support/e2e-process.ts';
import { complaintsOf, RUN_MS } from '../support/e2e-page.ts';
import { findRuntimes } from '../support/e2e-runtimes.ts';
import { appendSteps, createLongRun } from '../support/long-run.ts';

const { chromium: executablePath } = await findRuntimes();

const STEPS = 1_000_000;
/** What is wanted of a chart that is moved. */
const FRAMES_A_SECOND = 30;
const LOOK_MS = 2000;

/** What a page did while its chart was moved. */
interface Motion {
  readonly frames: number;
  readonly seconds: number;
  /** The longest task, in milliseconds. */
  readonly longest: number;
  /** How many of the pictures that were looked at differ. */
  readonly pictures: number;
}

describe.runIf(executablePath !== null)('charts', () => {
  const home = newHome();
  let browser: Browser;
  let program: Program;
  let page: Page;
  let complaints: readonly string[];
  let loss: Locator;

  beforeAll(async () => {
    const paths = homePaths({ env: { DARTBOARD_HOME: home.path }, platform: process.platform });
    const run = await createLongRun(paths);
    const next = await appendSteps(run, { from: 1, to: STEPS, seq: 0, of: STEPS, perEpoch: 20_000 });
    const end = { type: 'state', state: 'finished', message: null } as const;
    await appendFile(run.paths.events, encodeLine({ seq: next, at: 1_700_100_000_000, ...end }));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    program = startProgram(['serve', '--port', '0'], home.path);
    const url = (await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/))[0];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    complaints = complaintsOf(page);
    await page.goto(url);
    loss = page.getByRole('img', { name: /^Loss over 1,000,000 steps, now train 0\.\d{3}/ });
    await loss.waitFor({ timeout: RUN_MS });
    await page.getByRole('slider', { name: 'Epoch' }).waitFor();
  }, RUN_MS);

  afterAll(async () => {
    await browser.close();
    program.signal('SIGKILL');
    await program.ended;
    home.remove();
  });

  /** Moves the chart at every frame, as fast as the page draws. */
  const moved = (by: 'keys' | 'drag'): Promise<Motion> =>
    loss.evaluate(
      async (chart, { by: way, lookMs }) => {
        let [frames, longest] = [0, 0];
        const pictures = new Set<string>();
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
        });
        observer.observe({ type: 'longtask' });
        const canvas = chart.querySelector('canvas');
        if (canvas === null) throw new Error('The chart has no canvas.');
        const { left, top, width, height } = canvas.getBoundingClientRect();
        const mouse = (type: string, share: number, buttons: number): void => {
          const at = { clientX: left + share * width, clientY: top + height / 2 };
          canvas.dispatchEvent(new MouseEvent(type, { ...at, buttons, bubbles: true }));
        };
        if (way === 'drag') mouse('mousedown', 0.5, 1);
        const began = performance.now();
        while (performance.now() - began < lookMs) {
          await new Promise(requestAnimationFrame);
          frames += 1;
          if (frames % 20 === 0) pictures.add(canvas.toDataURL());
          const there = Math.floor(frames / 30) % 2 === 0;
          if (way === 'drag') mouse('mousemove', 0.5 + (there ? 0.2 : -0.2) * ((frames % 30) / 30), 1);
          else
            chart.dispatchEvent(
              new KeyboardEvent('keydown', { key: there ? 'ArrowLeft' : 'ArrowRight', bubbles: true }),
            );
        }
        if (way === 'drag') mouse('mouseup', 0.5, 0);
        const seconds = (performance.now() - began) / 1000;
        await new Promise((resolve) => setTimeout(resolve, 100));
        observer.disconnect();
        return { frames, seconds, longest, pictures: pictures.size };
      },
      { by, lookMs: LOOK_MS },
    );

  it(
    `move a million steps at ${String(FRAMES_A_SECOND)} frames a second and more`,
    async () => {
      await loss.focus();
      await loss.press('+');
      const motions = { keys: await moved('keys'), drag: await moved('drag') };
      for (const [way, { frames, seconds, longest, pictures }] of Object.entries(motions)) {
        process.stdout.write(
          `${way}: ${(frames / seconds).toFixed(1)} frames/s, longest task ${longest.toFixed(0)} ms\n`,
        );
        // It does move: a chart that stands still is fast, too.
        expect(pictures).toBeGreaterThan(1);
        expect(frames / seconds).toBeGreaterThanOrEqual(FRAMES_A_SECOND);
      }
      // The steps are real, the settings of the run are nobody's: the host cannot read them.
      expect(complaints.filter((one) => !one.includes('500'))).toEqual([]);
    },
    RUN_MS,
  );
});
