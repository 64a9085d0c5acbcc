import { expect, it } from 'vitest';
import type { Command } from '../commands/command.ts';
import { commandMenus, shellMenus } from './menus.ts';

const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  menu: 'view',
  run: () => undefined,
  ...more,
});
const keysOf = ({ keys = [] }: Command): readonly string[] => keys;

it('puts the commands of a screen before those of the workbench, in the order of the menus', () => {
  const commands = [
    command('workbench.help', { menu: 'help' }),
    command('workbench.zoom'),
    command('cells.fit'),
    command('cells.new', { menu: 'file' }),
  ];
  const made = commandMenus(commands).map(({ id, lines }) => [
    id,
    lines.map((line) => (line === 'line' ? line : line.id)),
  ]);
  expect(made).toEqual([
    ['file', ['cells.new']],
    ['edit', []],
    ['view', ['cells.fit', 'line', 'workbench.zoom']],
    ['help', ['workbench.help']],
  ]);
});

it('tells the shell plain data', () => {
  const [, view] = shellMenus(
    [command('a.b', { keys: ['Mod+1'], isEnabled: () => false, isOn: () => true }), command('a.c')],
    keysOf,
  );
  expect(view?.items).toEqual([
    { id: 'a.b', title: 'a.b', accelerator: 'CommandOrControl+1', isEnabled: false, isOn: true },
    { id: 'a.c', title: 'a.c', accelerator: null, isEnabled: true, isOn: null },
  ]);
  expect(structuredClone(view)).toEqual(view);
});
