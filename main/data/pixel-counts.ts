/** Mean and standard deviation (of the population) per channel of pixels scaled to [0, 1]. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

const VALUES = 256;

/** Counts of the 256 values of each channel. From whole numbers, the statistics do not depend on the order of the images. */
export interface PixelCounts {
  /** Counts images, `[..., C]`. */
  add(pixels: Uint8Array): void;
  /** The same images in so many equal channels, where there was one. */
  widened(channels: number): PixelCounts;
  /** Exact up to the last step; 0 where nothing was counted. */
  statistics(): PixelStatistics;
}

/** Counts of nothing yet. */
export function createPixelCounts(channels: number): PixelCounts {
  return countsFrom(Array.from({ length: channels }, () => new Float64Array(VALUES)));
}

function countsFrom(counts: readonly Float64Array[]): PixelCounts {
  return {
    add(pixels) {
      counts.forEach((histogram, channel) => {
        for (let i = channel; i < pixels.length; i += counts.length) {
          const value = pixels[i] ?? 0;
          histogram[value] = (histogram[value] ?? 0) + 1;
        }
      });
    },
    widened: (channels) =>
      countsFrom(Array.from({ length: channels }, () => Float64Array.from(counts[0] ?? []))),
    statistics() {
      const moments = counts.map(momentsOf);
      return {
        mean: moments.map(({ mean }) => mean / 255),
        deviation: moments.map(({ deviation }) => deviation / 255),
      };
    },
  };
}

function momentsOf(histogram: Float64Array): { readonly mean: number; readonly deviation: number } {
  const count = Math.max(
    1,
    histogram.reduce((sum, n) => sum + n, 0),
  );
  const mean = histogram.reduce((sum, n, value) => sum + n * value, 0) / count;
  const variance = histogram.reduce((sum, n, value) => sum + n * (value - mean) ** 2, 0) / count;
  return { mean, deviation: Math.sqrt(variance) };
}
