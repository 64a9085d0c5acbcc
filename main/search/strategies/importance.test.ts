import { beforeAll, describe, expect, it } from 'vitest';
import { recordingExecutor } from '../../../test/support/recording-executor.ts';
import { runLoop } from '../../../test/support/run-loop.ts';
import { tinyData } from '../../../test/support/tiny-data.ts';
import { defined } from '../../base/assert.ts';
import { createTfjsExecutor } from '../../engine/index.ts';
import { traceSupernet } from '../../nn/index.ts';
import { isComplete, primitivesFrom, SPACES } from '../../spaces/index.ts';
import type { SearchSpace } from '../../spaces/index.ts';
import type { Snapshot } from '../../train/index.ts';
import { searchConfigSchema } from '../config.ts';
import type { SearchEvent, ShrinkEvent } from '../events.ts';
import { STRATEGIES } from '../registry.ts';
import { createSearchLoop } from '../open.ts';
import { importance as strategy } from './importance.ts';

const executor = await createTfjsExecutor();
const data = tinyData({ train: 12, test: 5 });

/** Two nodes, on which three candidates can stay on one edge. */
const PAIRS: SearchSpace = {
  ...SPACES.isdarts,
  id: 'pairs',
  primitives: primitivesFrom('isdarts', ['none', 'skip_connect', 'dil_sepc_3x3', 'avg_pool_3x3']),
  intermediateNodes: 2,
  concatNodes: 2,
};
const COMPLETE: SearchSpace = { ...SPACES.nasbench201, id: 'complete' };

const open = (
  space: SearchSpace,
  changed: { shared?: object; restore?: Snapshot | null; on?: typeof executor } = {},
) => {
  const { shared = {}, restore = null, on = executor } = changed;
  const config = searchConfigSchema.parse({
    space: 'darts',
    method: { name: 'importance', options: { shrinks: 2, interval: 1 } },
    network: { initChannels: 4, cells: 3 },
    batch: 4,
    epochs: 3,
    weights: { learningRate: { max: 0.1 }, weightDecay: 3e-4 },
    augment: {},
    trainPortion: 1,
    images: 10,
    evaluationBatch: 4,
    ...shared,
  });
  return createSearchLoop({ config, space, data, executor: on, seed: 1, restore });
};

const shrinksIn = (events: readonly SearchEvent[]): readonly ShrinkEvent[] =>
  events.flatMap((event) => (event.type === 'shrink' ? [event] : []));
const count = (mask: readonly (readonly boolean[])[] = []) => mask.flat().filter(Boolean).length;

it('is the method of its name, with the plan of NAS-Bench-201', () => {
  expect(STRATEGIES.importance).toBe(strategy);
  expect(strategy.config.parse({})).toEqual({ shrinks: 4, interval: 2 });
  expect(strategy.learnsAlphas).toBe(false);
});

