import type { StoredRun } from '../summary.ts';
import { seriesPart } from './part.ts';
import type { SeriesPart } from './part.ts';
import type { SeriesRequest } from './request.ts';
import { openSeries } from './series.ts';
import type { Series } from './series.ts';

/** Four runs of a million steps, with room to grow. */
const MOST_BYTES = 512 * 2 ** 20;

/** Series that stay open while they are looked at, so that each look reads only what is new. */
export interface SeriesShelf {
  /** The series of a run as it is now. @throws AppError `runs/unreadable` */
  series(run: StoredRun): Promise<Series>;
  /** A part of it, ready to be drawn. @throws AppError `runs/unreadable` */
  part(run: StoredRun, request: SeriesRequest): Promise<SeriesPart>;
}

/**
 * A shelf on which what was not looked at for longest makes room for others.
 *
 * @param mostBytes - what all of them may take of memory; the latest stays in any case
 */
export function createSeriesShelf(mostBytes = MOST_BYTES): SeriesShelf {
  /** By the run's folder, the latest last. */
  const open = new Map<string, Promise<Series>>();
  const makeRoom = async (): Promise<void> => {
    const sizes = await Promise.all(
      [...open].map(async ([folder, opening]) => ({ folder, sizeBytes: (await opening).sizeBytes })),
    );
    let total = sizes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const { folder, sizeBytes } of sizes.slice(0, -1)) {
      if (total <= mostBytes) return;
      open.delete(folder);
      total -= sizeBytes;
    }
  };
  const series = async (run: StoredRun): Promise<Series> => {
    const { folder } = run.paths;
    const known = open.get(folder);
    const opening = known ?? openSeries(run);
    open.delete(folder);
    open.set(folder, opening);
    try {
      const found = await opening;
      if (known !== undefined) await found.refresh();
      return found;
    } catch (error) {
      open.delete(folder);
      throw error;
    } finally {
      // One that cannot be opened is told to whoever asked for it, and takes no room.
      await makeRoom().catch(() => undefined);
    }
  };
  return {
    series,
    part: async (run, request) => seriesPart(await series(run), request),
  };
}
