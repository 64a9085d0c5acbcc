/** A supernet of NAS-Bench-201 through all its shrinks, by the programs and the rules of the method itself. */
import { z } from 'zod';
import { sizeOf } from '../../../engine/index.ts';
import type { Executable, Executor } from '../../../engine/index.ts';
import { parameterFromTorch, parsedFixture } from '../../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../../nn/index.ts';
import { allowedMask, SPACES } from '../../../spaces/index.ts';
import { writeVariables } from '../../../train/index.ts';
import { carriedOver } from '../../importance/carry.ts';
import { poolsOf, shrink } from '../../importance/masks.ts';
import type { Mask, Scores } from '../../importance/masks.ts';
import { measure, scoresByKind, scoringOf } from '../../importance/scoring.ts';
import type { Scoring } from '../../importance/scoring.ts';
import { searchSettingsSchema } from '../../settings.ts';
import type { SearchTask } from '../../supernet-method.ts';
import {
  initialSupernet,
  supernetEvaluation,
  supernetModel,
  supernetVariables,
} from '../../supernet-model.ts';
import type { SupernetModel } from '../../supernet-model.ts';
import { fixtureError } from '../errors.ts';
import { numberSchema } from './kernel.ts';
import { exact, numbersOf } from './masks.ts';
import { imagesOf, ruledTensor } from './rules.ts';

const matrix = z.array(z.array(numberSchema));
const schema = z.object({
  C: z.int(),
  N: z.int(),
  num_classes: z.int(),
  affine: z.literal(false),
  track_running_stats: z.boolean(),
  mode: z.literal('eval'),
  seed: z.int(),
  input_shape: z.tuple([z.int(), z.int(), z.int()]),
  batches: z.array(z.int()),
  params_in_order: z.array(z.tuple([z.string(), z.array(z.int()), z.number(), z.number()])),
  n_params_total: z.int(),
  stages: z.array(
    z.object({
      stage: z.int(),
      masks: z.array(z.array(z.union([z.literal(0), z.literal(1)]))),
      logits: z.array(z.array(z.number())),
      metric_mean_over_cells: matrix,
      metric_per_cell: z.array(matrix).optional(),
      float32_vs_float64_max_rel_gap: z.number(),
      pruned_now: z.string().optional(),
      genotype: z.string().optional(),
    }),
  ),
});
type Given = z.output<typeof schema>;
type StageGiven = Given['stages'][number];

const SPACE = SPACES.nasbench201;

/** A supernet with the fixture's values, at one of its stages. */
interface Stage {
  readonly model: SupernetModel;
  readonly scoring: Scoring;
  readonly executable: Executable;
}

/** Logits, scores, masks and what is removed, stage by stage; the weights go on from one to the next as in a search. */
export async function runImportanceSupernet(
  fixture: FixtureCase,
  executor: Executor,
): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  const task = taskOf(given, executor);
  const comparisons: Comparison[] = [];
  let mask: Mask = allowedMask(SPACE, 'normal');
  let stage = await stageOf(task, { given, mask, executor });
  try {
    await writeVariables(stage.executable, startOf(fixture.id, given, stage.model));
    comparisons.push(exact('params', [stage.model.layout.weights.size], [given.n_params_total]));
    for (const [i, one] of given.stages.entries()) {
      const found = await compareStage(stage, { given, one, mask });
      comparisons.push(...found.comparisons);
      if (i === given.stages.length - 1) break;
      const next = shrink(mask, found.scores, {
        pools: poolsOf(SPACE),
        shrinksLeft: given.stages.length - 1 - i,
      });
      ({ mask } = next);
      const removed = next.removed.map(({ primitive }) => primitive);
      const pruned = one.pruned_now === undefined ? [] : numbersOf(one.pruned_now, SPACE);
      comparisons.push(exact(`removed after stage ${one.stage}`, removed, pruned));
      stage = await goneOn(stage, { task, given, mask, executor });
    }
    return comparisons;
  } finally {
    await stage.executable.dispose();
  }
}

function taskOf(given: Given, executor: Executor): SearchTask {
  const [channels, height, width] = given.input_shape;
  const batches = [...new Set(given.batches)];
  return {
    space: SPACE,
    images: { height, width, channels, classes: given.num_classes },
    config: searchSettingsSchema.parse({
      network: { initChannels: given.C, cells: 3 * given.N },
      batch: Math.max(...batches),
      epochs: 1,
      weights: { learningRate: { max: 0.025 }, weightDecay: 0 },
      augment: {},
    }),
    weightBatches: batches,
    alphaBatch: 0,
    evaluationBatches: batches,
    fused: executor.fuses,
  };
}

