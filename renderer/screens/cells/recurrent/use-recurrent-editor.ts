/** Which node is selected, and the edits of the draft. */
import { ref, watch } from 'vue';
import type { Ref } from 'vue';
import type { EditedCell, RecurrentGenotype } from '../../../../main/spaces/index.ts';
import { isRecurrent } from '../../../../main/spaces/index.ts';
import type { CellMeaning } from '../rules.ts';
import type { Draft, DraftKind } from '../use-draft.ts';
import { useEdits } from '../use-edits.ts';
import type { Edits } from '../use-edits.ts';
import type { EditedRecurrent } from './recurrent-edits.ts';

/** Recurrent cells. */
export const RECURRENT: DraftKind<RecurrentGenotype> = {
  is: (cell: EditedCell): cell is RecurrentGenotype => isRecurrent(cell),
  remembered: 'dartboard.cells.last-recurrent',
};

/** What their activations stand for. */
export const RECURRENT_MEANING: CellMeaning = { ops: 'darts', space: 'darts-rnn' };

/** The editor. */
export interface RecurrentEditor extends Edits<RecurrentGenotype> {
  /** The place of a node in the list; null: none is selected. */
  readonly node: Readonly<Ref<number | null>>;
  select(node: number): void;
  /** Does an edit of the selected node. */
  applyToNode(edit: (cell: RecurrentGenotype, node: number) => EditedRecurrent): void;
}

/** The editor of a draft. */
export function useRecurrentEditor(draft: Draft<RecurrentGenotype>): RecurrentEditor {
  const node = ref<number | null>(0);
  const edits = useEdits(draft);
  // What is selected may be gone after an edit.
  watch(draft.genotype, ({ recurrent }) => {
    if (node.value !== null && node.value >= recurrent.length) node.value = recurrent.length - 1;
  });
  return {
    ...edits,
    node,
    select: (next) => {
      edits.refused.value = null;
      node.value = next;
    },
    applyToNode: (edit) => {
      const selected = node.value;
      if (selected !== null) edits.apply((cell) => edit(cell, selected));
    },
  };
}
