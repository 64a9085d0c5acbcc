import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { FigureSet, FigureSets, KeptFigure } from '../../main/api/contract.ts';
import { useAttempts } from '../stores/attempts.ts';
import { useClient } from '../stores/client.ts';

/** A change of a set; an exception says why it cannot be. */
type SetChange = (set: FigureSet) => FigureSet;

/** The figure sets of the host. */
export const useFigureSets = defineStore('figure-sets', () => {
  const client = useClient();
  const { problem, attempt } = useAttempts();
  const list = shallowRef<FigureSets | null>(null);
  const read = async (): Promise<FigureSets> => (list.value = await client.call('figures.list', {}));
  const keep = async (set: FigureSet): Promise<void> => {
    await client.call('figures.save', { set });
    await read();
  };
  return {
    sets: computed(() => list.value?.sets ?? []),
    /** What is wrong with those that cannot be read. */
    unreadable: computed(() => list.value?.problems ?? []),
    problem,
    /** The one that is looked at; null: none. */
    shown: ref<string | null>(null),
    load: () => attempt(read),
    /** The id of the new set; null where it failed. */
    create: (title: string): Promise<string | null> =>
      attempt(async () => {
        const id = idOfSet();
        await keep({ id, title: title.trim(), figures: [] });
        return id;
      }),
    /** Changes a set as it is now, which another window may have changed meanwhile. */
    change: (id: string, change: SetChange): Promise<boolean | null> =>
      attempt(async () => {
        const set = (await read()).sets.find((one) => one.id === id);
        if (set === undefined)
          throw new Error('This figure set has been removed. Add the figure to another.');
        await keep(change(set));
        return true;
      }),
    remove: (id: string): Promise<boolean | null> =>
      attempt(async () => {
        await client.call('figures.remove', { set: id });
        await read();
        return true;
      }),
  };
});

/** `crypto.randomUUID` is not there in pages that are not from this machine. */
function idOfSet(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** The set with a figure, in place of the one of its name. */
export function withFigure(set: FigureSet, figure: KeptFigure): FigureSet {
  const at = set.figures.findIndex(({ name }) => isSameFile(name, figure.name));
  return {
    ...set,
    figures: at < 0 ? [...set.figures, figure] : set.figures.map((one, i) => (i === at ? figure : one)),
  };
}

/** Whether two names are one file on a machine that does not tell capitals. */
export function isSameFile(a: string, b: string): boolean {
  return a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();
}

/** What a figure may be called; null: as it is called. */
export function nameProblem(name: string): string | null {
  return /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u.test(name)
    ? null
    : 'Begin with a letter or digit; then letters, digits, spaces, dots, - and _ (80 at most).';
}
