import { usePaletteItems } from '../commands/palette-items.ts';
import type { PaletteItem } from '../commands/palette-items.ts';
import { useNavigation } from '../stores/navigation.ts';
import { useRuns } from '../stores/runs.ts';
import { STATE_WORDS } from '../ui/states.ts';
import { useProjects } from './projects.ts';

/** Lets the palette find all runs and all projects. */
export function usePaletteRuns(): void {
  const runs = useRuns();
  const projects = useProjects();
  const navigation = useNavigation();
  usePaletteItems(() => [
    ...runs.runs.map(({ run, kind, title, state, seed, started }): PaletteItem => ({
      id: `run.${run}`,
      title,
      detail: `${kind} · ${STATE_WORDS[state].title} · seed ${seed} · ${started.slice(0, 16).replace('T', ' ')}`,
      icon: kind,
      run: () => navigation.go(kind, { run }),
    })),
    ...projects.list.recent
      .filter(({ isMissing }) => !isMissing)
      .map(({ path, name }): PaletteItem => ({
        id: `project.${path}`,
        title: `Open project ${name}`,
        detail: path,
        icon: 'data',
        run: () => projects.open({ path }),
      })),
  ]);
}
