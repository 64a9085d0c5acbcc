import type { Ref } from 'vue';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { isActive, isResumable } from '../../ui/states.ts';
import type { RunActionName, useRunActions } from './run-actions.ts';
import { useRunsTable } from './use-runs-table.ts';

/** What the screen shows. */
export type RunsMode = 'table' | 'compare' | 'queue' | 'trash';

/** What commands steer besides the table. */
export interface CommandTargets {
  readonly actions: ReturnType<typeof useRunActions>;
  readonly mode: Ref<RunsMode>;
  readonly focusFilter: () => void;
  readonly importRuns: () => void;
  readonly removeByRule: () => void;
  readonly togglePlot: () => void;
  readonly isPlotOn: () => boolean;
}

/** Everything that a person can do on the screen of runs, for menus, palette and shortcuts. */
export function useRunCommands(targets: CommandTargets): void {
  const table = useRunsTable();
  useCommands(() => [...ofRuns(targets, table), ...ofView(targets, table)]);
}

type Table = ReturnType<typeof useRunsTable>;

function ofRuns(
  { actions, mode, importRuns, removeByRule }: CommandTargets,
  table: Table,
): readonly Command[] {
  const hasAny = (): boolean => table.chosen.size > 0 && mode.value === 'table';
  const hasOne = (): boolean => table.chosen.size === 1 && mode.value === 'table';
  const command = (
    action: RunActionName,
    title: string,
    more: { readonly keys?: readonly string[]; readonly isEnabled: () => boolean },
  ): Command => ({ id: `runs.${action}`, title, menu: 'run', ...more, run: () => actions.act(action) });
  return [
    command('open', 'Open the run', { isEnabled: hasOne }),
    command('compare', 'Compare the chosen runs', { keys: ['C'], isEnabled: hasAny }),
    command('again', 'Run again', { isEnabled: hasOne }),
    command('verify', 'Compare with the original', {
      isEnabled: () => hasOne() && actions.only()?.origin?.kind === 'again',
    }),
    command('fork', 'Fork from a checkpoint', { isEnabled: hasOne }),
    command('resume', 'Resume the chosen runs', {
      isEnabled: () => hasAny() && actions.chosen().some(isResumable),
    }),
    command('stop', 'Stop the chosen runs', { isEnabled: () => hasAny() && actions.chosen().some(isActive) }),
    command('export', 'Export the chosen runs…', { keys: ['Mod+Shift+E'], isEnabled: hasAny }),
    { id: 'runs.import', title: 'Import runs…', menu: 'file', keys: ['Mod+Shift+I'], run: importRuns },
    command('star', 'Star or unstar', { keys: ['S'], isEnabled: hasAny }),
    ...fieldCommands(hasAny, hasOne),
    command('hide', 'Hide in charts, or show', { keys: ['X'], isEnabled: hasAny }),
    command('solo', 'Show alone in charts, or all', { keys: ['O'], isEnabled: hasAny }),
    command('remove', 'Remove the chosen runs', { keys: ['Delete'], isEnabled: hasAny }),
    { id: 'runs.remove-by-rule', title: 'Remove runs by rule…', menu: 'run', run: removeByRule },
    {
      id: 'runs.undo-removal',
      title: 'Undo the removal of runs',
      menu: 'edit',
      keys: ['Mod+Z'],
      isEnabled: () => actions.removed.value.length > 0,
      run: () => actions.restore(actions.removed.value),
    },
  ];
}

function fieldCommands(hasAny: () => boolean, hasOne: () => boolean): readonly Command[] {
  const focus = (field: string): void => {
    const found = document.querySelector<HTMLElement>(`[data-runs-field="${field}"]`);
    // A note that is shown has a button in the place of its field.
    if (found instanceof HTMLButtonElement) found.click();
    else found?.focus();
  };
  return [
    {
      id: 'runs.tag',
      title: 'Tag the chosen runs',
      menu: 'run',
      keys: ['T'],
      isEnabled: hasAny,
      run: () => focus('tag'),
    },
    {
      id: 'runs.note',
      title: 'Write a note',
      menu: 'run',
      keys: ['N'],
      isEnabled: hasOne,
      run: () => focus('note'),
    },
  ];
}

function ofView(
  { mode, focusFilter, togglePlot, isPlotOn }: CommandTargets,
  table: Table,
): readonly Command[] {
  const show = (wanted: RunsMode, title: string): Command => ({
    id: `runs.show-${wanted}`,
    title,
    menu: 'view',
    isOn: () => mode.value === wanted,
    run: () => void (mode.value = wanted),
  });
  const toggle = (
    key: 'isGrouped' | 'onlyDiffering' | 'withSettings',
    title: string,
    keys: readonly string[],
  ): Command => ({
    id: `runs.${key}`,
    title,
    menu: 'view',
    keys,
    isOn: () => table.view[key],
    run: () => table.change({ [key]: !table.view[key] }),
  });
  return [
    show('table', 'Table of runs'),
    show('compare', 'Comparison of runs'),
    show('queue', 'Queue'),
    show('trash', 'Trash'),
    { id: 'runs.filter', title: 'Filter runs', menu: 'edit', keys: ['Mod+F', '/'], run: focusFilter },
    {
      id: 'runs.select-all',
      title: 'Choose all runs',
      menu: 'edit',
      isEnabled: () => mode.value === 'table',
      run: () => table.chooseAll(),
    },
    toggle('isGrouped', 'Group seeds', ['G']),
    toggle('onlyDiffering', 'Only columns that differ', ['D']),
    toggle('withSettings', 'Settings as columns', []),
    {
      id: 'runs.plot',
      title: 'Plot of accuracy and cost',
      menu: 'view',
      keys: ['P'],
      isOn: isPlotOn,
      run: togglePlot,
    },
  ];
}
