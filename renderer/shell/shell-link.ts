/** Keeps the shell of the window up to date, and does what it asks for. */
import { onMounted, watch } from 'vue';
import type { ShellVisit } from '../../main/api/contract.ts';
import { isInText } from '../commands/keyboard.ts';
import { useKeymap } from '../commands/keymap.ts';
import { useCommandRegistry } from '../commands/registry.ts';
import { useDesktop } from '../desktop/desktop.ts';
import { useNavigation } from '../stores/navigation.ts';
import { useRuns } from '../stores/runs.ts';
import { shellMenus } from './menus.ts';
import { usePreferences } from './preferences.ts';
import { useDrops } from './serve-drops.ts';

/** Menus are told at most so often: a screen may change many commands at once. */
const PAUSE_MS = 100;

/** As long as the component is on the page; in a browser there is nothing to be done. */
export function useShellLink(): void {
  const { shell } = useDesktop();
  if (shell === null) return;
  const registry = useCommandRegistry();
  const keymap = useKeymap();
  const preferences = usePreferences();
  const visit = useShellVisits();
  let told = '';
  let timer = 0;
  watch(
    () => shellMenus(registry.commands, keymap.keysOf),
    (menus) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        const text = JSON.stringify(menus);
        if (text !== told) shell.menu(menus);
        told = text;
      }, PAUSE_MS);
    },
    { immediate: true },
  );
  watch(
    () => preferences.wishes,
    (wishes) => shell.notices({ ...wishes }),
    { immediate: true },
  );
  shell.onCommand((id) => {
    if (!isTextsOwn(id)) registry.run(id);
  });
  onMounted(() => shell.onVisit(visit));
}

/** A menu's undo is that of the text field where one has the focus. */
function isTextsOwn(id: string): boolean {
  const what = /\.(undo|redo)$/.exec(id)?.[1];
  if (what === undefined || !isInText(document.activeElement)) return false;
  // There is no other way to undo in a text field; it works in all browsers that the pages run in.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand(what);
  return true;
}

function useShellVisits(): (visit: ShellVisit) => void {
  const runs = useRuns();
  const navigation = useNavigation();
  const drops = useDrops();
  return (visit) => {
    if (visit.kind === 'run') {
      const { run } = visit;
      const kind = runs.runs.find((each) => each.run === run)?.kind ?? null;
      if (kind === null) navigation.go('runs', { show: run });
      else navigation.go(kind, { run });
      return;
    }
    const { path, text } = visit;
    const name = path.split(/[/\\]/).at(-1) ?? path;
    void drops.serve({ name, isFolder: false, path, text });
  };
}
