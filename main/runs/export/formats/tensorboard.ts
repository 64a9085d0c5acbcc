import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredRun } from '../../summary.ts';
import type { ExportContext, ExportFormat } from '../format.ts';
import { EXPORT_MARK } from '../target.ts';
import { experimentOf } from '../tensorboard/settings.ts';
import { writeExperiment, writeRunEvents } from '../tensorboard/write-events.ts';

/** Event files that TensorBoard opens: `tensorboard --logdir PATH`. One run lies in the folder itself, of several each in its own. */
export const tensorboard: ExportFormat = {
  title: 'a folder of TensorBoard event files: scalars, histograms of alphas, text, hyperparameters',
  kind: 'folder',
  runs: 'several',
  async write(runs, context) {
    const seconds = Date.parse(context.created) / 1000;
    const [only] = runs;
    if (only !== undefined && runs.length === 1) {
      await writeRunEvents(only, {
        folder: context.path,
        closing: ({ settings, tags }) => experimentOf([settings], tags, seconds),
        onNote: context.onNote,
      });
    } else {
      await writeEach(runs, context, seconds);
    }
    const { path, appVersion, created } = context;
    const mark = { format: 1, kind: 'tensorboard', app: appVersion, created, runs: runs.map(({ id }) => id) };
    await writeFile(join(path, EXPORT_MARK), `${JSON.stringify(mark, null, 2)}\n`);
  },
};

async function writeEach(
  runs: readonly StoredRun[],
  { path, onNote }: ExportContext,
  seconds: number,
): Promise<void> {
  const settings = [];
  const tags = new Set<string>();
  for (const run of runs) {
    const folder = join(path, folderName(run));
    await mkdir(folder);
    const written = await writeRunEvents(run, { folder, closing: null, onNote });
    settings.push(written.settings);
    for (const tag of written.tags) tags.add(tag);
  }
  // TensorBoard takes the first that it finds: one for all runs, above them.
  await writeExperiment(path, seconds, experimentOf(settings, tags, seconds));
}

/** `quick-search-on-fashion-mnist-small-seed0-x7k2qa`; the end is that of the id, which differs between any two runs. */
function folderName({ id, record }: StoredRun): string {
  const title = record.title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80);
  return `${title}-seed${String(record.seed)}-${id.slice(-8)}`;
}
