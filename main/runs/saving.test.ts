import { symlinkSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isStep, prepareArithmetic, watched } from '../../test/support/arithmetic-loop.ts';
import type { ArithmeticOptions } from '../../test/support/arithmetic-loop.ts';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import type { Snapshot } from '../train/index.ts';
import { DEFAULT_CARE } from './care.ts';
import type { Care } from './care.ts';
import { weightsSha256 } from './checkpoint-file.ts';
import { checkpointSteps, newestCheckpoint } from './checkpoints.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { findCheckpoint } from './kept.ts';
import { requestSave, requestStop } from './requests.ts';
import { Saving } from './saving.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { readEvents } from './supervise.ts';
import { runToEnd } from './trainer.ts';
import type { PreparedRun, TrainerEnd, TrainerOptions } from './trainer.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const never = new AbortController().signal;
async function train(run: StoredRun, options: Partial<TrainerOptions> = {}): Promise<TrainerEnd> {
  const fresh = await home.store.find(run.id);
  return runToEnd({ run: fresh, prepare: prepareArithmetic, stop: never, clock: SYSTEM_CLOCK, ...options });
}
const create = (care: Partial<Care> = {}, options: Partial<ArithmeticOptions> = {}): Promise<StoredRun> =>
  home.store.create({ ...arithmeticPlan(options), care: { ...DEFAULT_CARE, ...care } });
const sha256 = async (run: StoredRun): Promise<string> => {
  const { checkpoint } = await newestCheckpoint(run.paths.checkpoints);
  return checkpoint === null ? 'none' : weightsSha256(checkpoint.snapshot);
};
const saves = async (run: StoredRun): Promise<readonly number[]> =>
  (await readEvents(run)).events.flatMap((event) => (event.type === 'checkpoint' ? [event.step] : []));

/** A clock that moves by so many seconds whenever a step is told of. */
function ticking(seconds: number): Pick<TrainerOptions, 'prepare' | 'clock'> {
  let now = 0;
  return {
    prepare: watched((event) => {
      if (event.type === 'step') now += seconds;
    }),
    clock: { now: Date.now, seconds: () => now },
  };
}

/** A loop whose held-out accuracy after each epoch is given. */
const scored =
  (accuracies: readonly number[]): TrainerOptions['prepare'] =>
  async (run, restore): Promise<PreparedRun> => {
    const prepared = await prepareArithmetic(run, restore);
    async function* events(): ReturnType<PreparedRun['loop']['events']> {
      const inner = prepared.loop.events();
      for (;;) {
        const { done, value } = await inner.next();
        if (done) return value;
        const accuracy = value.type === 'epoch' ? (accuracies[value.epoch] ?? 0) : 0;
        yield value.type === 'epoch' ? { ...value, valid: { loss: 1, accuracy } } : value;
      }
    }
    return { ...prepared, loop: { ...prepared.loop, events } };
  };

describe('a checkpoint between epochs', () => {
  it('is written when the last one is old enough, and changes no number', async () => {
    const [plain, often] = [await create({ saveEveryMinutes: 0 }), await create({ saveEveryMinutes: 1 })];
    await train(plain, ticking(25));
    await train(often, ticking(25));
    expect(await saves(plain)).toEqual([4, 8, 12]);
    // Every third step is the first that is a minute after the last save; each epoch of four begins anew.
    expect(await saves(often)).toEqual([3, 4, 7, 8, 11, 12]);
    expect(await sha256(often)).toBe(await sha256(plain));
  });

  it('is written when somebody asks, and the run goes on to the same numbers', async () => {
    const [plain, asked] = [await create(), await create()];
    await train(plain);
    const prepare = watched((event) => (isStep(event, 6) ? requestSave(asked) : undefined));
    expect(await train(asked, { prepare })).toEqual({ state: 'finished' });
    expect(await saves(asked)).toEqual([4, 6, 8, 12]);
    expect(await sha256(asked)).toBe(await sha256(plain));
    expect(await readdir(asked.paths.folder)).not.toContain('save');
    await expect(requestSave(asked)).rejects.toMatchObject({ code: 'runs/not-running' });
  });

  it('is written less often where writing takes long, with one sentence', async () => {
    let [now, took] = [0, 10];
    const told: (string | null)[] = [];
    const saving = new Saving({
      run: 'a',
      care: { ...DEFAULT_CARE, saveEveryMinutes: 1 },
      clock: { now: () => 0, seconds: () => now },
      writer: {
        checkpoint: async () => {
          now += took;
        },
      },
    });
    const save = async (): Promise<void> => {
      told.push(await saving.save(async () => ({ step: 1, variables: {}, carried: null }), 0));
    };
    await save();
    now += 199;
    expect(saving.isDue).toBe(false);
    now += 1;
    expect(saving.isDue).toBe(true);
    took = 30;
    await save();
    now += 599;
    expect(saving.isDue).toBe(false);
    now += 1;
    expect(saving.isDue).toBe(true);
    expect(told).toEqual([
      expect.stringMatching(/took 10 s, so that .* every 4 minutes, not every 1$/),
      null,
    ]);
  });
});

