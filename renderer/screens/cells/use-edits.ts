/** Edits of a draft: what was done or refused last, undo and redo. */
import { computed, ref } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { EditedCell } from '../../../main/spaces/index.ts';
import type { Draft } from './use-draft.ts';

/** What is edited after an edit and what was done, or why it was not. */
export type Edited<C extends EditedCell> =
  { readonly cell: C; readonly said: string } | { readonly cell: null; readonly refused: string };

/** The edits of a draft. */
export interface Edits<C extends EditedCell> {
  readonly draft: Draft<C>;
  readonly cell: ComputedRef<C>;
  /** A sentence for each edit, read aloud. */
  readonly said: Readonly<Ref<string>>;
  /** Why the last edit was not done. */
  readonly refused: Ref<string | null>;
  /** Does an edit, or says why not. */
  apply(edit: (cell: C) => Edited<C>): void;
  /** Shows what a text says. */
  follow(cell: C, group: string): void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** The edits of a draft. */
export function useEdits<C extends EditedCell>(draft: Draft<C>): Edits<C> {
  const said = ref('');
  const refused = ref<string | null>(null);
  const say = (sentence: string): void => {
    refused.value = null;
    said.value = sentence;
  };
  return {
    draft,
    cell: computed(() => draft.genotype.value),
    said,
    refused,
    apply: (edit) => {
      const edited = edit(draft.genotype.value);
      if ('refused' in edited) {
        refused.value = edited.refused;
        said.value = edited.refused;
        return;
      }
      draft.push({ title: edited.said, genotype: edited.cell, group: null });
      say(`${edited.said.charAt(0).toUpperCase()}${edited.said.slice(1)}.`);
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