async function stageOf(
  task: SearchTask,
  { given, mask, executor }: { readonly given: Given; readonly mask: Mask; readonly executor: Executor },
): Promise<Stage> {
  const form = { candidates: { normal: mask }, runningStatistics: given.track_running_stats };
  const model = supernetModel(task, 'equal', form);
  const scoring = scoringOf(model, task.weightBatches);
  const evaluations = task.evaluationBatches.map((batch) => supernetEvaluation(model, batch));
  const programs = [...scoring.programs, ...evaluations];
  const executable = await executor.load({
    variables: supernetVariables(model),
    programs: Object.fromEntries(programs.map((program) => [program.name, program])),
  });
  return { model, scoring, executable };
}

/** The next stage, with what the one before it had. */
async function goneOn(
  stage: Stage,
  on: Parameters<typeof stageOf>[1] & { readonly task: SearchTask },
): Promise<Stage> {
  const next = await stageOf(on.task, on);
  await writeVariables(next.executable, await carriedOver(stage.executable, stage.model, next.model));
  await stage.executable.dispose();
  return next;
}

/** The fixture's parameters; running statistics as they begin. */
function startOf(id: string, given: Given, model: SupernetModel): Readonly<Record<string, Float32Array>> {
  const [batch = 1] = given.batches;
  const values = model.trace(batch).parameters.map((spec) => {
    const k = given.params_in_order.findIndex(([name]) => name === spec.name);
    const [, shape = [], scale = 0, offset = 0] = given.params_in_order[k] ?? [];
    if (k < 0) throw fixtureError(id, `it gives no parameter ${spec.name}`);
    return parameterFromTorch(spec, ruledTensor(shape, { seed: given.seed + 1 + k, scale, offset }));
  });
  const weights = new Float32Array(values.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of values) {
    weights.set(part, at);
    at += part.length;
  }
  const expected = given.params_in_order.reduce((sum, [, shape]) => sum + sizeOf(shape), 0);
  if (expected !== weights.length) throw fixtureError(id, 'it gives parameters that the supernet has not');
  return { ...initialSupernet(model, 0), weights };
}

async function compareStage(
  { scoring, executable }: Stage,
  { given, one, mask }: { readonly given: Given; readonly one: StageGiven; readonly mask: Mask },
): Promise<{ readonly comparisons: readonly Comparison[]; readonly scores: Scores }> {
  const shapeOf = (batch: number) => [batch, ...given.input_shape];
  const batches = given.batches.map((size, b) => ({
    size,
    images: imagesOf(ruledTensor(shapeOf(size), { seed: given.seed + 5000 + b })),
  }));
  const logits: number[] = [];
  for (const { size, images } of batches) {
    const found = await executable.run(`evaluate@${size}`, { images });
    logits.push(...(found['logits'] ?? []));
  }
  const cells = await measure({
    executable,
    candidates: scoring.candidates,
    space: SPACE,
    images: {
      batchesPerEpoch: batches.length,
      batch: async (_, i) => batches[i] ?? { size: 0, images: new Float32Array() },
    },
    epoch: 0,
  });
  const scores = scoresByKind(SPACE, cells).normal ?? [];
  const gap = 100 * one.float32_vs_float64_max_rel_gap;
  const expected = one.logits.flat();
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const at = (what: string) => `${what} of stage ${one.stage}`;
  return {
    scores,
    comparisons: [
      exact(at('masks'), mask.flat().map(Number), one.masks.flat()),
      { quantity: at('logits'), found: logits, expected, deviation: 0, tolerance: gap * size },
      relative(at('scores'), { found: scores, expected: one.metric_mean_over_cells, mask, gap }),
      ...(one.metric_per_cell ?? []).map((wanted, i) =>
        relative(`${at('scores')}, cell ${i}`, {
          found: cells[i]?.scores ?? [],
          expected: wanted,
          mask,
          gap,
        }),
      ),
      ...(one.genotype === undefined
        ? []
        : [
            exact(
              'genotype',
              mask.map((row) => row.indexOf(true)),
              numbersOf(one.genotype, SPACE),
            ),
          ]),
    ],
  };
}

/** Scores of the candidates that are left, each as a share of what is expected: they are of very different sizes. */
function relative(
  quantity: string,
  on: { readonly found: Scores; readonly expected: Scores; readonly mask: Mask; readonly gap: number },
): Comparison {
  const live = (scores: Scores) =>
    on.mask.flatMap((row, edge) => row.flatMap((is, p) => (is ? [scores[edge]?.[p] ?? NaN] : [])));
  const expected = live(on.expected);
  const shares = live(on.found).map((score, i) => {
    const wanted = expected[i] ?? NaN;
    return score === wanted ? 1 : score / wanted;
  });
  return { quantity, found: shares, expected: expected.map(() => 1), deviation: 0, tolerance: on.gap };
}
