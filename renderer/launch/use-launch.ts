import { shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { OfferedCell } from '../stores/navigation.ts';

/** What a launch dialog is opened with. */
export interface Launching {
  readonly cell: OfferedCell | null;
  readonly data: string | null;
}

/** A launch dialog of a screen: closed, or open with what it was asked for. */
export function useLaunch(): {
  readonly launching: Readonly<ShallowRef<Launching | null>>;
  readonly open: (what?: Partial<Launching>) => void;
  readonly close: () => void;
} {
  const launching = shallowRef<Launching | null>(null);
  return {
    launching,
    open: (what = {}) => {
      launching.value = { cell: null, data: null, ...what };
    },
    close: () => {
      launching.value = null;
    },
  };
}
