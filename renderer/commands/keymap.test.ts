import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from './command.ts';
import { chosenBy } from './keyboard.ts';
import { parseKeymap, useKeymap } from './keymap.ts';

const command = (id: string, keys: readonly string[], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  menu: 'edit',
  keys,
  run: () => undefined,
  ...more,
});

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('window', {
    localStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, text: string) => stored.set(key, text),
    },
  });
  setActivePinia(createPinia());
});

describe('the keymap', () => {
  it('gives the usual keys until others are chosen, and the others after a restart', () => {
    const cells = command('workbench.go.cells', ['Mod+2']);
    useKeymap().choose(cells.id, ['Shift+Mod+e']);
    setActivePinia(createPinia());
    const keymap = useKeymap();
    expect(keymap.keysOf(cells)).toEqual(['Mod+Shift+E']);
    keymap.reset(cells.id);
    expect(keymap.keysOf(cells)).toEqual(['Mod+2']);
    expect(keymap.hasChosen()).toBe(false);
  });

  it('says who has the keys already', () => {
    const one = command('a', ['Mod+E']);
    const two = command('b', []);
    const keymap = useKeymap();
    expect(keymap.sameKeys([one, two], two, 'Mod+E')).toEqual([one]);
    keymap.choose('a', []);
    expect(keymap.sameKeys([one, two], two, 'Mod+E')).toEqual([]);
  });

  it.each(['', '[]', '7', '{"a":1}', '{"a":[1]}', '{'])('is the usual one where %j is stored', (text) => {
    expect(parseKeymap(text).size).toBe(0);
  });
});

describe('a key that several commands have', () => {
  it('gives the one that came last and can be done', () => {
    const workbench = command('workbench.undo', ['Mod+Z']);
    const screen = command('cells.undo', ['Mod+Z'], { isEnabled: () => false });
    const keysOf = ({ keys = [] }: Command): readonly string[] => keys;
    expect(chosenBy('Mod+Z', [workbench, screen], keysOf)).toBe(workbench);
    expect(chosenBy('Mod+Z', [workbench, command('c', ['Mod+Z'])], keysOf)?.id).toBe('c');
    expect(chosenBy('Mod+Z', [screen], keysOf)).toBeNull();
  });
});
