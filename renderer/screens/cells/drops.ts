/** Where what is dragged may be let go, and what is done there. */
import { rewire, rewiringProblem, setPrimitive } from './edits.ts';
import type { Drag } from './use-drag.ts';
import type { Editor } from './use-editor.ts';

/** Does what was dragged there, or says why not. */
export function drop(drag: Drag, editor: Editor): void {
  if (drag.what === 'primitive') {
    if (drag.over?.on !== 'edge') return;
    const { kind, index } = drag.over;
    editor.select({ part: 'edge', kind, index });
    editor.apply((now, rules) =>
      setPrimitive(now, { places: [{ kind, index }], primitive: drag.primitive }, rules),
    );
    return;
  }
  const { kind, index, over } = drag;
  if (over?.on !== 'state') return;
  if (over.kind !== kind) {
    editor.refused.value = 'An edge reads states of its own cell.';
    return;
  }
  if (editor.draft.genotype.value[kind].edges[index]?.input === over.state) return;
  editor.apply((now, rules) => rewire(now, { kind, index, input: over.state }, rules));
}

/** Why what is dragged cannot be let go there; null: it can, or it is over nothing. */
export function dropProblem(drag: Drag | null, editor: Editor): string | null {
  if (drag?.what !== 'source' || drag.over?.on !== 'state' || drag.over.kind !== drag.kind) return null;
  const { kind, index, over } = drag;
  const genotype = editor.draft.genotype.value;
  if (genotype[kind].edges[index]?.input === over.state) return null;
  return rewiringProblem(genotype, { kind, index, input: over.state }, editor.rules.value);
}
