import { NO_ANNOTATIONS, ownBeginning, readAnnotations } from '../runs/index.ts';
import type { NewRun, StoredRun } from '../runs/index.ts';
import type { Places } from './places.ts';
import { keptSplit, openRunData } from './run-data.ts';

/**
 * The same run once more, of its record: the settings, seed, data, split and cell of `run`, and where it began. It belongs to the
 * same experiment.
 *
 * @throws AppError `cli/data-changed`, `cli/split-changed`, `data/...`, `runs/...`
 */
export async function planAgain(run: StoredRun, places: Places): Promise<NewRun> {
  const { id, created: _created, starts: _starts, origin, ...plan } = run.record;
  // Whether the images are those that the record names.
  await openRunData(run, places);
  const beginning = await ownBeginning(run);
  return {
    ...plan,
    origin: { kind: 'again', run: id, step: origin?.step ?? null },
    ...(plan.data.split === undefined ? {} : { splitText: await keptSplit(run.paths.split) }),
    ...(beginning === null ? {} : { beginning }),
    ...(await inExperimentOf(run)),
  };
}

/** The experiment of a run for one that is made of it; tags, star and note are of the run itself. */
export async function inExperimentOf({ paths }: StoredRun): Promise<Pick<NewRun, 'annotations'>> {
  const { experiment } = await readAnnotations(paths.annotations);
  return experiment === null ? {} : { annotations: { ...NO_ANNOTATIONS, experiment } };
}
