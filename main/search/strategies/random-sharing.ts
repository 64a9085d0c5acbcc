import { z } from 'zod';
import { assert } from '../../base/assert.ts';
import { AppError } from '../../base/errors.ts';
import { createRng } from '../../base/rng.ts';
import type { Rng } from '../../base/rng.ts';
import type { BatchStream } from '../../data/index.ts';
import { createBuilder } from '../../engine/index.ts';
import type { Executable, Program } from '../../engine/index.ts';
import { ALPHAS } from '../../nn/index.ts';
import {
  deriveArchitecture,
  edgeIndex,
  edgesByNode,
  edgesIn,
  inputsOf,
  kindsOf,
  isPath,
} from '../../spaces/index.ts';
import type { Architecture, CellKind, CellSpace } from '../../spaces/index.ts';
import {
  evaluate,
  feedImages,
  finishStep,
  logitsOf,
  scoreOf,
  sumVariables,
  writeForward,
} from '../../train/index.ts';
import type { Score } from '../../train/index.ts';
import { runWeightStep, weightPrograms, weightSums } from '../accumulated.ts';
import { alphasOf, readAlphas } from '../cell-alphas.ts';
import { cellSpaceOf } from '../cell-space.ts';
import { halvesOf } from '../halves.ts';
import { overSupernet } from '../supernet-loop.ts';
import { randomArchitecture } from '../random-cell.ts';
import type { SearchMaterials } from '../strategy.ts';
import type { EpochEnd, SupernetStrategy } from '../supernet-method.ts';
import {
  alphaArguments,
  alphaType,
  initialSupernet,
  perKind,
  readSupernet,
  supernetModel,
  supernetVariables,
} from '../supernet-model.ts';
import type { SupernetModel } from '../supernet-model.ts';

const settingsSchema = z.strictObject({
  /** Cells that are drawn and scored after an epoch, besides the best so far. */
  candidates: z.int().positive().default(100),
  /** Batches of evaluation that a candidate is scored on: those after the ones of the scoring before, all around the held-out half. */
  scoringBatches: z.int().positive().default(1),
  /** How many of the best candidates of the last epoch are scored on the whole held-out half. */
  finalists: z.int().positive().default(10),
});

const config = settingsSchema.superRefine(({ candidates, finalists }, context) => {
  const most = candidates + 1;
  if (finalists <= most) return;
  const message = `${finalists} finalists of ${candidates} candidates and the best so far: at most ${most} can be chosen`;
  context.addIssue({ code: 'custom', path: ['finalists'], message });
});
type SharingConfig = z.output<typeof config>;

/** The variables that hold the cell in use: 1 for its primitives, 0 for all others. The alphas stand for the best cell so far. */
const IN_USE = {
  normal: 'coefficients.normal',
  reduction: 'coefficients.reduction',
} as const satisfies Record<CellKind, string>;

const sharing = overSupernet<SharingConfig>({
  title: 'Random search with weight sharing',
  source: 'Li, Talwalkar: Random search and reproducibility for NAS, arXiv:1902.07638, section 3',
  config,
  learnsAlphas: false,
  needsCells: true,
  takesAlphaBatch: false,
  needsHeldOut: true,
  programs(task) {
    const kinds = kindsOf(task.space);
    const inUse = perKind(kinds, (kind) => IN_USE[kind]);
    const model: SupernetModel = { ...supernetModel(task, 'given'), alphas: inUse, isSparse: true };
    const best = kinds.map((kind) => [ALPHAS[kind], alphaType(task.space)] as const);
    const programs = [
      ...weightPrograms(model),
      ...task.evaluationBatches.map((batch) => scoringProgram(model, batch)),
    ];
    return {
      bundle: {
        variables: {
          ...supernetVariables(model),
          ...Object.fromEntries(best),
          ...(task.config.accumulate === 1 ? {} : sumVariables(weightSums(model))),
        },
        programs: Object.fromEntries(programs.map((program) => [program.name, program])),
      },
      // Before anything is scored, the best is as good as any.
      initial: (seed) => ({
        ...initialSupernet(model, seed),
        ...standingFor(
          cellSpaceOf(task.space),
          randomArchitecture(task.space, createRng(seed, 'random cell', 0)),
        ),
      }),
      parameters: model.layout.weights.size,
      skipZero: task.space.wiring === 'pairs',
    };
  },
  async step(on) {
    const { executable, space, seed, step, weightBatch } = on;
    await use(
      executable,
      cellSpaceOf(space),
      randomArchitecture(space, createRng(seed, 'shared cell', step)),
    );
    return { train: scoreOf(await runWeightStep(on), weightBatch.labels), valid: null };
  },
  async closeEpoch(on, { candidates, scoringBatches, finalists }) {
    if (!on.isDue && !on.isLast) return null;
    const { executable, space, seed, epoch } = on;
    const streamOf = (i: number): Rng => createRng(seed, 'candidate', epoch, i);
    const drawn = Array.from({ length: candidates }, (_, i) => randomArchitecture(space, streamOf(i)));
    const kept = deriveArchitecture(space, await readAlphas(executable, space));
    const ranked = await rank(on, [kept, ...drawn], turnOf(on, scoringBatches));
    const last = on.isLast ? await rank(on, cellsOf(ranked.slice(0, finalists)), on.evaluation) : ranked;
    const [best] = last;
    if (best === undefined) return null;
    for (const [name, value] of Object.entries(standingFor(cellSpaceOf(space), best.cell)))
      await executable.write(name, value);
    return best.score;
  },
});

