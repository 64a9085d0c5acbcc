/** What a run needs of the memory and what there was of it: said before it may be too late, and afterwards. */
import { z } from 'zod';

const bytes = z.number().int().nonnegative();

/** The memory of a run as its trainer saw it when it started. */
export const memoryOutlookSchema = z.strictObject({
  /** The most that the process is expected to take. */
  estimatedBytes: bytes,
  /** What it could have then, its own memory included. */
  availableBytes: bytes,
  /** Images, or columns of text, in a batch. */
  batch: z.number().int().positive(),
  /** The largest batch that fits into that memory; null where none does. */
  largestBatch: z.number().int().positive().nullable(),
});

/** The memory of a run as its trainer saw it when it started. */
export type MemoryOutlook = z.output<typeof memoryOutlookSchema>;

const GIGA = 1e9;

/** `3.1 GB`, and megabytes where that is below 1. */
export function bytesWords(value: number): string {
  return value < GIGA ? `${Math.round(value / 1e6)} MB` : `${(value / GIGA).toFixed(1)} GB`;
}

/** What the run needs, what there was, and what would fit: a clause. */
export function outlookWords({ estimatedBytes, availableBytes, ...of }: MemoryOutlook): string {
  return `it needs about ${bytesWords(estimatedBytes)}, ${bytesWords(availableBytes)} were free when it started, and ${batchWords(of)}`;
}

/** The sentence to begin a run with that is larger than the memory; null where it fits. */
export function memoryWarning(outlook: MemoryOutlook | null): string | null {
  if (outlook === null || outlook.estimatedBytes <= outlook.availableBytes) return null;
  const { estimatedBytes, availableBytes } = outlook;
  return `the run may not fit into memory: it needs about ${bytesWords(estimatedBytes)}, ${bytesWords(availableBytes)} are free, and ${batchWords(outlook)}`;
}

function batchWords({ batch, largestBatch }: Pick<MemoryOutlook, 'batch' | 'largestBatch'>): string {
  if (largestBatch === null) return 'no batch fits, so use a smaller network';
  return largestBatch < batch
    ? `a batch of ${largestBatch} instead of ${batch} fits`
    : `its batch of ${batch} was expected to fit`;
}
