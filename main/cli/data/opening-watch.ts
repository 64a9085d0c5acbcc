import type { OpeningWatch } from '../host.ts';
import type { Output } from '../output.ts';
import { createStageProgress } from './stages.ts';
import type { StageProgress } from './stages.ts';

/** What takes less is not worth a line: most sets are open before. */
const QUIET_MS = 500;

/** Shows on stderr what a long opening of a data set is at. */
export function watchOpening(output: Output): OpeningWatch {
  let shown: { readonly begun: number; readonly progress: StageProgress } | null = null;
  const end = (): void => {
    shown?.progress.end();
    shown = null;
  };
  return {
    onProgress({ phase, done, total }) {
      shown ??= { begun: performance.now(), progress: createStageProgress(output) };
      if (performance.now() - shown.begun >= QUIET_MS) shown.progress.show(phase, done, total);
    },
    onNote(sentence) {
      shown?.progress.end();
      output.message(sentence);
    },
    end,
  };
}
