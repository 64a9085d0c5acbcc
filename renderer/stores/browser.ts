import { readonly, ref, watch } from 'vue';
import type { Ref } from 'vue';

/** Whether a media query holds, now and later. */
export function usePreferred(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query);
  const matches = ref(list.matches);
  list.addEventListener('change', () => (matches.value = list.matches));
  return readonly(matches);
}

/** One of `choices` that this browser remembers. */
export function useLocalStorage<T extends string>(key: string, initial: T, choices: readonly T[]): Ref<T> {
  const stored = window.localStorage.getItem(key);
  const value = ref(choices.find((choice) => choice === stored) ?? initial) as Ref<T>;
  watch(value, (next) => window.localStorage.setItem(key, next));
  return value;
}
