import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram } from '../../../test/support/bundle.ts';
import type { Bundled } from '../../../test/support/bundle.ts';
import { arithmeticPlan, bundleSupport, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import type { LaunchedRun } from '../launcher.ts';
import { local } from '../launchers/local.ts';
import { settle } from '../settle.ts';
import { summarize } from '../summary.ts';
import type { StoredRun } from '../summary.ts';
import { readEvents } from '../supervise.ts';
import { startWatch } from './watch.ts';

let home: TestHome;
let entry: string;
let thread: Bundled;
beforeAll(async () => {
  home = await testHome();
  thread = await bundleProgram('main/runs/watch/thread.ts');
  entry = await bundleSupport('watched-trainer.ts', home.folder);
});
afterAll(async () => {
  await Promise.all([thread.remove(), home.dispose()]);
});

const create = (options = {}): Promise<StoredRun> => home.store.create(arithmeticPlan(options));
const launch = (run: StoredRun, env: NodeJS.ProcessEnv = {}): Promise<LaunchedRun> =>
  local.launch({
    run,
    entry,
    env: { ...process.env, DARTBOARD_HOME: home.folder, WATCH_THREAD: thread.path, ...env },
  });

describe('a trainer that hangs', () => {
  it.each(['wait', 'loop', 'promise'])(
    '(%s) is ended by its own watchdog, says so, and goes on',
    async (way) => {
      const run = await create();
      const launched = await launch(run, { HANG: way });
      const exit = await launched.ended;
      expect(exit).toEqual({ code: null, signal: 'SIGKILL' });
      expect(await settle(run, exit)).toBe('lost');
      const { problem } = await summarize(run);
      expect(problem).toMatch(
        /^The computation of the run made no progress for \d+ seconds?, since 20\S+Z and step 5, and was ended\. Go on with "dartboard runs resume /,
      );
      const { events } = await readEvents(run);
      expect(events.at(-1)).toMatchObject({ state: 'lost', code: 'runs/hung' });
      expect(await readdir(run.paths.folder)).not.toContain('hang.json');
      expect((await (await launch(run)).ended).code).toBe(0);
      expect((await summarize(run)).state).toBe('finished');
    },
  );

  it('is told of by the next trainer where nobody lived to do so', async () => {
    const run = await create();
    await (
      await launch(run, { HANG: 'wait' })
    ).ended;
    expect(await summarize(run)).toMatchObject({
      state: 'lost',
      problem: expect.stringContaining('made no progress'),
    });
    expect((await (await launch(run)).ended).code).toBe(0);
    const states = (await readEvents(run)).events.flatMap((event) => (event.type === 'state' ? [event] : []));
    expect(states.map(({ state }) => state)).toEqual([
      'queued',
      'starting',
      'running',
      'lost',
      'starting',
      'running',
      'finished',
    ]);
    expect(states[3]).toMatchObject({ code: 'runs/hung' });
  });

  it('is another thing than one that opens something large for long', async () => {
    const run = await create();
    expect((await (await launch(run, { HANG: 'slow' })).ended).code).toBe(0);
  });

  it.runIf(process.platform !== 'win32')(
    'is another thing than one that was halted, as by a suspend',
    async () => {
      const run = await create({ epochs: 10, pauseMs: 20 });
      const launched = await launch(run);
      await expect.poll(async () => (await summarize(run)).step, { timeout: 10_000 }).toBeGreaterThan(2);
      process.kill(launched.pid, 'SIGSTOP');
      await sleep(2_000);
      process.kill(launched.pid, 'SIGCONT');
      expect(await launched.ended).toEqual({ code: 0, signal: null });
    },
  );
});

describe('a trainer at work', () => {
  it.runIf(process.platform !== 'win32')(
    'tells of its load and of the GPUs that nvidia-smi knows',
    async () => {
      const bin = join(home.folder, 'bin');
      await mkdir(bin, { recursive: true });
      const script = join(bin, 'nvidia-smi');
      await writeFile(
        script,
        `#!/bin/sh\necho "$@" >> ${bin}/asked\necho '0, NVIDIA H200, 87, 1234, 143771'\necho '1, NVIDIA H200, 0, 4, 143771'\n`,
      );
      await chmod(script, 0o755);
      const run = await create({ epochs: 10, pauseMs: 20 });
      const launched = await launch(run, { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` });
      expect((await launched.ended).code).toBe(0);
      const loads = (await readEvents(run)).events.flatMap((event) => (event.type === 'load' ? [event] : []));
      expect(loads.length).toBeGreaterThan(2);
      const last = loads.at(-1);
      expect(last?.gpus).toEqual([
        {
          index: 0,
          name: 'NVIDIA H200',
          utilization: 0.87,
          memoryUsedBytes: 1234 * 2 ** 20,
          memoryTotalBytes: 143771 * 2 ** 20,
        },
        expect.objectContaining({ index: 1, utilization: 0 }),
      ]);
      for (const { cpu, machineCpu, memoryBytes, freeBytes } of loads) {
        expect(cpu).toBeGreaterThanOrEqual(0);
        expect(cpu).toBeLessThanOrEqual(1);
        // The system counts in hundredths of a second: in a short and quiet look none passes.
        expect(machineCpu).toBeGreaterThanOrEqual(0);
        expect(machineCpu).toBeLessThanOrEqual(1);
        expect(memoryBytes).toBeGreaterThan(10e6);
        expect(freeBytes).toBeGreaterThan(0);
      }
      expect(await readFile(join(bin, 'asked'), 'utf8')).toMatch(/^--query-gpu=index,name,/);
    },
  );
});

describe('a watch', () => {
  it('that cannot be kept says so, and is closed like any other', async () => {
    const problems: string[] = [];
    const watch = startWatch(
      { thread: join(home.folder, 'none.mjs'), hangMinutes: 1, onProblem: (text) => problems.push(text) },
      { run: 'x', note: join(home.folder, 'hang.json'), onLoad: () => undefined },
    );
    await expect.poll(() => problems).toEqual([expect.stringMatching(/^The run is not watched any more/)]);
    await watch.close();
  });
});
