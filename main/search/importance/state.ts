/** Where a search stands that shrinks its supernet: plain data, which a snapshot carries. */
import { z } from 'zod';
import { allowedMask, CELL_KINDS, edgesIn, kindsOf } from '../../spaces/index.ts';
import type { Architecture, CellKind, Genotype, GenotypeCell, CellSpace } from '../../spaces/index.ts';
import { foreignSnapshot } from '../../train/index.ts';
import type { Alphas, ImportanceDetail, SearchDetail } from '../events.ts';
import { ofKind, perKind } from '../supernet-model.ts';
import type { PerKind } from '../supernet-model.ts';
import { liveOf, poolsOf, shrink } from './masks.ts';
import type { Mask, Scores } from './masks.ts';

const perCell = <T>(matrix: z.ZodType<T>) =>
  z.strictObject({ normal: matrix.exactOptional(), reduction: matrix.exactOptional() });

const stateSchema = z.strictObject({
  /** The shrinks so far. */
  history: z.array(
    z.strictObject({
      /** The epoch at whose end it was, from 0. */
      epoch: z.int().min(0),
      /** What was left after it. */
      live: perCell(z.array(z.array(z.boolean()))),
      /** What it went by; null: infinite, or removed before. */
      scores: perCell(z.array(z.array(z.number().nullable()))),
    }),
  ),
});

/** Where a search stands: its shrinks so far, their masks and scores. */
export type ImportanceState = z.output<typeof stateSchema>;

/** A search that begins. */
export const NO_SHRINKS: ImportanceState = { history: [] };

/**
 * The state that a snapshot carries; undefined is that of a search that begins.
 * @throws train/foreign-snapshot
 */
export function stateIn(carried: unknown, space: CellSpace): ImportanceState {
  if (carried === undefined) return NO_SHRINKS;
  const state = stateSchema.safeParse(carried);
  if (!state.success) throw foreignSnapshot('it does not say which candidates are left', state.error);
  const edges = edgesIn(space).length;
  const fits = ({ live }: ImportanceState['history'][number]) =>
    CELL_KINDS.every((kind) => {
      const mask = live[kind];
      if (mask === undefined) return !kindsOf(space).includes(kind);
      return mask.length === edges && mask.every((row) => row.length === space.primitives.length);
    });
  if (state.data.history.every(fits)) return state.data;
  throw foreignSnapshot('its candidates are not those of the space');
}

/** The candidates that are left. */
export const liveIn = ({ history }: ImportanceState, space: CellSpace): PerKind<Mask> =>
  history.at(-1)?.live ?? perKind(kindsOf(space), (kind) => allowedMask(space, kind));

/** Scores as plain JSON, which has no infinity. */
export const plainScores = (scores: PerKind<Scores>): PerKind<(number | null)[][]> =>
  perKind(
    CELL_KINDS.filter((kind) => scores[kind] !== undefined),
    (kind) => ofKind(scores, kind).map((row) => row.map((score) => (Number.isFinite(score) ? score : null))),
  );

/** What the events tell of a search that stands there. */
export function detailOf(state: ImportanceState, space: CellSpace): SearchDetail {
  const live = liveIn(state, space);
  return {
    alphas: alphasFor(live),
    genotype: architectureNow(state, space),
    importance: importanceOf(state, space),
  };
}

/** What is left, and the scores that it was chosen by. */
export const importanceOf = (state: ImportanceState, space: CellSpace): ImportanceDetail => ({
  live: liveIn(state, space),
  scores: state.history.at(-1)?.scores ?? null,
});

/** Beside logits of 0 its share of a softmax is 0 to the eye. */
const REMOVED = -20;

/**
 * Alphas that stand for what is left: equal shares for the candidates of an edge that it still has. They were not learnt, and no cell may be
 * derived from them, since two candidates of a node may be left on one edge.
 */
function alphasFor(live: PerKind<Mask>): Alphas {
  const rows = (kind: CellKind) => (live[kind] ?? []).map((row) => row.map((is) => (is ? 0 : REMOVED)));
  return { normal: rows('normal'), reduction: rows('reduction') };
}

/**
 * The cell that would be left if all that has to go went now, by the latest scores; before the first ones, when only the zero operation is
 * known to be of no use, that is a cell like any other.
 */
function architectureNow(state: ImportanceState, space: CellSpace): Architecture {
  const live = liveIn(state, space);
  const scores = state.history.at(-1)?.scores;
  const pools = poolsOf(space);
  const left = (kind: CellKind): Mask =>
    shrink(ofKind(live, kind), known(scores?.[kind], space), { pools, shrinksLeft: 1 }).mask;
  if (space.wiring === 'pairs') return pairsFrom(left, space);
  const names = liveOf(left('normal')).map(({ primitive }) => nameOf(space, primitive));
  return { wiring: 'complete', operations: names };
}

function known(scores: readonly (readonly (number | null)[])[] | undefined, space: CellSpace): Scores {
  if (scores !== undefined) return scores.map((row) => row.map((score) => score ?? Infinity));
  const row = space.primitives.map(({ definition }) => (definition.block === 'zero' ? Infinity : 0));
  return edgesIn(space).map(() => row);
}

/** Pairs in the order of their edges, on an edge in that of the primitives. */
function pairsFrom(left: (kind: CellKind) => Mask, space: CellSpace): Genotype {
  const edges = edgesIn(space);
  const { intermediateNodes, concatNodes } = space;
  const concat = Array.from({ length: concatNodes }, (_, i) => intermediateNodes + 2 - concatNodes + i);
  const cell = (kind: CellKind): GenotypeCell => ({
    edges: liveOf(left(kind)).map(({ edge, primitive }) => ({
      primitive: nameOf(space, primitive),
      input: edges[edge]?.input ?? 0,
    })),
    concat,
  });
  return { normal: cell('normal'), reduction: cell('reduction') };
}

const nameOf = ({ primitives }: CellSpace, primitive: number): string => primitives[primitive]?.name ?? '';
