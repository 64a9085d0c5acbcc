/** What the processes of runs printed, in parts that a page can take. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostServices } from '../../api/index.ts';
import { checkpointSteps } from '../../runs/index.ts';
import type { RunStore } from '../../runs/index.ts';

const PART_BYTES = 1 << 20;
const NEWLINE = 0x0a;

/** Reads what lies beside the logs of the store's runs. */
export function createLogReader(store: RunStore): HostServices['logs'] {
  return {
    printed: async (run, from) => printedPart((await store.find(run)).paths.log, from),
    saved: async (run) => {
      const folder = (await store.find(run)).paths.checkpoints;
      const states = [];
      for (const step of await checkpointSteps(folder)) {
        // A trainer at work throws old ones away.
        const file = await stat(join(folder, `${step}.ckpt`)).catch(() => null);
        if (file !== null) states.push({ step, sizeBytes: file.size });
      }
      return states.sort((a, b) => b.step - a.step);
    },
  };
}

/** A part of a file of lines. Its last line is left for the next part as long as it may grow. */
export async function printedPart(
  path: string,
  wanted: number | null,
): ReturnType<HostServices['logs']['printed']> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  // A run that waits has printed nothing.
  if (file === null) return { text: '', from: 0, next: 0, sizeBytes: 0 };
  try {
    const { size } = await file.stat();
    const from = Math.min(size, wanted ?? Math.max(0, size - PART_BYTES));
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.min(PART_BYTES, size - from)),
      0,
      null,
      from,
    );
    const read = buffer.subarray(0, bytesRead);
    const first = wanted === null && from > 0 ? read.indexOf(NEWLINE) + 1 : 0;
    const last = read.lastIndexOf(NEWLINE) + 1;
    // One line that fills a whole part is cut; everything else ends with a line.
    const end = last > first ? last : bytesRead === PART_BYTES ? bytesRead : first;
    return { text: read.toString('utf8', first, end), from: from + first, next: from + end, sizeBytes: size };
  } finally {
    await file.close();
  }
}
