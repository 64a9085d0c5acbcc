/**
 * What trainings predicted of each test image, beside their evaluations: a file for each state that was evaluated and each set of images.
 * It can be computed again at any time, so one that is damaged is as good as none.
 *
 * A line of JSON, then the columns of `Predictions`, little-endian, one after the other.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { assert } from '../base/assert.ts';
import { systemCode } from '../base/system-failure.ts';
import { precisionSchema } from '../train/index.ts';
import type { Predictions } from '../train/index.ts';
import { writeDurably } from './durable.ts';
import { unreadable, unwritable } from './errors.ts';
import type { StoredEvaluation } from './evaluations.ts';
import type { RunPaths } from './paths.ts';

const FORMAT = 1;

/** Predictions, and how they were computed. */
export interface StoredPredictions {
  readonly predictions: Predictions;
  readonly precision: StoredEvaluation['precision'];
  /** How fast the images were predicted once the network was ready; null of a single batch. */
  readonly imagesPerSecond: number | null;
}

/** What predictions are of: this state of the network, and these images. */
export type PredictionsKey = Pick<StoredEvaluation, 'weightsSha256' | 'data'>;

const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  images: z.int().nonnegative(),
  top: z.int().positive(),
  precision: precisionSchema,
  imagesPerSecond: z.number().nullable(),
  /** Of the key. */
  of: z.string(),
  /** Of all that follows the line. */
  sha256: z.string(),
});

const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const keyOf = ({ weightsSha256, data }: PredictionsKey): string =>
  sha256(`${weightsSha256} ${data.id} ${data.split?.id ?? ''}`);

/** The file of such predictions. */
export const predictionsFile = ({ evaluations }: RunPaths, key: PredictionsKey): string =>
  join(evaluations, `${keyOf(key).slice(0, 32)}.predictions`);

/** Keeps the predictions of an evaluation in the folder of its run. @throws AppError `runs/unwritable` */
export async function keepPredictions(
  paths: RunPaths,
  key: PredictionsKey,
  { predictions, precision, imagesPerSecond }: StoredPredictions,
): Promise<void> {
  assert(endianness() === 'LE', 'the columns are written as they lie in memory');
  try {
    await mkdir(paths.evaluations, { recursive: true });
  } catch (error) {
    throw unwritable(paths.evaluations, error);
  }
  const { images, top } = predictions;
  const columns = [
    predictions.labels,
    predictions.classes,
    predictions.probabilities,
    predictions.ofLabel,
  ].map(bytesOf);
  const header = { format: FORMAT, images, top, precision, imagesPerSecond };
  const line = JSON.stringify({ ...header, of: keyOf(key), sha256: sha256(...columns) });
  await writeDurably(predictionsFile(paths, key), [`${line}\n`, ...columns]);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * The predictions that were kept of that state and those images; null where there are none that are as they were written.
 *
 * @throws AppError `runs/unreadable`
 */
export async function readPredictions(
  paths: RunPaths,
  key: PredictionsKey,
): Promise<StoredPredictions | null> {
  const file = predictionsFile(paths, key);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw unreadable(file, error);
  }
  return parsed(bytes, keyOf(key));
}

function parsed(bytes: Uint8Array, key: string): StoredPredictions | null {
  const end = bytes.indexOf(0x0a);
  const header = headerSchema.safeParse(
    jsonOf(new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)))),
  );
  if (!header.success || header.data.of !== key) return null;
  const { images, top, precision, imagesPerSecond } = header.data;
  // A copy of its own: what is read of a file lies somewhere in a larger piece of memory.
  const content = Uint8Array.from(bytes.subarray(end + 1));
  if (content.length !== images * (2 + 2 * top + 4 * top + 4)) return null;
  if (sha256(content) !== header.data.sha256) return null;
  let at = 0;
  const take = (length: number): ArrayBuffer => content.buffer.slice(at, (at += length));
  const predictions = {
    images,
    top,
    labels: new Uint16Array(take(2 * images)),
    classes: new Uint16Array(take(2 * images * top)),
    probabilities: new Float32Array(take(4 * images * top)),
    ofLabel: new Float32Array(take(4 * images)),
  };
  return { predictions, precision, imagesPerSecond };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Checked by its schema, which nothing passes.
    return null;
  }
}
