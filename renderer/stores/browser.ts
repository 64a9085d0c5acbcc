import { readonly, ref, watch } from 'vue';
import type { Ref } from 'vue';

/** Whether a media query holds, now and later. */
export function usePreferred(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query);
  const matches = ref(list.matches);
  list.addEventListener('change', () => (matches.value = list.matches));
  return readonly(matches);
}

/** What this browser remembers under a key; null: nothing, or it remembers nothing at all. */
export function readStored(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    // A browser that may keep nothing: everything is as it is at first.
    return null;
  }
}

/** Has this browser remember something. */
export function writeStored(key: string, text: string): void {
  try {
    window.localStorage.setItem(key, text);
  } catch {
    // A browser that may keep nothing forgets it with the page; there is nothing else that it could do.
  }
}

/** One of `choices` that this browser remembers. */
export function useLocalStorage<T extends string>(key: string, initial: T, choices: readonly T[]): Ref<T> {
  const stored = readStored(key);
  const value = ref(choices.find((choice) => choice === stored) ?? initial) as Ref<T>;
  watch(value, (next) => writeStored(key, next));
  return value;
}
