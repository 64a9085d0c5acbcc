import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { readStored, writeStored } from '../stores/browser.ts';
import type { Command } from './command.ts';
import { normalKeys } from './keys.ts';

const STORED = 'dartboard.keymap';

/** The shortcuts of each command: the usual ones, unless a person has chosen others. */
export const useKeymap = defineStore('keymap', () => {
  const chosen = shallowRef(parseKeymap(readStored(STORED)));
  const keep = (next: ReadonlyMap<string, readonly string[]>): void => {
    chosen.value = next;
    writeStored(STORED, JSON.stringify(Object.fromEntries(next)));
  };
  const keysOf = ({ id, keys = [] }: Pick<Command, 'id' | 'keys'>): readonly string[] =>
    chosen.value.get(id) ?? keys.map(normalKeys);
  return {
    keysOf,
    /** Whether a person has chosen its shortcuts. */
    isChosen: (id: string): boolean => chosen.value.has(id),
    hasChosen: (): boolean => chosen.value.size > 0,
    choose: (id: string, keys: readonly string[]): void =>
      keep(new Map([...chosen.value, [id, keys.map(normalKeys)]])),
    reset: (id: string): void => keep(new Map([...chosen.value].filter(([known]) => known !== id))),
    resetAll: (): void => keep(new Map()),
    /** The others among these commands that this shortcut gives. */
    sameKeys: (commands: readonly Command[], { id }: Command, keys: string): readonly Command[] =>
      commands.filter((other) => other.id !== id && keysOf(other).includes(normalKeys(keys))),
  };
});

/** What was stored; what cannot be read is none. */
export function parseKeymap(text: string | null): ReadonlyMap<string, readonly string[]> {
  if (text === null) return new Map();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
    return new Map(
      Object.entries(value).flatMap(([id, keys]: [string, unknown]) =>
        Array.isArray(keys) && keys.every((each): each is string => typeof each === 'string')
          ? [[id, keys.map(normalKeys)] as const]
          : [],
      ),
    );
  } catch {
    return new Map();
  }
}
