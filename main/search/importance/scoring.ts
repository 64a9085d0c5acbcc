/** The importance of a supernet's candidates, measured: the programs that score, and a pass over images that runs them. */
import { assert, defined } from '../../base/assert.ts';
import { createBuilder, printType } from '../../engine/index.ts';
import type { Executable, Program } from '../../engine/index.ts';
import { traceCandidates } from '../../nn/index.ts';
import type { CandidateOutput } from '../../nn/index.ts';
import { edgesIn, kindsOf } from '../../spaces/index.ts';
import type { CellKind, CellSpace } from '../../spaces/index.ts';
import { feedImages, finishStep, readWeights, writeForward } from '../../train/index.ts';
import { cellSpaceOf } from '../cell-space.ts';
import type { LabelledBatch } from '../supernet-method.ts';
import { perKind, supernetOptions } from '../supernet-model.ts';
import type { PerKind, SupernetModel } from '../supernet-model.ts';
import type { Scores } from './masks.ts';
import { emptyTally, meanOverCells, scoresOf, scoreSum, tallied } from './score.ts';

/** How the candidates of a supernet are scored. */
export interface Scoring {
  /** `score@N` for each size of batch: feeds `images`, fetches `scores` [candidates that compute something]. */
  readonly programs: readonly Program[];
  /** Every candidate that the supernet has. */
  readonly candidates: readonly CandidateOutput[];
}

/** Writes the programs that score a supernet's candidates on batches of these sizes. They change nothing. */
export function scoringOf(model: SupernetModel, batches: readonly number[]): Scoring {
  const written = batches.map((batch) => scoreProgram(model, batch));
  const [first] = written;
  return {
    programs: written.map(({ program }) => program),
    candidates: defined(first, 'there are images to score with').candidates,
  };
}

/**
 * The network in evaluation, in float32 whatever the precision of training is: the score is made of differences between channels, and of
 * the fourth power of their inverse.
 */
function scoreProgram(
  model: SupernetModel,
  batch: number,
): { readonly program: Program; readonly candidates: readonly CandidateOutput[] } {
  const { task, layout } = model;
  const b = createBuilder();
  const options = supernetOptions(task, { ...model, batch, mode: 'eval' });
  const { network, candidates } = traceCandidates(cellSpaceOf(task.space), options);
  const outputs = writeForward(b, {
    network,
    layout,
    weights: readWeights(b, layout),
    given: { images: feedImages(b, { ...task.images, batch }) },
    precision: 'float32',
    fused: task.fused,
  });
  const sums = candidates.flatMap(({ fetch }) => {
    if (fetch === null) return [];
    const output = defined(outputs[fetch], 'the network gives what its candidates compute');
    return [b.one('reshape', [scoreSum(b, output)], { shape: [1] })];
  });
  assert(sums.length > 0, 'a supernet has candidates that compute something');
  const scores = b.one('concat', sums, { axis: 0 });
  assert(scores.type.shape.length === 1, `${printType(scores.type)} is one number a candidate`);
  return { program: finishStep(b, `score@${batch}`, { fetches: { scores }, updates: {} }), candidates };
}

/** What a pass of scoring needs. */
export interface ScoringPass {
  readonly executable: Executable;
  readonly candidates: readonly CandidateOutput[];
  readonly space: CellSpace;
  /** Labels are not looked at. */
  readonly images: { readonly batchesPerEpoch: number } & {
    batch(epoch: number, index: number): Promise<Pick<LabelledBatch, 'images' | 'size'>>;
  };
  readonly epoch: number;
}

/** The scores of one cell. */
export interface CellScores {
  readonly kind: CellKind;
  /** [E][P]; infinite where nothing is computed, or where the supernet has no candidate any more. */
  readonly scores: Scores;
}

/** Scores every candidate of every cell on all images of a stream: the means over the images. */
export async function measure(pass: ScoringPass): Promise<readonly CellScores[]> {
  const { executable, candidates, images, epoch } = pass;
  let tally = emptyTally(candidates.filter(({ fetch }) => fetch !== null).length);
  for (let index = 0; index < images.batchesPerEpoch; index++) {
    const batch = await images.batch(epoch, index);
    const { scores } = await executable.run(`score@${batch.size}`, { images: batch.images });
    assert(scores instanceof Float32Array, 'scores are floats');
    tally = tallied(tally, scores, batch.size);
  }
  return byCell(pass, scoresOf(tally));
}

/** @param scores - of the candidates that compute something, in their order */
function byCell(
  { candidates, space }: Pick<ScoringPass, 'candidates' | 'space'>,
  scores: readonly number[],
): readonly CellScores[] {
  const cells = new Map<number, { kind: CellKind; scores: number[][] }>();
  let next = 0;
  for (const { cell, kind, edge, primitive, fetch } of candidates) {
    const none = () => edgesIn(space).map(() => space.primitives.map(() => Infinity));
    const found = cells.get(cell) ?? { kind, scores: none() };
    cells.set(cell, found);
    const row = defined(found.scores[edge], 'a cell has that edge');
    if (fetch !== null) row[primitive] = scores[next++] ?? NaN;
  }
  return [...cells.values()];
}

/** The scores of each kind of cell: the means over its cells. */
export function scoresByKind(space: CellSpace, cells: readonly CellScores[]): PerKind<Scores> {
  const of = (kind: CellKind) => cells.filter((cell) => cell.kind === kind).map(({ scores }) => scores);
  const kinds = kindsOf(space).filter((kind) => of(kind).length > 0);
  return perKind(kinds, (kind) => meanOverCells(of(kind)));
}
