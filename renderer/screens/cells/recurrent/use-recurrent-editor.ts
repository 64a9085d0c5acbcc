/** Which node is selected, what was done or refused last, and the edits of the draft. */
import { computed, ref, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { EditedCell, RecurrentGenotype } from '../../../../main/spaces/index.ts';
import { isRecurrent } from '../../../../main/spaces/index.ts';
import type { CellMeaning } from '../rules.ts';
import type { Draft, DraftKind } from '../use-draft.ts';
import type { EditedRecurrent } from './recurrent-edits.ts';

/** Recurrent cells. */
export const RECURRENT: DraftKind<RecurrentGenotype> = {
  is: (cell: EditedCell): cell is RecurrentGenotype => isRecurrent(cell),
  remembered: 'dartboard.cells.last-recurrent',
};

/** What their activations stand for. */
export const RECURRENT_MEANING: CellMeaning = { ops: 'darts', space: 'darts-rnn' };

/** The editor. */
export interface RecurrentEditor {
  readonly draft: Draft<RecurrentGenotype>;
  readonly cell: ComputedRef<RecurrentGenotype>;
  /** The place of a node in the list; null: none is selected. */
  readonly node: Readonly<Ref<number | null>>;
  /** A sentence for each edit, read aloud. */
  readonly said: Readonly<Ref<string>>;
  /** Why the last edit was not done. */
  readonly refused: Readonly<Ref<string | null>>;
  select(node: number): void;
  /** Does an edit, or says why not. */
  apply(edit: (cell: RecurrentGenotype) => EditedRecurrent): void;
  /** Does an edit of the selected node. */
  applyToNode(edit: (cell: RecurrentGenotype, node: number) => EditedRecurrent): void;
  /** Shows the cell that a text says. */
  follow(cell: RecurrentGenotype, group: string): void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** The editor of a draft. */
export function useRecurrentEditor(draft: Draft<RecurrentGenotype>): RecurrentEditor {
  const node = ref<number | null>(0);
  const said = ref('');
  const refused = ref<string | null>(null);
  // What is selected may be gone after an edit.
  watch(draft.genotype, ({ recurrent }) => {
    if (node.value !== null && node.value >= recurrent.length) node.value = recurrent.length - 1;
  });
  const say = (sentence: string): void => {
    refused.value = null;
    said.value = sentence;
  };
  const apply: RecurrentEditor['apply'] = (edit) => {
    const edited = edit(draft.genotype.value);
    if (edited.cell === null) {
      refused.value = edited.refused;
      said.value = edited.refused;
      return;
    }
    draft.push({ title: edited.said, genotype: edited.cell, group: null });
    say(`${edited.said.charAt(0).toUpperCase()}${edited.said.slice(1)}.`);
  };
  return {
    draft,
    cell: computed(() => draft.genotype.value),
    node,
    said,
    refused,
    select: (next) => {
      refused.value = null;
      node.value = next;
    },
    apply,
    applyToNode: (edit) => {
      const selected = node.value;
      if (selected !== null) apply((cell) => edit(cell, selected));
    },
    follow: (genotype, group) => {
      draft.push({ title: 'text', genotype, group });
      say('The cell follows the text.');
    },
    undo: () => {
      const title = draft.undo();
      say(title === null ? 'There is nothing to undo.' : `Undone: ${title}.`);
    },
    redo: () => {
      const title = draft.redo();
      say(title === null ? 'There is nothing to redo.' : `Redone: ${title}.`);
    },
  };
}