describe.each([
  { name: 'pairs', space: PAIRS, kinds: ['normal', 'reduction'] as const, left: [20, 12, 4] },
  { name: 'complete', space: COMPLETE, kinds: ['normal'] as const, left: [30, 18, 6] },
])('a search of $name', ({ space, kinds, left }) => {
  let events: readonly SearchEvent[] = [];
  let genotype: unknown;
  const recorded = recordingExecutor(executor);
  beforeAll(async () => {
    const ran = await runLoop(await open(space, { on: recorded.executor }));
    ({ events } = ran);
    ({ genotype } = defined(ran.result, 'it has run to its end'));
  });

  it('shrinks at the end of the epochs of its plan, before they are told', () => {
    const order = events.flatMap((event) =>
      event.type === 'step' ? [] : [event.type === 'start' ? 'start' : `${event.type} ${event.epoch}`],
    );
    expect(order).toEqual(['start', 'shrink 0', 'epoch 0', 'shrink 1', 'epoch 1', 'epoch 2']);
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(9);
    expect(recorded.open()).toBe(0);
  });

  it('removes, shrink by shrink, until one candidate an edge or two a node are left', () => {
    const shrinks = shrinksIn(events);
    for (const kind of kinds) {
      const counts = shrinks.map(({ importance }) => count(importance.live[kind]));
      expect([left[0], ...counts]).toEqual(left);
      const gone = shrinks.map(({ removed }) => removed[kind]?.length);
      expect(gone).toEqual(counts.map((now, i) => (left[i] ?? 0) - now));
    }
  });

  it('names what it removes, and its score', () => {
    for (const { removed, importance } of shrinksIn(events)) {
      for (const kind of kinds) {
        for (const { edge, primitive, score } of removed[kind] ?? []) {
          const p = space.primitives.findIndex(({ name }) => name === primitive);
          expect(importance.scores?.[kind]?.[edge]?.[p]).toBe(score);
          expect(importance.live[kind]?.[edge]?.[p]).toBe(false);
        }
      }
    }
  });

  it('removes what computes nothing first, for it scores infinitely', () => {
    const [first] = shrinksIn(events);
    for (const kind of kinds) {
      const zeros = first?.removed[kind]?.filter(({ primitive }) => primitive === 'none') ?? [];
      expect(zeros).toHaveLength(first?.importance.live[kind]?.length ?? NaN);
      expect(zeros.every(({ score }) => score === null)).toBe(true);
    }
  });

  it('goes on with a supernet that has nothing of the removed candidates', () => {
    const sizes = shrinksIn(events).map(({ parameters, importance }) => {
      const network = traceSupernet(space, {
        ...{ batch: 1, height: 4, width: 4, inputChannels: 1, classes: 3, initChannels: 4, cells: 3 },
        ...{ mode: 'train', weighting: 'equal', candidates: importance.live },
      });
      const total = network.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
      expect(parameters).toBe(total);
      return parameters;
    });
    expect(sizes[1]).toBeLessThan(defined(sizes[0], 'two shrinks'));
  });

  it('ends with the cell that is left', () => {
    const last = shrinksIn(events).at(-1)?.importance.live;
    const named = (mask: readonly (readonly boolean[])[] = []) =>
      mask.flatMap((row) => row.flatMap((is, p) => (is ? [space.primitives[p]?.name] : [])));
    expect(JSON.stringify(genotype)).toContain(named(last?.normal)[0]);
    const epoch = events.at(-1);
    expect(epoch).toMatchObject({ type: 'epoch', detail: { genotype, importance: { live: last } } });
  });

  it('scores every image that trains the weights, once and in order, and evaluates on the test images', () => {
    const runs = recorded.runs.map(({ program }) => program);
    expect(runs.filter((program) => program.startsWith('score'))).toEqual([
      ...['score@4', 'score@4', 'score@2', 'score@4', 'score@4', 'score@2'],
    ]);
    expect(runs.filter((program) => program.startsWith('evaluate'))).toEqual([
      ...['evaluate@4', 'evaluate@1', 'evaluate@4', 'evaluate@1', 'evaluate@4', 'evaluate@1'],
    ]);
    const steps = runs.filter((program) => program.startsWith('weightStep'));
    expect(steps.slice(0, 3)).toEqual(['weightStep@4', 'weightStep@4', 'weightStep@2']);
  });
});

it('finds a complete cell with a primitive an edge', async () => {
  const { result } = await runLoop(await open(COMPLETE));
  const { genotype } = defined(result, 'it has run to its end');
  expect(isComplete(genotype) && genotype.operations).toHaveLength(6);
});

it('carries weights and momentum of what is left over, bit for bit, and draws nothing anew', async () => {
  const ran = await runLoop(await open(COMPLETE));
  // The first takes only candidates without weights.
  const at = ran.events.findLastIndex(({ type }) => type === 'shrink');
  const before = await runLoop(await open(COMPLETE), at);
  const after = await runLoop(await open(COMPLETE), at + 1);
  const [first, second] = shrinksIn(ran.events).map(({ importance }) => importance.live);
  const slotsOf = (candidates: object) =>
    traceSupernet(COMPLETE, {
      ...{ batch: 1, height: 4, width: 4, inputChannels: 1, classes: 3, initChannels: 4, cells: 3 },
      ...{ mode: 'train', weighting: 'equal', ...candidates },
    }).parameters;
  for (const variable of ['weights', 'optimizer.velocity']) {
    const values = (snapshot: Snapshot, candidates: object) => {
      let offset = 0;
      const all = snapshot.variables[variable] ?? new Float32Array();
      return new Map(
        slotsOf(candidates).map(({ name, shape }) => {
          const part = all.slice(offset, (offset += shape.reduce((a, b) => a * b, 1)));
          return [name, [...part]];
        }),
      );
    };
    const [larger, smaller] = [
      values(before.snapshot, { candidates: first }),
      values(after.snapshot, { candidates: second }),
    ];
    expect(smaller.size).toBeLessThan(larger.size);
    for (const [name, value] of smaller) expect(value).toEqual(larger.get(name));
  }
  expect(after.snapshot.variables['statistics.mean']).toEqual(before.snapshot.variables['statistics.mean']);
});

it('refuses a plan that its epochs do not hold, and a state of other candidates', async () => {
  await expect(open(PAIRS, { shared: { epochs: 2 } })).rejects.toMatchObject({
    code: 'search/too-few-epochs',
  });
  const { snapshot } = await runLoop(await open(PAIRS), 7);
  const other = { ...PAIRS, primitives: PAIRS.primitives.slice(0, 3) };
  await expect(open(other, { restore: snapshot })).rejects.toMatchObject({ code: 'train/foreign-snapshot' });
});

it('evaluates on the images that do not train the weights, where there are some', async () => {
  const recorded = recordingExecutor(executor);
  await runLoop(await open(PAIRS, { shared: { trainPortion: 0.7 }, on: recorded.executor }), 5);
  const evaluated = recorded.runs.filter(({ program }) => program.startsWith('evaluate'));
  expect(evaluated.map(({ program }) => program)).toEqual(['evaluate@3']);
});
