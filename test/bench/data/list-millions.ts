/** What listing a tree of very many images takes, in a process of its own, so that its peak memory is that of the listing. */
import { z } from 'zod';
import { listFolder, READERS } from '../../../main/data/index.ts';

const taskSchema = z.strictObject({ folder: z.string(), reader: z.enum(['image-folder', 'csv']) });

/** What was measured. */
export interface Listing {
  readonly images: number;
  readonly classes: number;
  readonly seconds: number;
  /** Of recognizing the layout alone. */
  readonly detectSeconds: number;
  readonly peakRssMegabytes: number;
  /** Before anything was listed: the runtime and the program. */
  readonly startRssMegabytes: number;
}

/** Lists a folder and tells the parent process. */
export async function listFor(task: unknown): Promise<Listing> {
  const { folder, reader: name } = taskSchema.parse(task);
  const startRssMegabytes = process.memoryUsage.rss() / 1e6;
  const began = performance.now();
  const listing = await listFolder(folder);
  const reader = READERS[name];
  const detecting = performance.now();
  if (reader.detect(listing) === null) throw new Error(`${name} does not recognize ${folder}`);
  const detectSeconds = (performance.now() - detecting) / 1000;
  const parts = await reader.open(listing, reader.config.parse({}));
  if (parts.kind !== 'encoded') throw new Error(`${name} decoded the images`);
  return {
    images: parts.train.count + parts.test.count,
    classes: parts.classes.length,
    seconds: (performance.now() - began) / 1000,
    detectSeconds,
    // In kilobytes.
    peakRssMegabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    startRssMegabytes,
  };
}
