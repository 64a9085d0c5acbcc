import { writeBundle } from '../bundle/write-bundle.ts';
import type { ExportFormat } from '../format.ts';

/** Whole run folders for another Dartboard. */
export const bundle: ExportFormat = {
  title: 'a .dartboard file: whole runs with their checkpoints, for "runs import" elsewhere',
  kind: 'file',
  runs: 'several',
  write: (runs, context) =>
    writeBundle(runs, context, { checkpoints: 'all', logs: false, onNote: context.onNote }),
};
