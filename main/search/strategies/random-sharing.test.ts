import { describe, expect, it } from 'vitest';
import { asPair } from '../../../test/support/cells.ts';
import { recordingExecutor } from '../../../test/support/recording-executor.ts';
import { TINY_SPACE, tinyData } from '../../../test/support/tiny-data.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import type { Executor } from '../../engine/index.ts';
import { traceSupernet } from '../../nn/index.ts';
import { checkInSpace, deriveGenotype } from '../../spaces/index.ts';
import type { CellSpace } from '../../spaces/index.ts';
import type { SearchEvent } from '../events.ts';
import { searchSettingsSchema } from '../settings.ts';
import type { SearchMaterials } from '../strategy.ts';
import { randomSharing } from './random-sharing.ts';

const tfjs = await createTfjsExecutor();
const SPACE: CellSpace = { ...TINY_SPACE, intermediateNodes: 2, concatNodes: 2 };
const IMAGES = { height: 4, width: 4, channels: 1, classes: 3 };
const settings = searchSettingsSchema.parse({
  network: { initChannels: 2, cells: 3 },
  batch: 4,
  epochs: 2,
  weights: { learningRate: { max: 0.1 }, weightDecay: 0.1 },
  augment: {},
  evaluationBatch: 3,
});

const materials = (executor: Executor, shared: object = {}): SearchMaterials => ({
  ...{ config: { ...settings, ...shared }, space: SPACE, executor, seed: 1, restore: null },
  data: tinyData({ train: 12, test: 3 }),
});

async function ran(options: object, shared: object = {}) {
  const recorded = recordingExecutor(tfjs);
  /** Every value that a variable was set to, in order. */
  const written: [string, readonly number[]][] = [];
  const executor: Executor = {
    ...recorded.executor,
    async load(bundle) {
      const executable = await recorded.executor.load(bundle);
      return {
        ...executable,
        write(name, value) {
          written.push([name, [...value]]);
          return executable.write(name, value);
        },
      };
    },
  };
  const loop = await randomSharing.open(materials(executor, shared), randomSharing.config.parse(options));
  const running = loop.events();
  const events: SearchEvent[] = [];
  let next = await running.next();
  for (; next.done !== true; next = await running.next()) events.push(next.value);
  await loop.dispose();
  const used = written.flatMap(([name, values]) => (name === 'coefficients.normal' ? [values] : []));
  return { events, result: next.value, runs: recorded.runs, used };
}

describe('a search', () => {
  it('trains one cell after the other, then scores the candidates and the best so far', async () => {
    const { runs, used } = await ran({ candidates: 4, finalists: 2 });
    // Six images for the weights: a batch of four, one of two. Six to score, in batches of three: the candidates take one of them.
    const epoch = ['weightStep@4', 'weightStep@2', ...new Array<string>(5).fill('evaluate@3')];
    const finalists = new Array<string>(4).fill('evaluate@3');
    expect(runs.map(({ program }) => program)).toEqual([...epoch, ...epoch, ...finalists]);
    // Two steps and five candidates an epoch, and two finalists.
    expect(used).toHaveLength(16);
    for (const coefficients of used) {
      // Two edges into each of two nodes, one primitive each, none of them the first: `none`.
      expect(coefficients.filter((value) => value === 1)).toHaveLength(4);
      expect(coefficients.filter((value) => value === 0)).toHaveLength(coefficients.length - 4);
      expect(coefficients.filter((value, i) => i % 3 === 0 && value !== 0)).toEqual([]);
    }
    expect(new Set(used.map(String)).size).toBeGreaterThan(4);
  });

  it('tells and ends with the best cell, by alphas that stand for it', async () => {
    const { events, result } = await ran({ candidates: 4, finalists: 2 });
    const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event] : []));
    expect(epochs.at(-1)?.detail).toEqual(result);
    for (const { detail, valid } of epochs) {
      checkInSpace(asPair(detail.genotype), SPACE);
      expect(deriveGenotype(SPACE, detail.alphas)).toEqual(detail.genotype);
      expect(valid?.accuracy).toBeGreaterThanOrEqual(0);
    }
    for (const event of events) if (event.type === 'step') expect(event.valid).toBeNull();
  });
});

