/** The first batch of a set that was opened before. */
import { join } from 'node:path';
import { tell } from '../compare.ts';
import { anyReport, must, ours, pillow } from './programs.ts';
import type { DataBench } from './programs.ts';
import { openedReport } from './specs.ts';
import type { OpenedReport } from './specs.ts';

const LIMIT_S = 0.5;
const BATCH = 96;

/** Openings of a set, each in a process of its own. */
export interface FirstBatch {
  readonly images: number;
  /** The first opening of all, which decodes every image. */
  readonly first: OpenedReport;
  readonly runs: readonly { readonly state: 'cold' | 'warm'; readonly report: OpenedReport }[];
  readonly limitS: number;
  readonly isMet: boolean;
}

/** Opens a folder of PNG files once, then again and again: with nothing of it in the system's memory, and with all of it. */
export async function measureFirst(bench: DataBench, images: string, count: number): Promise<FirstBatch> {
  const { places, options } = bench;
  const folder = join(places.folder, 'pngs');
  const dataDir = join(places.folder, 'pngs-data');
  await must(bench, pillow(bench, 'pngs', images, folder, '--count', String(count)), anyReport);
  const spec = {
    ...{ folder, dataDir, resourcesDir: join(places.project, 'resources') },
    ...{ worker: places.worker, batchSize: BATCH },
  };
  const open = (): Promise<OpenedReport> => must(bench, ours(bench, 'first', spec), openedReport);
  const first = await open();
  tell(`first opening: ${wordsOf(first)}`);
  const runs: FirstBatch['runs'][number][] = [];
  for (let pair = 0; pair < options.pairs; pair += 1) {
    for (const state of ['cold', 'warm'] as const) {
      if (state === 'cold') {
        await must(bench, pillow(bench, 'forget', folder), anyReport);
        await must(bench, pillow(bench, 'forget', dataDir), anyReport);
      }
      const report = await open();
      tell(`${state} opening ${String(pair + 1)}: ${wordsOf(report)}`);
      runs.push({ state, report });
    }
  }
  const isMet = runs.every(({ report }) => report.first_batch_s <= LIMIT_S);
  return { images: first.images, first, runs, limitS: LIMIT_S, isMet };
}

const wordsOf = ({ open_s: open, first_batch_s: first }: OpenedReport): string =>
  `${open.toFixed(3)} s, then the first batch in ${first.toFixed(3)} s`;
