import type { ImageSet } from '../image-set.ts';
import { readEncoded } from './encoded.ts';
import { readFile } from './file.ts';
import { readMemory } from './memory.ts';
import type { PixelReader } from './reader.ts';
import type { PixelSource, PixelSourceOf } from './source.ts';

const READERS: {
  readonly [K in PixelSource['kind']]: (source: PixelSourceOf<K>, set: ImageSet) => PixelReader;
} = { memory: readMemory, file: readFile, encoded: (source, set) => readEncoded(source, set) };

/** Opens the pixels of a set for one thread. @throws AppError `data/pixels-gone`, `data/unreadable` */
export function openPixels(set: ImageSet): PixelReader {
  return openAs(set.pixels, set);
}

function openAs<K extends PixelSource['kind']>(source: PixelSourceOf<K>, set: ImageSet): PixelReader {
  const open: (source: PixelSourceOf<K>, set: ImageSet) => PixelReader = READERS[source.kind];
  return open(source, set);
}
