import { ref, watch } from 'vue';
import type { Ref } from 'vue';
import type { FigureOptions } from '../../main/api/contract.ts';
import { readStored, writeStored } from '../stores/browser.ts';
import { DEFAULT_OPTIONS } from './options.ts';

const KEY = 'dartboard.figure-options';

/** The options that were chosen last, remembered for the next figure. */
export function useFigureOptions(): Ref<FigureOptions> {
  const options = ref(optionsFrom(readStored(KEY)));
  watch(options, (next) => writeStored(KEY, JSON.stringify(next)));
  return options;
}

/** Options from a stored text: each that has the type of the usual one, and the usual one for the others. */
export function optionsFrom(text: string | null): FigureOptions {
  if (text === null) return DEFAULT_OPTIONS;
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return DEFAULT_OPTIONS;
    const known = Object.entries(read).filter(([name, value]) => {
      const usual: unknown = Reflect.get(DEFAULT_OPTIONS, name);
      if (name === 'font') return value === 'sans' || value === 'serif';
      return name === 'heightMm'
        ? value === null || typeof value === 'number'
        : typeof value === typeof usual;
    });
    return { ...DEFAULT_OPTIONS, ...Object.fromEntries(known) };
  } catch {
    // What cannot be read was not written by this version: the usual options are as good.
    return DEFAULT_OPTIONS;
  }
}
