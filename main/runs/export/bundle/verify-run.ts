/** Whether an unpacked run is one: every file is read as it will be read when the run is there. */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readKeptSplit, splitId } from '../../../data/index.ts';
import { readAnnotations } from '../../annotations.ts';
import { readCheckpoint } from '../../checkpoint-file.ts';
import { decodeLine, resultSchema } from '../../event-line.ts';
import { filesOf } from '../../paths.ts';
import { readRecord } from '../../record.ts';
import type { RunRecord } from '../../record.ts';
import { lineBatches } from './line-batches.ts';
import { START, stepOfCheckpoint } from './file-names.ts';
import type { ManifestRun } from './manifest.ts';

/** Lists of the images of a split are the longest: tens of megabytes. */
const MOST_JSON_BYTES = 256 << 20;

/** A problem of a file of a run; for whoever knows the bundle to tell of. */
export class RunProblem extends Error {}

/**
 * Passes if a run's folder holds what the readers of this version accept.
 *
 * @throws AppError as the readers do; RunProblem for what none of them says; others for what is damaged on purpose
 */
export async function verifyRun(folder: string, { run, kind, title, files }: ManifestRun): Promise<void> {
  const paths = filesOf(folder);
  const large = files.find(({ path, sizeBytes }) => path.endsWith('.json') && sizeBytes > MOST_JSON_BYTES);
  if (large !== undefined) throw new RunProblem(`its ${large.path} is far too large`);
  const record = await readRecord(paths.record, run);
  if (record.kind !== kind || record.title !== title) {
    throw new RunProblem('its record has another kind or title than the manifest');
  }
  await readAnnotations(paths.annotations);
  await verifyLog(paths.events);
  for (const { path } of files) {
    const step = stepOfCheckpoint(path);
    if (path === START) await readCheckpoint(paths.start);
    else if (step !== null) await verifyCheckpoint(join(folder, path), step);
    else if (path.endsWith('.json')) JSON.parse(await readFile(join(folder, path), 'utf8'));
  }
  const has = (path: string): boolean => files.some((file) => file.path === path);
  if (has('result.json')) resultSchema.parse(JSON.parse(await readFile(paths.result, 'utf8')));
  await verifySplit(record, has('split.json') ? paths.split : null);
}

async function verifyLog(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let [seq, number, end] = [-1, 0, 0];
    for await (const { lines, endBytes } of lineBatches(file, size)) {
      for (const line of lines) seq = checkedSeq(line, ++number, seq);
      end = endBytes;
    }
    if (seq < 0) throw new RunProblem('its log is empty');
    if (end !== size) throw new RunProblem('the last line of its log is cut off');
  } finally {
    await file.close();
  }
}

/** The number of the event in a line, which comes after those before. */
function checkedSeq(line: Buffer, number: number, before: number): number {
  const event = decodeLine(line);
  if (event === null) throw new RunProblem(`line ${String(number)} of its log is damaged`);
  if (event.seq <= before) throw new RunProblem(`line ${String(number)} of its log is out of order`);
  return event.seq;
}

async function verifyCheckpoint(path: string, step: number): Promise<void> {
  const snapshot = await readCheckpoint(path);
  if (snapshot.step !== step) {
    throw new RunProblem(`its checkpoint of step ${String(step)} is one of step ${String(snapshot.step)}`);
  }
}

/** A run with a split cannot go on without it, nor with another. */
async function verifySplit({ data }: RunRecord, path: string | null): Promise<void> {
  if (data.split === undefined) return;
  if (path === null) throw new RunProblem('its split is missing');
  if (splitId(readKeptSplit(await readFile(path, 'utf8'), path)) !== data.split.id) {
    throw new RunProblem('its split is not the one that its record names');
  }
}
