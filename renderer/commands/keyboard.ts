/** The one listener for shortcuts of the page. */
import { onBeforeUnmount, onMounted } from 'vue';
import type { Command } from './command.ts';
import { isKeyOfText, keysOfStroke } from './keys.ts';
import { useKeymap } from './keymap.ts';
import { useCommandRegistry } from './registry.ts';

/** Whether this is a Mac, where Mod is Cmd. */
export const isMac = (): boolean => /\b(Macintosh|iPad|iPhone)\b/.test(navigator.userAgent);

/** Gives the commands whose shortcuts are pressed, as long as the component is on the page. */
export function useShortcuts(): void {
  const registry = useCommandRegistry();
  const keymap = useKeymap();
  const listen = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || isDialogOpen()) return;
    const keys = keysOfStroke(event, isMac());
    if (keys === null || (isInText(event.target) && isKeyOfText(keys))) return;
    const command = chosenBy(keys, registry.commands, keymap.keysOf);
    if (command === null) return;
    event.preventDefault();
    registry.run(command.id);
  };
  onMounted(() => window.addEventListener('keydown', listen));
  onBeforeUnmount(() => window.removeEventListener('keydown', listen));
}

/** The command that these keys give: of several that can be done, the screen's own, which came last. */
export function chosenBy(
  keys: string,
  commands: readonly Command[],
  keysOf: (command: Command) => readonly string[],
): Command | null {
  const meant = commands.filter((command) => keysOf(command).includes(keys));
  return meant.findLast((command) => command.isEnabled?.() ?? true) ?? null;
}

/** A dialog has the keyboard for itself. */
const isDialogOpen = (): boolean => document.querySelector('dialog:modal') !== null;

/** Whether something is written there. */
export function isInText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['button', 'checkbox', 'radio', 'submit', 'reset', 'color', 'file'].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}
