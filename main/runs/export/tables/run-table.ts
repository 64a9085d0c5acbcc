import { summarize } from '../../summary.ts';
import type { StoredRun } from '../../summary.ts';
import type { Cell, Column } from './table.ts';

/** The columns of the table of runs, a row each. */
export const RUN_COLUMNS: readonly Column[] = [
  { name: 'run', unit: null, meaning: 'id' },
  { name: 'kind', unit: null, meaning: 'search or train' },
  { name: 'title', unit: null, meaning: 'for people' },
  { name: 'state', unit: null, meaning: 'when it was exported' },
  { name: 'created', unit: null, meaning: 'ISO 8601, UTC' },
  { name: 'step', unit: null, meaning: 'steps that were computed' },
  { name: 'steps', unit: null, meaning: 'steps that were asked for' },
  { name: 'preset', unit: null, meaning: 'that its settings were made from' },
  { name: 'seed', unit: null, meaning: 'of all its random numbers' },
  { name: 'data', unit: null, meaning: 'name of its data set' },
  { name: 'parent', unit: null, meaning: 'run whose cell it trains' },
  { name: 'experiment', unit: null, meaning: 'that it belongs to' },
  { name: 'testLoss', unit: null, meaning: 'of a finished training' },
  { name: 'testAccuracy', unit: 'share', meaning: 'of a finished training' },
];

/** The row of a run. */
export async function runRow(run: StoredRun): Promise<readonly Cell[]> {
  const summary = await summarize(run);
  const { kind, title, state, started, step, steps, preset, seed, data, parent, annotations, result } =
    summary;
  const test = result?.kind === 'train' ? result.test : null;
  return [
    run.id,
    kind,
    title,
    state,
    started,
    step,
    steps,
    preset,
    seed,
    data,
    parent,
    annotations.experiment,
    test?.loss ?? null,
    test?.accuracy ?? null,
  ];
}
