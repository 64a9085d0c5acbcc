import { expect, it } from 'vitest';
import type { Command } from '../commands/command.ts';
import { commandLines, itemLines, linesFor } from './palette.ts';

const COMMANDS: readonly Command[] = [
  { id: 'workbench.back', title: 'Back', menu: 'go', isEnabled: () => false, run: () => undefined },
  { id: 'cells.undo', title: 'Undo', menu: 'edit', run: () => undefined },
  { id: 'workbench.theme.dark', title: 'Theme: dark', menu: 'view', run: () => undefined },
];
const LINES = [
  ...commandLines(COMMANDS, ({ id }) => (id === 'cells.undo' ? 'Ctrl+Z' : null)),
  ...itemLines([
    {
      id: 'run.1',
      title: 'DARTS on CIFAR-10',
      detail: 'search · finished',
      icon: 'search',
      run: () => undefined,
    },
  ]),
];

it('lists commands before anything is typed, those that can be done first', () => {
  expect(linesFor(LINES, ' ').map(({ id }) => id)).toEqual([
    'cells.undo',
    'workbench.theme.dark',
    'workbench.back',
  ]);
});

it('finds commands and things by some of their letters', () => {
  expect(linesFor(LINES, 'them dark')[0]?.id).toBe('workbench.theme.dark');
  expect(linesFor(LINES, 'cifar')[0]?.id).toBe('run.1');
  expect(linesFor(LINES, 'undo')[0]).toMatchObject({ detail: 'Edit', keys: 'Ctrl+Z' });
  expect(linesFor(LINES, 'xylophone')).toEqual([]);
});
