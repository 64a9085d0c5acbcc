/** The cell beside the draft, and how they differ. */
import { computed, shallowRef } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import { CELL_KINDS, findFormat } from '../../../main/spaces/index.ts';
import type { CellKind, Genotype } from '../../../main/spaces/index.ts';
import type { CellCount, CountRequest } from '../../../main/api/contract.ts';
import { marksOf } from './marks.ts';
import type { CellMarks } from './marks.ts';
import type { NetworkSettings } from './network.ts';
import type { CellMeaning } from './rules.ts';
import { useCount } from './use-count.ts';
import type { Draft } from './use-draft.ts';
import type { ReadyCell } from './use-shelf.ts';

/** A cell that another is beside. */
export interface Beside {
  readonly title: string;
  readonly count: CellCount | null;
  readonly differing: number;
  readonly all: number;
}

/** What is asked to have a cell counted in that network; null: that is none. */
export function requestOf(
  settings: NetworkSettings | null,
  genotype: Genotype,
  { ops, space }: CellMeaning,
): CountRequest | null {
  if (settings === null) return null;
  const { side, batch: _, ...network } = settings;
  const text = findFormat('python').print(genotype);
  return { ...network, height: side, width: side, genotype: text, ops, space };
}

/** The comparison of a draft; beside none at first. */
export function useComparison(
  draft: Draft,
  settings: ComputedRef<NetworkSettings | null>,
): {
  readonly other: ShallowRef<ReadyCell | null>;
  readonly marks: ComputedRef<Readonly<Record<CellKind, CellMarks>> | null>;
  readonly beside: ComputedRef<Beside | null>;
} {
  const other = shallowRef<ReadyCell | null>(null);
  const count = useCount(() =>
    other.value === null ? null : requestOf(settings.value, other.value.genotype, other.value.meaning),
  );
  const marks = computed(() =>
    other.value === null ? null : marksOf(other.value.genotype, draft.genotype.value),
  );
  const beside = computed((): Beside | null => {
    const now = marks.value;
    if (other.value === null || now === null) return null;
    const sum = (field: 'differing' | 'all'): number =>
      CELL_KINDS.reduce((total, kind) => total + now[kind][field], 0);
    return {
      title: other.value.title,
      count: count.answer.value,
      differing: sum('differing'),
      all: sum('all'),
    };
  });
  return { other, marks, beside };
}
