/** A cell that is pasted outside of text fields is the next step of the draft. */
import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue';
import { isInText } from '../../commands/keyboard.ts';
import { genotypeIn, looksLikeCell } from './text.ts';
import type { Editor } from './use-editor.ts';

/** Listens while the screen is shown. */
export function usePastedCells(editor: Editor): void {
  const { draft } = editor;
  const onPaste = (event: ClipboardEvent): void => {
    if (isInText(event.target) || document.querySelector('dialog:modal') !== null) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!looksLikeCell(text)) return;
    event.preventDefault();
    const read = genotypeIn(text, draft.meaning.value);
    if ('problem' in read) {
      editor.refused.value = `${read.problem} The cells are as they were.`;
      return;
    }
    editor.refused.value = null;
    draft.push({ title: 'pasted cell', genotype: read.genotype, group: null }, read.meaning);
    editor.said.value = 'The pasted cell is shown.';
  };
  const listen = (): void => window.addEventListener('paste', onPaste);
  const deafen = (): void => window.removeEventListener('paste', onPaste);
  onMounted(listen);
  onActivated(listen);
  onDeactivated(deafen);
  onBeforeUnmount(deafen);
}
