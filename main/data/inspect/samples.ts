/** Some images of a set, as files that a page can show. */
import sharp from 'sharp';
import type { ImageSet } from '../image-set.ts';
import type { Region } from '../pixels/reader.ts';
import { eachImage } from './each-image.ts';

/** Which images are wanted. */
export interface SampleChoice {
  /** A class; null: all. */
  readonly label: number | null;
  /** How many of them come before the first that is wanted. */
  readonly from: number;
  readonly limit: number;
  /** Images with a longer side are made smaller. */
  readonly side: number;
}

/** One of them. */
export interface EncodedSample {
  /** Its number in the set. */
  readonly index: number;
  readonly label: number;
  /** Of the image itself. */
  readonly height: number;
  readonly width: number;
  readonly png: Uint8Array;
}

/** Those that were asked for, and how many there are in all. */
export interface Samples {
  readonly total: number;
  readonly images: readonly EncodedSample[];
}

/**
 * Images of a class, in the order of the set.
 *
 * @throws AppError `data/...` where pixels cannot be read
 */
export async function sampleImages(set: ImageSet, choice: SampleChoice): Promise<Samples> {
  const { indices, total } = chosen(set, choice);
  const images: EncodedSample[] = [];
  await eachImage(
    set,
    async (index, region) => {
      const { height, width } = region;
      const png = await encode(region, set.channels, choice.side);
      images.push({ index, label: set.labels[index] ?? 0, height, width, png });
    },
    indices,
  );
  return { total, images };
}

function chosen(
  { labels, count }: ImageSet,
  { label, from, limit }: SampleChoice,
): { readonly indices: Uint32Array; readonly total: number } {
  if (label === null) {
    const first = Math.min(from, count);
    const indices = Uint32Array.from({ length: Math.min(limit, count - first) }, (_, i) => first + i);
    return { indices, total: count };
  }
  const indices: number[] = [];
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (labels[index] !== label) continue;
    if (total >= from && indices.length < limit) indices.push(index);
    total += 1;
  }
  return { indices: Uint32Array.from(indices), total };
}

/** Small images stay as they are: whoever shows them enlarges them without inventing pixels. */
async function encode(
  { height, width, pixels }: Region,
  channels: number,
  side: number,
): Promise<Uint8Array> {
  const image = sharp(pixels, { raw: { height, width, channels: channels === 1 ? 1 : 3 } });
  const fitting =
    Math.max(height, width) <= side ? image : image.resize(side, side, { fit: 'inside', kernel: 'lanczos3' });
  return fitting.png({ compressionLevel: 6 }).toBuffer();
}
