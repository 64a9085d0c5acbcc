/** TensorBoard itself reads what was exported, and finds the numbers of the log. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exportRuns, readEvents } from '../../main/runs/index.ts';
import type { RunEvent, StoredRun } from '../../main/runs/index.ts';
import { mixtureOf, SPACES } from '../../main/spaces/index.ts';
import { dartsRun } from '../support/darts-run.ts';
import { testHome } from '../support/runs.ts';
import type { TestHome } from '../support/runs.ts';
import { openTensorBoard } from '../support/tensorboard/environment.ts';
import type { TensorBoardReader } from '../support/tensorboard/environment.ts';

const accumulatedSchema = z.object({
  scalars: z.record(z.string(), z.array(z.tuple([z.number(), z.number(), z.number()]))),
  histograms: z.record(
    z.string(),
    z.array(
      z.object({
        step: z.number(),
        min: z.number(),
        max: z.number(),
        num: z.number(),
        sum: z.number(),
        bucket: z.array(z.number()),
        bucketLimit: z.array(z.number()),
      }),
    ),
  ),
  texts: z.record(z.string(), z.array(z.tuple([z.number(), z.array(z.string())]))),
});
const metric = z.object({ name: z.object({ tag: z.string() }), value: z.number() });
const providedSchema = z.object({
  scalars: z.record(z.string(), z.record(z.string(), z.array(z.tuple([z.number(), z.number()])))),
  histograms: z.record(z.string(), z.record(z.string(), z.array(z.tuple([z.number(), z.number()])))),
  experiment: z.object({
    hparamInfos: z.array(z.object({ name: z.string(), type: z.string() })),
    metricInfos: z.array(z.object({ name: z.object({ tag: z.string() }) })),
  }),
  sessions: z.object({
    sessionGroups: z.array(
      z.object({
        name: z.string(),
        hparams: z.record(z.string(), z.unknown()),
        metricValues: z.array(metric),
        sessions: z.array(z.object({ status: z.string() })),
      }),
    ),
  }),
});

let home: TestHome;
let read: TensorBoardReader;
beforeAll(async () => {
  home = await testHome();
  read = await openTensorBoard();
});
afterAll(() => home.dispose());

async function exported(runs: readonly StoredRun[]): Promise<string> {
  const out = join(home.folder, 'events');
  await rm(out, { recursive: true, force: true });
  await exportRuns(runs, { format: 'tensorboard', out, force: false, appVersion: '1.2.3' });
  return out;
}

type Told<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;
const isOf =
  <T extends RunEvent['type']>(type: T) =>
  (event: RunEvent): event is Told<T> =>
    event.type === type;

/** A point of a curve as TensorBoard has it: in float32. */
const point = (event: RunEvent, x: number, value: number | undefined): [number, number, number][] =>
  value === undefined ? [] : [[event.at / 1000, x, Math.fround(value)]];