/**
 * Random search with weight sharing: each step draws a cell of each kind and trains the supernet's weights with that cell alone; what it
 * does not use stays as it is, without decay and momentum too: the weights whose gradient is exactly zero. After an epoch, random cells
 * are scored with the shared weights on held-out images, beside the best so far; at last the best few on all of them.
 *
 * The score of an epoch (`valid`) is that of the cell that was chosen: a maximum over the candidates, on the very images that chose it, and
 * so better than the cell is. It is no estimate of what the cell reaches on images that nothing was chosen by. Each scoring goes on to the
 * next batches of the held-out half, so that not every one of them chooses by the same images.
 *
 * As the published code where not said: it scores 1000 cells on 10 batches of 64 once, at the end, and then 10 on all; its cells may have
 * `none`; and it normalizes with running statistics. Those here would be those of a mixture of all cells, so a cell is scored with the
 * statistics of the batch, by a pass that changes nothing.
 * @see Li, Talwalkar 2019, arXiv:1902.07638, section 3; github.com/liamcli/randomNAS_release
 */
export const randomSharing: SupernetStrategy<SharingConfig> = {
  ...sharing,
  async open(materials, options) {
    checkScoring(materials, options);
    return sharing.open(materials, options);
  },
};

/** Passes if a candidate is scored on no batch twice. @throws search/too-many-scoring-batches */
function checkScoring({ config: settings, data }: SearchMaterials, { scoringBatches }: SharingConfig): void {
  const images = halvesOf(data, settings).alphas.indices.length;
  const most = Math.ceil(images / settings.evaluationBatch);
  if (scoringBatches <= most) return;
  throw new AppError(
    'search/too-many-scoring-batches',
    `method.options.scoringBatches is ${scoringBatches}, and the ${images} held-out images are ${most} batches of ${settings.evaluationBatch}: set it to ${most} at most.`,
    { data: { scoringBatches, most, images } },
  );
}

/**
 * The program `evaluate@N`: the cell in use, each batch normalized by its own statistics, which are not kept. All on one device and in one
 * pass, as every evaluation.
 */
function scoringProgram(model: SupernetModel, batch: number): Program {
  const { task, layout } = model;
  const b = createBuilder();
  const { weights, alphas } = readSupernet(b, model);
  const outputs = writeForward(b, {
    network: model.trace(batch),
    layout,
    weights,
    given: {
      images: feedImages(b, { ...task.images, batch }),
      ...alphaArguments(alphas),
    },
    precision: task.config.precision,
    fused: task.fused,
  });
  return finishStep(b, `evaluate@${batch}`, { fetches: { logits: logitsOf(outputs) }, updates: {} });
}

interface ScoredCell {
  readonly cell: Architecture;
  readonly score: Score;
}

const cellsOf = (scored: readonly ScoredCell[]): readonly Architecture[] => scored.map(({ cell }) => cell);

/** So many batches of the held-out half, whose turn it is: after the last one comes the first. Nothing remembers it, so a resumed search takes the same. */
function turnOf({ evaluation, dueBefore }: EpochEnd, batches: number): BatchStream {
  const all = evaluation.batchesPerEpoch;
  const first = (dueBefore * batches) % all;
  return {
    ...evaluation,
    batchesPerEpoch: batches,
    batch: (epoch, index) => evaluation.batch(epoch, (first + index) % all),
  };
}

/** Scores cells on the batches of a stream: the most accurate first, of equals the earlier. */
async function rank(
  { executable, space }: EpochEnd,
  cells: readonly Architecture[],
  stream: BatchStream,
): Promise<readonly ScoredCell[]> {
  const scored: ScoredCell[] = [];
  for (const cell of cells) {
    await use(executable, cellSpaceOf(space), cell);
    scored.push({ cell, score: await evaluate(executable, stream) });
  }
  return scored.sort((a, b) => b.score.accuracy - a.score.accuracy);
}

/** Makes the supernet that cell's network. */
async function use(executable: Executable, space: CellSpace, cell: Architecture): Promise<void> {
  for (const kind of kindsOf(space)) await executable.write(IN_USE[kind], coefficientsOf(cell, kind, space));
}

/** [E,P]: 1 for what is in the cell. */
function coefficientsOf(architecture: Architecture, kind: CellKind, space: CellSpace): Float32Array {
  const columns = space.primitives.length;
  const names = space.primitives.map(({ name }) => name);
  const values = new Float32Array(edgesIn(space).length * columns);
  assert(!isPath(architecture), 'a space of cells gives cells');
  edgesByNode(architecture, kind).forEach((edges, node) => {
    for (const { input, primitive } of edges)
      values[edgeIndex({ node, input }, inputsOf(space)) * columns + names.indexOf(primitive)] = 1;
  });
  return values;
}

/** The alphas that stand for a cell, as variables. */
function standingFor(space: CellSpace, cell: Architecture): Readonly<Record<string, Float32Array>> {
  const alphas = alphasOf(cell, space);
  const entries = kindsOf(space).map(
    (kind) => [ALPHAS[kind], Float32Array.from(alphas[kind].flat())] as const,
  );
  return Object.fromEntries(entries);
}
