import { dirname, resolve, sep } from 'node:path';
import type { Clock } from '../clock.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { runsError } from '../errors.ts';
import type { StoredRun } from '../summary.ts';
import type { RunStore } from '../store.ts';
import { withAncestors } from './bundle/ancestors.ts';
import type { BundleChoice } from './bundle/run-files.ts';
import { writeBundle } from './bundle/write-bundle.ts';
import type { ExportContext, ExportFormat } from './format.ts';
import { EXPORT_FORMATS } from './registry.ts';
import type { ExportFormatName } from './registry.ts';
import { fillPlace } from './target.ts';

/** Where an export goes. */
export interface ExportPlace {
  /** A path; the folders above it are made. */
  readonly out: string;
  /** Whether what is there already may be replaced: a file, or a folder that an export made. */
  readonly force: boolean;
  readonly appVersion: string;
  readonly clock?: Clock;
}

/** How runs are exported. */
export interface ExportOptions extends ExportPlace {
  readonly format: ExportFormatName;
}

/** How runs are packed. */
export interface BundleOptions extends ExportPlace, Omit<BundleChoice, 'onNote'> {
  /** Where runs that they were made from are found, to go along; null: they do not. */
  readonly ancestors: Pick<RunStore, 'find'> | null;
}

/** What was exported. */
export interface Exported {
  /** The whole path. */
  readonly path: string;
  /** Their ids. */
  readonly runs: readonly string[];
  /** What was left out, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Writes runs in some form; the place has all of it or is as it was.
 *
 * @throws AppError `runs/target-exists`, `runs/target-in-store`, `runs/one-run-only`, `runs/nothing-to-export`, `runs/unreadable`, `runs/unwritable`
 */
export async function exportRuns(
  runs: readonly StoredRun[],
  { format, ...place }: ExportOptions,
): Promise<Exported> {
  const { kind, runs: most, write }: ExportFormat = EXPORT_FORMATS[format];
  if (most === 'one' && runs.length !== 1)
    throw runsError('runs/one-run-only', { format, runs: runs.length });
  refuseWithinStore(place.out, runs);
  return exportTo(place, kind, async (context) => {
    await write(runs, context);
    return runs;
  });
}

/**
 * Packs whole runs into one file, for another Dartboard to import; the place has all of it or is as it was.
 *
 * @throws AppError `runs/target-exists`, `runs/target-in-store`, `runs/unreadable`, `runs/unwritable`
 */
export async function exportBundle(
  runs: readonly StoredRun[],
  { ancestors, checkpoints, logs, ...place }: BundleOptions,
): Promise<Exported> {
  refuseWithinStore(place.out, runs);
  return exportTo(place, 'file', async (context) => {
    const { onNote } = context;
    const all = ancestors === null ? runs : await withAncestors(runs, ancestors, onNote);
    await writeBundle(all, context, { checkpoints, logs, onNote });
    return all;
  });
}

/** An export among the runs could take the place of a file of one. */
function refuseWithinStore(out: string, runs: readonly StoredRun[]): void {
  const path = resolve(out);
  const store = runs
    .map(({ paths }) => dirname(paths.folder))
    .find((folder) => `${path}${sep}`.startsWith(`${folder}${sep}`));
  if (store !== undefined) throw runsError('runs/target-in-store', { path, store });
}

async function exportTo(
  { out, force, appVersion, clock = SYSTEM_CLOCK }: ExportPlace,
  kind: ExportFormat['kind'],
  write: (context: ExportContext) => Promise<readonly StoredRun[]>,
): Promise<Exported> {
  const notes: string[] = [];
  const created = new Date(clock.now()).toISOString();
  let written: readonly StoredRun[] = [];
  const path = await fillPlace(out, { kind, force }, async (temporary) => {
    const onNote = (note: string): void => void notes.push(note);
    written = await write({ path: temporary, appVersion, created, onNote });
  });
  return { path, runs: written.map(({ id }) => id), notes };
}
