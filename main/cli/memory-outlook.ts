/** What a run will need of the memory, and what there is of it. */
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { heldBytes } from '../data/index.ts';
import type { Dataset } from '../data/index.ts';
import { estimateMemory, largestBatch } from '../engine/index.ts';
import type { Bundle, Executor, MemoryEstimate } from '../engine/index.ts';
import type { MemoryOutlook } from '../runs/index.ts';
import { divisionSettings } from '../train/index.ts';

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

/** What a run's memory is estimated from. */
export interface EstimateMaterials {
  readonly bundle: Bundle;
  readonly dataset: Dataset;
  readonly threads: number;
}

/** What a run's process takes at most, its data set included. */
export function estimateRun({ bundle, dataset, threads }: EstimateMaterials): MemoryEstimate {
  return estimateMemory(bundle, {
    inFlight: threads,
    heldBytes: heldBytes(dataset.train, dataset.test),
  });
}

const batchSchema = z.object({ batch: z.int().positive(), ...divisionSettings });

/** An estimate beside what there is, and the batch that fits. */
export function outlookOf(
  estimate: MemoryEstimate,
  on: { readonly config: unknown; readonly dataset: Dataset; readonly availableBytes: number },
): MemoryOutlook {
  const { availableBytes } = on;
  const { batch, devices, accumulate } = batchSchema.parse(on.config);
  const multiple = devices * accumulate;
  const fitting = largestBatch(estimate, { batch, multiple, availableBytes });
  // There is no larger batch than all images.
  const most = Math.max(batch, Math.floor(on.dataset.train.count / multiple) * multiple);
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
