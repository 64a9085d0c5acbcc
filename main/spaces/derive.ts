import { defined } from '../base/assert.ts';
import type { AppError } from '../base/errors.ts';
import type { Architecture } from './architecture.ts';
import type { CompleteGenotype } from './complete.ts';
import { spacesError } from './errors.ts';
import type { Path } from '../base/wording.ts';
import type { CellKind, Genotype, GenotypeCell, GenotypeEdge } from './genotype.ts';
import { likeliestPath } from './hypercuboid/extraction.ts';
import { mixtureOf } from './mixture.ts';
import { deriveRecurrent } from './recurrent/derive.ts';
import { allowedMask, alphaShape, edgesIn, isHyperCuboid, usable } from './space.ts';
import type { CellSpace, SearchSpace } from './space.ts';

/** What the values of each cell are called in files and messages. */
export const ALPHA_FIELDS = {
  normal: 'alphas_normal',
  reduction: 'alphas_reduce',
} as const satisfies Record<CellKind, string>;

/** One number for each edge and primitive [E][P]: raw alphas, or a mixture. */
export type EdgeValues = readonly ArrayLike<number>[];

/** Values of both cells; of a space with one kind of cells the other has no rows. */
export interface CellValues {
  readonly normal: EdgeValues;
  readonly reduction: EdgeValues;
}

/** How alphas become a genotype. */
export interface DeriveOptions {
  /** Whether the zero operation, `none` in DARTS, is left out of ranking and choice, whatever its name. */
  readonly skipZero: boolean;
  /** What the values are: `alphas` get a softmax, a `mixture` has had it. */
  readonly values: 'alphas' | 'mixture';
}

/** The published rules by the name that commands use. */
export const DERIVATION_RULES = {
  'skip-none': {
    title: 'the zero operation, none, is never chosen (DARTS, and the default of sharpDARTS)',
    skipZero: true,
  },
  'keep-none': {
    title: 'the zero operation may be chosen (no_hack genotypes of sharpDARTS)',
    skipZero: false,
  },
} as const satisfies Record<string, { readonly title: string } & Pick<DeriveOptions, 'skipZero'>>;

/**
 * The genotype that the alphas stand for: for each node the two edges with the highest best weight, best first, each with
 * its best primitive; ties go to the lower state and the lower column. The zero operation keeps its share of the softmax even where
 * it is skipped, so an edge that it dominates ranks low.
 *
 * @param values - [E][P] of each cell, E in the order of `edgesOf`, P in that of the space's primitives
 * @throws `spaces/alphas` for values of another shape, a number that is not finite, or a node without two choices
 * @see DARTS, arXiv 1806.09055, section 2.4; the order of the pairs is the codes' (score, not state)
 */
export function deriveGenotype(
  space: CellSpace,
  values: CellValues,
  options: DeriveOptions = { skipZero: true, values: 'alphas' },
): Genotype {
  return {
    normal: deriveCell(space, { cell: 'normal', rows: values.normal, options }),
    reduction: deriveCell(space, { cell: 'reduction', rows: values.reduction, options }),
  };
}

/**
 * The architecture that the alphas stand for: of a space of pairs `deriveGenotype`, of complete cells each edge with its heaviest
 * primitive, the lower column where several are (NAS-Bench-201, whose searches may choose the zero operation), of a hypercuboid the longest
 * path, of recurrent cells `deriveRecurrent`.
 *
 * @throws as `deriveGenotype`; `spaces/alphas` also for an edge without a primitive to choose
 */
export function deriveArchitecture(
  space: SearchSpace,
  values: CellValues,
  options: DeriveOptions = { skipZero: space.wiring === 'pairs', values: 'alphas' },
): Architecture {
  if (isHyperCuboid(space)) {
    checkValues(values.normal, {
      field: ALPHA_FIELDS.normal,
      rows: 'stages',
      columns: 'operations',
      shape: alphaShape(space),
    });
    const rows = values.normal.map((row) => (options.values === 'alphas' ? mixtureOf(row) : Array.from(row)));
    return likeliestPath(space, rows);
  }
  if (space.wiring === 'recurrent') {
    checkValues(values.normal, {
      field: ALPHA_FIELDS.normal,
      rows: 'edges',
      columns: 'activations',
      shape: alphaShape(space),
    });
    return deriveRecurrent(space, values.normal, options.values);
  }
  return space.wiring === 'pairs'
    ? deriveGenotype(space, values, options)
    : deriveComplete(space, { cell: 'normal', rows: values.normal, options });
}

