import { computed, ref, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { candidateNames, isPath } from '../../../main/spaces/index.ts';
import type { Architecture, CellKind, SearchSpace } from '../../../main/spaces/index.ts';
import type { RunDetail } from '../../../main/api/contract.ts';
import { graphEdges } from '../../cell-graph/edges.ts';
import type { GraphEdge } from '../../cell-graph/edges.ts';
import { kindsShown, shownCell } from '../../cell-graph/shown-cell.ts';
import type { AlphaFrame, RunLog, Shrink } from '../../stores/run-log.ts';
import { familyColour, familyOfName } from '../../ui/families.ts';
import { alphaDomain, alphaTable } from '../../run-view/alphas.ts';
import { rankFlips } from '../../run-view/alpha-history.ts';
import type { AlphaMode, AlphaTable, MixtureMode } from '../../run-view/alphas.ts';
import { candidateTable, hasImportance } from '../../run-view/importance.ts';
import type { CandidateTable } from '../../run-view/importance.ts';
import type { ChosenEdge } from './edge-series.ts';

/** One edge of one cell. */
export type EdgeChoice = ChosenEdge;

/** Something for each of the two cells. */
export type PerCell<T> = Readonly<Record<CellKind, T>>;

/** What is looked at: which moment, which edge, and how. */
export interface SearchView {
  /** How alphas are shown, where there are any. */
  readonly mixtureMode: Ref<MixtureMode>;
  /** What the heat maps show. */
  readonly mode: ComputedRef<AlphaMode>;
  /** Whether the search removes candidates by their importance: it has no alphas then. */
  readonly isScored: ComputedRef<boolean>;
  readonly shrinks: ComputedRef<readonly Shrink[]>;
  /** What is left at the moment; empty of a search that removes none. */
  readonly candidates: ComputedRef<PerCell<CandidateTable>>;
  readonly selection: Ref<EdgeChoice | null>;
  /** The place among the frames; null stays at the latest. */
  readonly at: Ref<number | null>;
  readonly frames: ComputedRef<readonly AlphaFrame[]>;
  readonly frame: ComputedRef<AlphaFrame | null>;
  readonly genotype: ComputedRef<Architecture | null>;
  readonly space: ComputedRef<SearchSpace | null>;
  readonly domain: ComputedRef<readonly [number, number]>;
  /** What the heat maps show. */
  readonly tables: ComputedRef<PerCell<AlphaTable>>;
  /** The softmax of the alphas, whatever the heat maps show; empty where there are none. */
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

/** What a search tells that removes candidates. */
function importanceIn(
  { log, revision }: Pick<Viewed, 'log' | 'revision'>,
  { frames, frame, space }: Pick<SearchView, 'frames' | 'frame' | 'space'>,
): Pick<SearchView, 'shrinks' | 'isScored' | 'candidates'> {
  const shrinks = computed(() => (revision.value < 0 ? [] : (log.value?.shrinks ?? [])));
  const candidates = computed(() =>
    perCell((cell) =>
      space.value === null || frame.value === null
        ? []
        : candidateTable(space.value, { frame: frame.value, shrinks: shrinks.value }, cell),
    ),
  );
  return { shrinks, candidates, isScored: computed(() => hasImportance(frames.value)) };
}

/** The numbers of each edge at the moment, and where another operation leads. */
function tablesIn({
  frames,
  frame,
  space,
  isScored,
  mode,
}: Pick<SearchView, 'frames' | 'frame' | 'space' | 'isScored' | 'mode'>): Pick<
  SearchView,
  'domain' | 'tables' | 'mixtures' | 'flipped'
> {
  const domain = computed(() =>
    space.value === null ? ([0, 1] as const) : alphaDomain(space.value, frames.value, mode.value),
  );
  const tableOf = (wanted: AlphaMode): PerCell<AlphaTable> =>
    perCell((cell) =>
      space.value === null || frame.value === null
        ? []
        : alphaTable(space.value, frame.value, { cell, mode: wanted }),
    );
  const tables = computed(() => tableOf(mode.value));
  const mixtures = computed(() => (isScored.value ? perCell(() => []) : tableOf('softmax')));
  const flips = computed(() =>
    space.value === null || isScored.value ? [] : rankFlips(space.value, frames.value),
  );
  const flipped = computed(() => {
    const place = frame.value === null ? -1 : frames.value.indexOf(frame.value);
    const now = flips.value.filter((flip) => flip.frame === place);
    return perCell((cell) => now.flatMap((flip) => (flip.cell === cell ? [flip.row] : [])));
  });
  return { domain, tables, mixtures, flipped };
}

/** The view of a run. Everything is computed once an epoch, not once a step. */
export function useSearchView({ log, revision, detail }: Viewed): SearchView {
  const mixtureMode = ref<MixtureMode>('softmax');
  const selection = ref<EdgeChoice | null>(null);
  const at = ref<number | null>(null);

  const frames = computed(() => (revision.value < 0 ? [] : (log.value?.frames ?? [])));
  const frame = computed(
    () => frames.value[at.value ?? frames.value.length - 1] ?? frames.value.at(-1) ?? null,
  );
  const space = computed(() => detail.value?.space ?? null);
  const { shrinks, isScored, candidates } = importanceIn({ log, revision }, { frames, frame, space });
  const mode = computed((): AlphaMode => (isScored.value ? 'score' : mixtureMode.value));
  const genotype = computed(() => frame.value?.genotype ?? detail.value?.genotype ?? null);
  const { domain, tables, mixtures, flipped } = tablesIn({ frames, frame, space, isScored, mode });
  const edges = computed(() =>
    perCell((cell) =>
      genotype.value === null
        ? []
        : drawnEdges(
            { genotype: genotype.value, cell },
            {
              space: space.value,
              mixture: mixtures.value[cell],
              left: candidates.value[cell],
              withCandidates: frame.value !== null,
            },
          ),
    ),
  );

  // Another run is another history: its moments and edges are not those of the one before.
  watch(
    () => detail.value?.summary.run,
    () => {
      at.value = null;
      selection.value = null;
    },
  );
  return {
    mixtureMode,
    mode,
    isScored,
    shrinks,
    candidates,
    selection,
    at,
    frames,
    frame,
    genotype,
    space,
    domain,
    tables,
    mixtures,
    edges,
    flipped,
  };
}

interface EdgeSources {
  readonly space: SearchSpace | null;
  readonly mixture: AlphaTable;
  readonly left: CandidateTable;
  readonly withCandidates: boolean;
}

function drawnEdges(
  { genotype, cell }: { readonly genotype: Architecture; readonly cell: CellKind },
  { space, mixture, left, withCandidates }: EdgeSources,
): readonly GraphEdge[] {
  // A path is drawn in its hypercuboid.
  if (isPath(genotype) || !kindsShown(genotype).includes(cell)) return [];
  const names = space === null ? [] : candidateNames(space);
  const edges = graphEdges(shownCell(genotype, cell), {
    colourOf: (primitive) => familyColour(familyOfName(primitive, space)),
    weightOf: (row, primitive) => mixture[row]?.[names.indexOf(primitive)] ?? null,
    withCandidates,
  });
  // An edge that has nothing left is no candidate any more.
  const hasAny = (row: number): boolean => left[row]?.some(({ state }) => state === 'left') ?? true;
  return edges.filter(({ operation, row }) => operation !== null || hasAny(row));
}