describe('TensorBoard', () => {
  it('reads every step that counts, once, with its time', async () => {
    const run = await dartsRun(home, { failsAfter: 7 });
    const { events } = await readEvents(run);
    const { scalars } = accumulatedSchema.parse(await read('accumulated', await exported([run])));
    const steps = events.filter(isOf('step'));
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    const curve = (of: (event: Told<'step'>) => number | undefined) =>
      steps.flatMap((event) => point(event, event.step, of(event)));
    expect(scalars['loss/train']).toEqual(curve(({ train }) => train.loss));
    expect(scalars['accuracy/train']).toEqual(curve(({ train }) => train.accuracy));
    expect(scalars['loss/valid']).toEqual(curve(({ valid }) => valid?.loss));
    expect(scalars['accuracy/valid']).toEqual(curve(({ valid }) => valid?.accuracy));
    expect(scalars['learning_rate']).toEqual(curve(({ learningRate }) => learningRate));
    expect(scalars['seconds']).toEqual(curve(({ seconds }) => seconds));
    const epochs = events.filter(isOf('epoch'));
    expect(scalars['epoch_loss/valid']).toEqual(
      epochs.flatMap((event) => point(event, event.epoch + 1, event.valid?.loss)),
    );
    expect(scalars['epoch_accuracy/train']).toEqual(
      epochs.flatMap((event) => point(event, event.epoch + 1, event.train.accuracy)),
    );
  });

  it('reads the alphas of each epoch: histograms of all, and the share of each primitive', async () => {
    const run = await dartsRun(home, { failsAfter: 7 });
    const told = (await readEvents(run)).events.filter(isOf('alphas'));
    expect(told.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    const { scalars, histograms } = accumulatedSchema.parse(await read('accumulated', await exported([run])));
    for (const cell of ['normal', 'reduction'] as const) {
      const found = histograms[`alphas/${cell}`] ?? [];
      expect(found.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
      told.forEach(({ alphas }, i) => {
        const values = alphas[cell].flat();
        const { bucket, bucketLimit, ...totals } = found[i] ?? { bucket: [], bucketLimit: [] };
        expect(totals).toMatchObject({ num: 112, min: Math.min(...values), max: Math.max(...values) });
        const upTo = (limit: number) => values.filter((value) => value < limit).length;
        const counts = bucketLimit.map((limit, b) => (b === 29 ? 112 : upTo(limit)));
        expect(counts).toEqual(bucket.map((_, b) => bucket.slice(0, b + 1).reduce((sum, n) => sum + n, 0)));
      });
      expect(histograms[`mixture/${cell}`]?.map(({ num }) => num)).toEqual([112, 112, 112, 112]);
      const column = SPACES.darts.primitives.findIndex(({ name }) => name === 'skip_connect');
      expect(scalars[`mixture_${cell}/node2_from3/skip_connect`]?.map(([, , value]) => value)).toEqual(
        told.map(({ alphas }) => Math.fround(mixtureOf(alphas[cell][8] ?? [])[column] ?? -1)),
      );
    }
  });

  it('reads the genotypes and settings as text', async () => {
    const run = await dartsRun(home);
    const { texts } = accumulatedSchema.parse(await read('accumulated', await exported([run])));
    expect(texts['genotype']?.map(([step]) => step)).toEqual([0, 1, 2, 3]);
    expect(texts['genotype']?.[0]?.[1][0]).toMatch(/^```\nGenotype\(normal=\[\('sep_conv_3x3', 0\)/);
    expect(texts['settings']?.[0]?.[1][0]).toContain('"seed": 1');
  });

  it('lists several runs, each by its name, with their settings and scores', async () => {
    const runs = [
      await dartsRun(home, { seed: 1 }),
      await dartsRun(home, { seed: 2, isTraining: true }),
      await dartsRun(home, { seed: 3, failsAfter: 12 }),
    ];
    const found = providedSchema.parse(await read('provided', await exported(runs)));
    const names = runs.map(({ id, record }) => `drawn-not-computed-seed${record.seed}-${id.slice(-8)}`);
    expect(Object.keys(found.scalars).sort()).toEqual([...names].sort());
    for (const [i, run] of runs.entries()) {
      const steps = (await readEvents(run)).events.filter(isOf('step'));
      const name = names[i] ?? '';
      expect(found.scalars[name]?.['loss/train']).toEqual(
        steps.map(({ step, train }) => [step, Math.fround(train.loss)]),
      );
      if (i !== 1)
        expect(found.histograms[name]?.['alphas/normal']?.map(([, n]) => n)).toEqual([112, 112, 112, 112]);
      const session = found.sessions.sessionGroups.find((group) => group.name === name);
      expect(session?.hparams).toMatchObject({ seed: i + 1, kind: i === 1 ? 'train' : 'search', epochs: 3 });
      expect(session?.sessions).toMatchObject([{ status: 'STATUS_SUCCESS' }]);
      const last = (await readEvents(run)).events.findLast(isOf('epoch'));
      expect(session?.metricValues).toContainEqual(
        expect.objectContaining({
          name: { tag: 'epoch_accuracy/valid' },
          value: Math.fround(last?.valid?.accuracy ?? -1),
        }),
      );
    }
    const types = Object.fromEntries(found.experiment.hparamInfos.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({
      'network.cells': 'DATA_TYPE_FLOAT64',
      flip: 'DATA_TYPE_BOOL',
      space: 'DATA_TYPE_STRING',
      betas: 'DATA_TYPE_STRING',
    });
    expect(found.experiment.metricInfos.map(({ name }) => name.tag)).toContain('test/accuracy');
  });
});