interface Candidate extends GenotypeEdge {
  readonly score: number;
}

interface CellTask {
  readonly cell: CellKind;
  readonly rows: EdgeValues;
  readonly options: DeriveOptions;
}

function deriveComplete(space: CellSpace, task: CellTask): CompleteGenotype {
  const operations = candidatesOf(space, task).map(({ node, input, primitive, score }) => {
    if (score > -Infinity) return primitive;
    const problem = `the edge from state ${input} to node ${node} has no primitive to choose`;
    throw spacesError('spaces/alphas', { path: [ALPHA_FIELDS.normal], problem });
  });
  return { wiring: 'complete', operations };
}

function deriveCell(space: CellSpace, task: CellTask): GenotypeCell {
  const candidates = candidatesOf(space, task);
  const edges = Array.from({ length: space.intermediateNodes }, (_, node) => {
    const ranked = candidates
      .filter((candidate) => candidate.node === node && candidate.score > -Infinity)
      .sort((a, b) => b.score - a.score); // stable: of equals the lower state stays first
    if (ranked.length < 2) {
      const problem = `node ${node} has fewer than two edges with a primitive to choose`;
      throw spacesError('spaces/alphas', { path: [ALPHA_FIELDS[task.cell]], problem });
    }
    return ranked.slice(0, 2).map(({ primitive, input }) => ({ primitive, input }));
  }).flat();
  const states = space.intermediateNodes + 2;
  const concat = Array.from({ length: space.concatNodes }, (_, i) => states - space.concatNodes + i);
  return { edges, concat };
}

/** Every edge with its best primitive; its score is -Infinity where there is none to choose. */
function candidatesOf(
  space: CellSpace,
  { cell, rows, options }: CellTask,
): readonly (Candidate & { readonly node: number })[] {
  checkValues(rows, {
    field: ALPHA_FIELDS[cell],
    rows: 'edges',
    columns: 'primitives',
    shape: alphaShape(space),
  });
  const mask = allowedMask(space, cell);
  const computes = usable(space);
  const names = space.primitives.map(({ name }) => name);
  return edgesIn(space).map(({ node, input }, e) => {
    const allowed = defined(mask[e], 'the mask has a row for each edge');
    const row = defined(rows[e], 'the values were checked to have a row for each edge');
    const weights = options.values === 'alphas' ? mixtureOf(row, allowed) : row;
    const open = allowed.map((is, p) => is && (!options.skipZero || computes[p] === true));
    return { node, input, ...best(weights, names, open) };
  });
}

/** The heaviest open primitive of a row; of equals the lower column. */
function best(
  weights: ArrayLike<number>,
  names: readonly string[],
  open: readonly boolean[],
): { readonly primitive: string; readonly score: number } {
  let found = { primitive: '', score: -Infinity };
  names.forEach((primitive, p) => {
    const score = weights[p] ?? -Infinity;
    if (open[p] === true && score > found.score) found = { primitive, score };
  });
  return found;
}

/** What values should be. */
interface Wanted {
  readonly field: string;
  readonly shape: readonly [rows: number, columns: number];
  /** What a row and a column stand for, many of them. */
  readonly rows: string;
  readonly columns: string;
}

function checkValues(values: EdgeValues, { field, shape, rows, columns }: Wanted): void {
  const wrong = (path: Path, problem: string): AppError => spacesError('spaces/alphas', { path, problem });
  const [height, width] = shape;
  if (values.length !== height) {
    throw wrong([field], `has ${values.length} rows; expected one for each of the ${height} ${rows}`);
  }
  values.forEach((row, e) => {
    if (row.length !== width) {
      const problem = `has ${row.length} columns; expected one for each of the ${width} ${columns}`;
      throw wrong([field, e], problem);
    }
    Array.from(row).forEach((value, p) => {
      if (!Number.isFinite(value)) throw wrong([field, e, p], `is ${value}; expected a finite number`);
    });
  });
}
