import { computed, ref, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { CellKind, Genotype, SearchSpace } from '../../../main/spaces/index.ts';
import type { RunDetail } from '../../../main/api/contract.ts';
import { graphEdges } from '../../cell-graph/edges.ts';
import type { GraphEdge } from '../../cell-graph/edges.ts';
import type { AlphaFrame, RunLog } from '../../stores/run-log.ts';
import { familyColour, familyOfName } from '../../ui/families.ts';
import { alphaDomain, alphaTable } from '../../run-view/alphas.ts';
import { rankFlips } from '../../run-view/alpha-history.ts';
import type { AlphaMode, AlphaTable } from '../../run-view/alphas.ts';
import type { ChosenEdge } from './slot-contents.ts';

/** One edge of one cell. */
export type EdgeChoice = ChosenEdge;

/** Something for each of the two cells. */
export type PerCell<T> = Readonly<Record<CellKind, T>>;

/** What is looked at: which moment, which edge, and how. */
export interface SearchView {
  readonly mode: Ref<AlphaMode>;
  readonly selection: Ref<EdgeChoice | null>;
  /** The place among the frames; null stays at the latest. */
  readonly at: Ref<number | null>;
  readonly frames: ComputedRef<readonly AlphaFrame[]>;
  readonly frame: ComputedRef<AlphaFrame | null>;
  readonly genotype: ComputedRef<Genotype | null>;
  readonly space: ComputedRef<SearchSpace | null>;
  readonly domain: ComputedRef<readonly [number, number]>;
  /** What the heat maps show. */
  readonly tables: ComputedRef<PerCell<AlphaTable>>;
  /** The softmax of the alphas, whatever the heat maps show. */
  readonly mixtures: ComputedRef<PerCell<AlphaTable>>;
  readonly edges: ComputedRef<PerCell<readonly GraphEdge[]>>;
  /** The edges on which another operation leads than an epoch before. */
  readonly flipped: ComputedRef<PerCell<readonly number[]>>;
}

/** What a view is of. The log is one object; `revision` grows with it. */
export interface Viewed {
  readonly log: Readonly<Ref<RunLog | null>>;
  readonly revision: Readonly<Ref<number>>;
  readonly detail: Readonly<Ref<RunDetail | null>>;
}

const perCell = <T>(make: (cell: CellKind) => T): PerCell<T> => ({
  normal: make('normal'),
  reduction: make('reduction'),
});

/** The view of a run. Everything is computed once an epoch, not once a step. */
export function useSearchView({ log, revision, detail }: Viewed): SearchView {
  const mode = ref<AlphaMode>('softmax');
  const selection = ref<EdgeChoice | null>(null);
  const at = ref<number | null>(null);

  const frames = computed(() => (revision.value < 0 ? [] : (log.value?.frames ?? [])));
  const frame = computed(
    () => frames.value[at.value ?? frames.value.length - 1] ?? frames.value.at(-1) ?? null,
  );
  const space = computed(() => detail.value?.space ?? null);
  const genotype = computed(() => frame.value?.genotype ?? detail.value?.genotype ?? null);
  const domain = computed(() =>
    space.value === null ? ([0, 1] as const) : alphaDomain(space.value, frames.value, mode.value),
  );
  const tablesIn = (wanted: AlphaMode): PerCell<AlphaTable> =>
    perCell((cell) =>
      space.value === null || frame.value === null
        ? []
        : alphaTable(space.value, frame.value, { cell, mode: wanted }),
    );
  const tables = computed(() => tablesIn(mode.value));
  const mixtures = computed(() => tablesIn('softmax'));
  const flips = computed(() => (space.value === null ? [] : rankFlips(space.value, frames.value)));
  const flipped = computed(() => {
    const place = frame.value === null ? -1 : frames.value.indexOf(frame.value);
    const now = flips.value.filter((flip) => flip.frame === place);
    return perCell((cell) => now.flatMap((flip) => (flip.cell === cell ? [flip.row] : [])));
  });
  const edges = computed(() => perCell((cell) => drawnEdges(cell)));

  function drawnEdges(cell: CellKind): readonly GraphEdge[] {
    if (genotype.value === null) return [];
    const names = space.value?.primitives.map(({ name }) => name) ?? [];
    return graphEdges(genotype.value[cell], {
      colourOf: (primitive) => familyColour(familyOfName(primitive, space.value)),
      weightOf: (row, primitive) => mixtures.value[cell][row]?.[names.indexOf(primitive)] ?? null,
      withCandidates: frame.value !== null,
    });
  }

  // Another run is another history: its moments and edges are not those of the one before.
  watch(
    () => detail.value?.summary.run,
    () => {
      at.value = null;
      selection.value = null;
    },
  );
  return { mode, selection, at, frames, frame, genotype, space, domain, tables, mixtures, edges, flipped };
}
