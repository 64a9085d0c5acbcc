/** What a run will need of the memory, and what there is of it. */
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { heldBytes } from '../data/index.ts';
import { estimateMemory, largestBatch } from '../engine/index.ts';
import type { Bundle, Executor, MemoryEstimate } from '../engine/index.ts';
import type { MemoryOutlook } from '../runs/index.ts';
import { divisionSettings } from '../train/index.ts';
import type { RunData, TextData } from '../train/index.ts';

/** An executor that hands out each bundle before it loads it. */
export function observed(executor: Executor, look: (bundle: Bundle) => Promise<void>): Executor {
  return {
    ...executor,
    async load(bundle) {
      await look(bundle);
      return executor.load(bundle);
    },
  };
}

const batchSchema = z.object({ batch: z.int().positive(), ...divisionSettings });

/** What a run's memory is estimated from. */
export interface EstimateMaterials {
  readonly bundle: Bundle;
  readonly config: unknown;
  readonly data: RunData | TextData;
  readonly threads: number;
}

/** What a run's process takes at most, its data set included. */
export function estimateRun({ bundle, config, data, threads }: EstimateMaterials): MemoryEstimate {
  const known = { inFlight: threads, heldBytes: bytesOf(data) };
  if ('dataset' in data) return estimateMemory(bundle, known);
  const { batch, accumulate } = batchSchema.parse(config);
  return estimateMemory(bundle, { ...known, columns: batch / accumulate });
}

/** What the data themselves take: of words a number each. */
function bytesOf(data: RunData | TextData): number {
  if ('dataset' in data) return heldBytes(data.dataset.train, data.dataset.test);
  const { train, valid, test } = data.corpus;
  return train.byteLength + valid.byteLength + test.byteLength;
}

/** The largest batch that there is anything for: all images; half of the words, since each has one before it. */
const mostOf = (data: RunData | TextData): number =>
  'dataset' in data ? data.dataset.train.count : Math.floor(data.corpus.train.length / 2);

/** An estimate beside what there is, and the batch that fits. */
export function outlookOf(
  estimate: MemoryEstimate,
  on: { readonly config: unknown; readonly data: RunData | TextData; readonly availableBytes: number },
): MemoryOutlook {
  const { availableBytes } = on;
  const { batch, devices, accumulate } = batchSchema.parse(on.config);
  const multiple = devices * accumulate;
  const fitting = largestBatch(estimate, { batch, multiple, availableBytes });
  const most = Math.max(batch, Math.floor(mostOf(on.data) / multiple) * multiple);
  return {
    estimatedBytes: Math.ceil(estimate.peakBytes),
    availableBytes: Math.floor(availableBytes),
    batch,
    largestBatch: fitting === null ? null : Math.min(fitting, most),
  };
}

/** An error of memory that ran out before the run began, with what is known of it; any other as it is. */
export function withOutlook(error: unknown, memory: MemoryOutlook | null): unknown {
  if (!(error instanceof AppError) || error.code !== 'engine/out-of-memory' || memory === null) return error;
  return new AppError(error.code, error.message, { data: { ...error.data, memory }, cause: error });
}