describe('a stop after the epoch', () => {
  it('comes when the epoch is over, with its checkpoint', async () => {
    const run = await create();
    const prepare = watched((event) => (isStep(event, 5) ? requestStop(run, { at: 'epoch' }) : undefined));
    expect(await train(run, { prepare })).toEqual({ state: 'interrupted' });
    expect(await summarize(run)).toMatchObject({ state: 'interrupted', step: 8 });
    expect(await train(run)).toEqual({ state: 'finished' });
    expect(await saves(run)).toEqual([4, 8, 12]);
  });

  it('does not come after the last one, when there is nothing left to do', async () => {
    const run = await create();
    const prepare = watched((event) => (isStep(event, 9) ? requestStop(run, { at: 'epoch' }) : undefined));
    expect(await train(run, { prepare })).toEqual({ state: 'finished' });
  });

  it('comes at once if somebody asks for that later', async () => {
    const run = await create();
    const prepare = watched(async (event) => {
      if (isStep(event, 5)) await requestStop(run, { at: 'epoch' });
      if (isStep(event, 6)) await requestStop(run);
    });
    await train(run, { prepare });
    expect(await summarize(run)).toMatchObject({ state: 'interrupted', step: 6 });
  });
});

describe('the best checkpoint', () => {
  const accuracies = [0.2, 0.6, 0.5, 0.6, 0.1];

  it('stays beside the newest, and the log says which it is', async () => {
    const run = await create({ keep: 1 }, { epochs: 5 });
    await train(run, { prepare: scored(accuracies) });
    expect(await checkpointSteps(run.paths.checkpoints)).toEqual([20, 8]);
    expect(await findCheckpoint(run, 'best')).toBe(8);
  });

  it('is known again by a trainer that goes on', async () => {
    const run = await create({ keep: 1 }, { epochs: 5 });
    // Each life ends with its first epoch.
    for (let life = 0; life < 4; life++) {
      const stop = new AbortController();
      const prepare: TrainerOptions['prepare'] = async (opened, restore, progress) => {
        const prepared = await scored(accuracies)(opened, restore, progress);
        async function* events(): ReturnType<PreparedRun['loop']['events']> {
          for await (const event of prepared.loop.events()) {
            if (event.type === 'epoch') stop.abort();
            yield event;
          }
          throw new Error('not reached: stopped before');
        }
        return { ...prepared, loop: { ...prepared.loop, events } };
      };
      expect(await train(run, { prepare, stop: stop.signal })).toEqual({ state: 'interrupted' });
    }
    expect(await checkpointSteps(run.paths.checkpoints)).toEqual([16, 8]);
  });
});

describe('a state that is not sound', () => {
  it('is not saved: the run ends, names the variable, and the checkpoint before stays', async () => {
    const run = await create();
    const prepare: TrainerOptions['prepare'] = async (opened, restore) => {
      const prepared = await prepareArithmetic(opened, restore);
      const snapshot = async (): Promise<Snapshot> => {
        const { variables, ...rest } = await prepared.loop.snapshot();
        const poisoned = Float32Array.of(1, Infinity);
        return rest.step < 8
          ? { ...rest, variables }
          : { ...rest, variables: { ...variables, 'weights.w': poisoned } };
      };
      return { ...prepared, loop: { ...prepared.loop, snapshot } };
    };
    expect(await train(run, { prepare })).toMatchObject({ error: { code: 'runs/diverged' } });
    expect((await summarize(run)).problem).toBe(
      'The variable "weights.w" became infinite at step 8 (epoch 1). The run is kept; its last checkpoint is step 4 (epoch 0). Resumed, it would end the same: fork it from there with a lower learning rate or stronger gradient clipping.',
    );
    expect(await checkpointSteps(run.paths.checkpoints)).toEqual([4]);
    expect(await train(run)).toEqual({ state: 'finished' });
  });
});

describe('a disk that is full', () => {
  it.runIf(process.platform === 'linux')(
    'ends the run, which keeps what it has and goes on when there is space again',
    async () => {
      const [whole, run] = [await create(), await create()];
      await train(whole);
      const prepare = watched(async (event) => {
        if (!isStep(event, 7)) return;
        // Every write to this device fails as one to a full disk does.
        // The number in the name counts what this process has written, also in other tests.
        for (let i = 0; i < 20_000; i += 1)
          symlinkSync('/dev/full', join(run.paths.checkpoints, `8.ckpt.tmp-${process.pid}-${i}`));
      });
      expect(await train(run, { prepare })).toMatchObject({ error: { code: 'runs/unwritable' } });
      expect((await summarize(run)).problem).toMatch(/8\.ckpt cannot be written: the disk is full\. Free/);
      expect(await checkpointSteps(run.paths.checkpoints)).toEqual([4]);
      expect(await train(run)).toEqual({ state: 'finished' });
      expect(await sha256(run)).toBe(await sha256(whole));
      const left = (await readdir(run.paths.checkpoints)).filter((name) => name.includes('.tmp-'));
      expect(left).toEqual([]);
    },
  );
});

describe('what a killed trainer left half written', () => {
  it('is removed by the next one; what somebody else may be writing is not', async () => {
    const run = await create();
    await writeFile(join(run.paths.checkpoints, '4.ckpt.tmp-999999-3'), 'x'.repeat(1000));
    await writeFile(join(run.paths.folder, 'annotations.json.tmp-999999-1'), '{');
    await train(run);
    expect((await readdir(run.paths.checkpoints)).filter((name) => name.includes('tmp'))).toEqual([]);
    expect(await readdir(run.paths.folder)).toContain('annotations.json.tmp-999999-1');
    const later = { ...SYSTEM_CLOCK, now: () => Date.now() + 3_600_000 };
    const other = await create();
    await writeFile(join(other.paths.folder, 'run.json.tmp-999999-1'), '{');
    await train(other, { clock: later });
    expect((await readdir(other.paths.folder)).filter((name) => name.includes('tmp'))).toEqual([]);
  });
});
