import type { SavedState } from '../../main/api/contract.ts';
import type { RunLog } from '../stores/run-log.ts';

/** A checkpoint from which a fork can begin. */
export interface ForkChoice extends SavedState {
  /** Whole epochs by then. */
  readonly epochs: number;
  /** `After epoch 3, the best`. */
  readonly title: string;
}

/** The kept checkpoints in words, the newest first. */
export function forkChoices(
  { epochs: ended }: Pick<RunLog, 'epochs'>,
  saved: readonly SavedState[],
): readonly ForkChoice[] {
  const best = ended.reduce<{ readonly step: number; readonly accuracy: number } | null>(
    (found, { step, valid }) => {
      if (valid === null || valid.accuracy <= (found?.accuracy ?? -1)) return found;
      return { step, accuracy: valid.accuracy };
    },
    null,
  );
  return saved.map((state, i) => {
    const epochs = ended.filter(({ step }) => step <= state.step).length;
    const isWhole = ended.some(({ step }) => step === state.step);
    const words = [
      `${isWhole || epochs === 0 ? 'After' : 'Within the epoch after'} epoch ${epochs}`,
      ...(i === 0 ? ['the newest'] : []),
      ...(best?.step === state.step ? ['the best'] : []),
    ];
    return { ...state, epochs, title: words.join(', ') };
  });
}

/** The latest that is not after so many epochs, or else the earliest; of null the newest. */
export function nearestChoice(choices: readonly ForkChoice[], epochs: number | null): ForkChoice | null {
  if (epochs === null) return choices[0] ?? null;
  return choices.find((choice) => choice.epochs <= epochs) ?? choices.at(-1) ?? null;
}
