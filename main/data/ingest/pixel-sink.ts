import type { EntryDraft } from '../cache/cache.ts';
import { COLOURS, widenInto } from '../cache/pixel-file.ts';
import { systemCode } from '../../base/system-failure.ts';
import { createPixelCounts } from '../pixel-counts.ts';
import type { PixelStatistics } from '../pixel-counts.ts';
import type { DecodedImage } from '../pixels/decode.ts';

/** When there is not room enough for what is foreseen, this much more is asked for. */
const AHEAD = 1.25;

/** Takes decoded images, counts their pixels and keeps them, as long as there is room. One channel until the first image in colour. */
export interface PixelSink {
  readonly channels: 1 | 3;
  /** Where the next image begins; null: pixels are not kept. */
  readonly nextByte: number | null;
  /** Stops keeping pixels at once where so many are too many. */
  foresee(bytes: number): Promise<void>;
  /** @param counts - whether its pixels count for the statistics */
  add(image: DecodedImage, counts: boolean): Promise<void>;
  statistics(): PixelStatistics;
}

/**
 * A sink of no images yet.
 *
 * @param draft - where pixels are kept; null: nowhere
 * @param onUnwritable - is told why pixels can no longer be kept, where the disk is the reason
 */
export function createPixelSink(draft: EntryDraft | null, onUnwritable: (error: unknown) => void): PixelSink {
  let channels: 1 | 3 = 1;
  let counts = createPixelCounts(1);
  let keeping = draft;
  let reservedBytes = 0;
  const drop = async (): Promise<void> => {
    const dropped = keeping;
    keeping = null;
    await dropped?.pixels.remove();
  };
  const reserve = async (to: EntryDraft, bytes: number, isAnew = false): Promise<boolean> => {
    if (!(await to.reserve(bytes, isAnew))) return false;
    reservedBytes = bytes;
    return true;
  };
  const keep = async (to: EntryDraft, pixels: Uint8Array): Promise<void> => {
    const needed = to.pixels.bytes + pixels.length;
    const hasRoom =
      needed <= reservedBytes ||
      (await reserve(to, Math.ceil(AHEAD * needed))) ||
      (await reserve(to, needed));
    await (hasRoom ? to.pixels.append(pixels) : drop());
  };
  const widen = async (to: EntryDraft): Promise<void> =>
    (await reserve(to, COLOURS * to.pixels.bytes, true)) ? to.pixels.widen() : drop();
  const trying = async (write: (to: EntryDraft) => Promise<void>): Promise<void> => {
    try {
      if (keeping !== null) await write(keeping);
    } catch (error) {
      if (systemCode(error) === null) throw error;
      await drop();
      onUnwritable(error);
    }
  };
  return {
    get channels() {
      return channels;
    },
    get nextByte() {
      return keeping?.pixels.bytes ?? null;
    },
    foresee: (bytes) =>
      trying(async (to) => {
        if (!(await reserve(to, bytes))) await drop();
      }),
    async add({ channels: found, pixels }, isCounted) {
      if (found > channels) {
        channels = found;
        counts = counts.widened(found);
        await trying(widen);
      }
      const wide = found === channels ? pixels : widened(pixels);
      if (isCounted) counts.add(wide);
      await trying((to) => keep(to, wide));
    },
    statistics: () => counts.statistics(),
  };
}

function widened(grey: Uint8Array): Uint8Array {
  const wide = new Uint8Array(COLOURS * grey.length);
  widenInto(grey, wide);
  return wide;
}