describe('the images that candidates are scored on', () => {
  /** Of each scoring, the numbers of its batches: the six held-out images are three of two. All candidates of it see the same. */
  async function turnsOf(shared: object, scoringBatches: number): Promise<readonly string[]> {
    const options = { candidates: 3, finalists: 1, scoringBatches };
    const { runs } = await ran(options, { evaluationBatch: 2, ...shared });
    const scored = runs.filter(({ program }) => program.startsWith('evaluate')).map(({ feeds }) => feeds);
    const shown = scored.map(({ images }) => String(images));
    // At last the best is scored on all of them, in order.
    const all = shown.slice(-3);
    const candidates = shown.slice(0, -3).map((images) => all.indexOf(images));
    return Array.from({ length: candidates.length / (4 * scoringBatches) }, (_, i) => {
      const turn = candidates.slice(4 * scoringBatches * i, 4 * scoringBatches * (i + 1));
      const first = turn.slice(0, scoringBatches).join();
      const each = Array.from({ length: 4 }, (__, cell) =>
        turn.slice(scoringBatches * cell, scoringBatches * (cell + 1)).join(),
      );
      expect(each).toEqual(each.map(() => first));
      return first;
    });
  }

  it('are the next ones in each epoch, all around the held-out half', async () => {
    expect(await turnsOf({ epochs: 4 }, 1)).toEqual(['0', '1', '2', '0']);
    expect(await turnsOf({ epochs: 4 }, 2)).toEqual(['0,1', '2,0', '1,2', '0,1']);
  });

  it('are the next ones where not every epoch is scored too', async () => {
    expect(await turnsOf({ epochs: 7, evaluateEvery: 3 }, 1)).toEqual(['0', '1', '2']);
    expect(await turnsOf({ epochs: 2, evaluateEvery: null }, 1)).toEqual(['0']);
  });

  it('are no more than there are', async () => {
    const open = (scoringBatches: number) =>
      randomSharing.open(materials(tfjs), randomSharing.config.parse({ scoringBatches }));
    await (await open(2)).dispose();
    await expect(open(3)).rejects.toThrow(/method\.options\.scoringBatches.* 2 at most/);
  });
});

describe('the programs', () => {
  const task = {
    space: SPACE,
    images: IMAGES,
    config: settings,
    weightBatches: [4],
    alphaBatch: 4,
    evaluationBatches: [3],
  };
  const made = randomSharing.programs(task, randomSharing.config.parse({}));
  const images = (count: number, phase: number) =>
    Float32Array.from({ length: 16 * count }, (_, i) => Math.sin(i * i + phase));

  /** Of each edge, the primitive in use by its column; 0 for none. */
  const cellOf = (...columns: readonly number[]) =>
    Float32Array.from(columns.flatMap((column) => [0, 1, 2].map((k) => (k === column && k > 0 ? 1 : 0))));
  const CELL = cellOf(2, 2, 0, 2, 1);

  async function loaded() {
    const executable = await tfjs.load(made.bundle);
    for (const [name, value] of Object.entries(made.initial(1))) await executable.write(name, value);
    await executable.write('optimizer.velocity', new Float32Array(made.parameters).fill(0.5));
    for (const kind of ['normal', 'reduction']) await executable.write(`coefficients.${kind}`, CELL);
    return executable;
  }

  it('train what the cell in use needs and leave all else as it is, without decay and momentum', async () => {
    const executable = await loaded();
    const before = Float32Array.from(await executable.read('weights'));
    const labels = Int32Array.of(0, 1, 2, 0);
    const learningRate = Float32Array.of(0.1);
    await executable.run('weightStep@4', { images: images(4, 0), labels, learningRate });
    const after = await executable.read('weights');
    const velocity = await executable.read('optimizer.velocity');
    await executable.dispose();

    const { parameters } = traceSupernet(SPACE, {
      ...{ batch: 4, height: 4, width: 4, inputChannels: 1, classes: 3, initChannels: 2, cells: 3 },
      ...{ mode: 'train', weighting: 'given' },
    });
    let at = 0;
    const moved = parameters.map(({ name, shape }) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      const [from, to] = [at, (at += size)];
      const isMoved = before.slice(from, to).some((value, i) => value !== after[from + i]);
      const isStill = [...velocity.slice(from, to)].every((value) => value === 0.5);
      expect(isMoved, name).toBe(!isStill);
      return { name, isMoved };
    });
    // dil_conv_3x3 is the third primitive, and in use on the edges 0, 1 and 3.
    const ofConvolutions = moved.filter(({ name }) => /_ops\.\d\._ops\.2/.test(name));
    expect(ofConvolutions.length).toBeGreaterThan(10);
    for (const { name, isMoved } of ofConvolutions)
      expect(isMoved, name).toBe(/_ops\.[013]\._ops/.test(name));
    const others = moved.filter(({ name }) => /stem|preprocess|classifier/.test(name));
    for (const { name, isMoved } of others) expect(isMoved, name).toBe(true);
  });

  it('score by the statistics of the batch, and change nothing', async () => {
    const executable = await loaded();
    const names = Object.keys(made.bundle.variables);
    const all = async () => {
      const values: string[] = [];
      for (const name of names) values.push(String(await executable.read(name)));
      return values;
    };
    const before = await all();
    const first = await executable.run('evaluate@3', { images: images(3, 0) });
    expect(await all()).toEqual(before);
    // Images that are twice as bright are the same to a network that normalizes by their own statistics.
    const bright = await executable.run('evaluate@3', { images: images(3, 0).map((value) => 2 * value) });
    await executable.dispose();
    const size = Math.max(...(first['logits'] ?? []).map(Math.abs));
    first['logits']?.forEach((value, i) =>
      expect(Math.abs(value - (bright['logits']?.[i] ?? Number.NaN))).toBeLessThan(0.05 * size),
    );
  });
});
