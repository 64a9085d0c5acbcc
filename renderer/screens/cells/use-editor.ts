/** What is selected, what was done or refused last, and the edits of the draft. */
import { computed, ref, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { nodeCount } from '../../../main/spaces/index.ts';
import type { CellKind, Genotype } from '../../../main/spaces/index.ts';
import type { Edited, EdgePlace } from './edits.ts';
import { misfit, rulesOf } from './rules.ts';
import type { Rules } from './rules.ts';
import type { Draft } from './use-draft.ts';

/** A part of a cell that is selected. */
export type Selected =
  | ({ readonly part: 'edge' } & EdgePlace)
  | { readonly part: 'node'; readonly kind: CellKind; readonly node: number };

/** The editor. */
export interface Editor {
  readonly draft: Draft;
  readonly rules: ComputedRef<Rules>;
  /** Why the cell is not one of its space; null: it is. */
  readonly misfit: ComputedRef<string | null>;
  /** The one that was selected last is last. */
  readonly selection: ShallowRef<readonly Selected[]>;
  readonly edges: ComputedRef<readonly EdgePlace[]>;
  /** The edge that the inspector shows; null: none. */
  readonly edge: ComputedRef<EdgePlace | null>;
  readonly node: ComputedRef<{ readonly kind: CellKind; readonly node: number } | null>;
  /** A sentence for each edit, read aloud. */
  readonly said: Ref<string>;
  /** Why the last edit was not done. */
  readonly refused: Ref<string | null>;
  select(part: Selected, more?: boolean): void;
  /** Does an edit, or says why not. */
  apply(edit: (genotype: Genotype, rules: Rules) => Edited): boolean;
  readonly undo: () => void;
  readonly redo: () => void;
}

const isPart = (a: Selected, b: Selected): boolean => JSON.stringify(a) === JSON.stringify(b);

/** With the part or without it; edges and nodes are not selected together, and something always is. */
function toggled(selection: readonly Selected[], part: Selected): readonly Selected[] {
  const others = selection.filter((one) => one.part === part.part && !isPart(one, part));
  const isOn = selection.some((one) => isPart(one, part));
  return isOn && others.length > 0 ? others : [...others, part];
}

/** What of the selection is in the cells still. */
function keptOf(selection: readonly Selected[], genotype: Genotype): readonly Selected[] {
  return selection.filter((one) =>
    one.part === 'edge'
      ? one.index < genotype[one.kind].edges.length
      : one.node < nodeCount(genotype[one.kind]),
  );
}

/** The editor of a draft. */
export function useEditor(draft: Draft): Editor {
  const rules = computed(() => rulesOf(draft.meaning.value));
  const selection = shallowRef<readonly Selected[]>([{ part: 'edge', kind: 'normal', index: 0 }]);
  const said = ref('');
  const refused = ref<string | null>(null);
  const edges = computed(() =>
    selection.value.flatMap((one) => (one.part === 'edge' ? [{ kind: one.kind, index: one.index }] : [])),
  );
  // What is selected may be gone after an edit.
  watch(draft.genotype, (genotype) => {
    const kept = keptOf(selection.value, genotype);
    if (kept.length !== selection.value.length) selection.value = kept;
  });
  const say = (sentence: string): void => {
    refused.value = null;
    said.value = sentence;
  };
  return {
    draft,
    rules,
    misfit: computed(() => misfit(draft.genotype.value, rules.value)),
    selection,
    edges,
    edge: computed(() => {
      const last = selection.value.at(-1);
      return last?.part === 'edge' ? last : null;
    }),
    node: computed(() => {
      const last = selection.value.at(-1);
      return last?.part === 'node' ? last : null;
    }),
    said,
    refused,
    select: (part, more = false) => {
      refused.value = null;
      selection.value = more ? toggled(selection.value, part) : [part];
    },
    apply: (edit) => {
      const edited = edit(draft.genotype.value, rules.value);
      if (edited.genotype === null) {
        refused.value = edited.refused;
        said.value = edited.refused;
        return false;
      }
      draft.push({ title: edited.said, genotype: edited.genotype, group: null });
      say(`${edited.said.charAt(0).toUpperCase()}${edited.said.slice(1)}.`);
      return true;
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
