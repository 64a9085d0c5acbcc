/** The path that is edited, the hypercuboid that it leads through, and which stage is selected. */
import { computed, ref, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { HYPERCUBOIDS, isPath, spaceAround } from '../../../../main/spaces/index.ts';
import type { ChannelPath, EditedCell, HyperCuboid } from '../../../../main/spaces/index.ts';
import type { CellMeaning } from '../rules.ts';
import type { Draft, DraftKind } from '../use-draft.ts';
import { useEdits } from '../use-edits.ts';
import type { Edits } from '../use-edits.ts';
import type { EditedPath } from './path-edits.ts';

/** Paths through a hypercuboid. */
export const PATHS: DraftKind<ChannelPath> = {
  is: (cell: EditedCell): cell is ChannelPath => isPath(cell),
  remembered: 'dartboard.cells.last-path',
};

/** A path says itself what it is of. */
export const PATH_MEANING: CellMeaning = { ops: 'darts', space: null };

/** The editor. */
export interface PathEditor extends Edits<ChannelPath> {
  readonly space: ComputedRef<HyperCuboid>;
  readonly stage: Readonly<Ref<number | null>>;
  select(stage: number): void;
  /** Does an edit within the hypercuboid. */
  change(edit: (path: ChannelPath, space: HyperCuboid) => EditedPath): void;
}

/** The editor of a draft. */
export function usePathEditor(draft: Draft<ChannelPath>): PathEditor {
  const stage = ref<number | null>(null);
  const edits = useEdits(draft);
  // An edit stays in the hypercuboid that it began in, though a smaller one may hold its path too.
  const space = computed<HyperCuboid>((before) =>
    before !== undefined && holds(before, edits.cell.value)
      ? before
      : (spaceAround(edits.cell.value) ?? HYPERCUBOIDS.multichannelnet),
  );
  watch(draft.genotype, ({ operations }) => {
    if (stage.value !== null && stage.value >= operations.length) stage.value = operations.length - 1;
  });
  return {
    ...edits,
    space,
    stage,
    select: (next) => {
      edits.refused.value = null;
      stage.value = next;
    },
    change: (edit) => edits.apply((path) => edit(path, space.value)),
  };
}

const holds = ({ channels, layers, strides }: HyperCuboid, { operations }: ChannelPath): boolean =>
  operations.length === layers * strides.length &&
  operations.every(
    ({ stride, channelsIn, channelsOut }, i) =>
      stride === strides[i % strides.length] &&
      channels.includes(channelsIn) &&
      channels.includes(channelsOut),
  );
