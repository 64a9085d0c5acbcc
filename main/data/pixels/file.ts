import { closeSync, openSync, readSync } from 'node:fs';
import { dataError } from '../errors.ts';
import { asUnreadable } from '../data-file.ts';
import { sizeOf } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { wholeOf } from './reader.ts';
import type { PixelReader, Region } from './reader.ts';
import type { PixelSourceOf } from './source.ts';

/**
 * Reads pixels from their place in a file. What was read lately is in the system's memory, not in this process's, so that a set
 * takes no memory of its own however large it is; and a file that is cut short while it is read is an error, where with a mapping
 * it would end the process.
 */
export function readFile({ path, starts, firstByte }: PixelSourceOf<'file'>, set: ImageSet): PixelReader {
  const file = opened(path);
  const { members, channels } = set;
  const placeOf = (index: number): { at: number; bytes: number } => {
    const { height, width } = sizeOf(set, index);
    const bytes = height * width * channels;
    const member = members === null ? index : (members[index] ?? 0);
    return { at: starts === null ? firstByte + member * bytes : (starts[member] ?? 0), bytes };
  };
  let buffer = new Uint8Array(0);
  return {
    read(requests): readonly Region[] {
      const places = requests.map(({ index }) => placeOf(index));
      const total = places.reduce((sum, { bytes }) => sum + bytes, 0);
      if (buffer.length < total) buffer = new Uint8Array(total);
      let end = 0;
      return places.map(({ at, bytes }, i) => {
        const pixels = buffer.subarray(end, end + bytes);
        end += bytes;
        fill(file, { path, pixels, at });
        return wholeOf(sizeOf(set, requests[i]?.index ?? 0), pixels);
      });
    },
    close: () => {
      closeSync(file);
    },
  };
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isGone ? dataError('data/pixels-gone', { path }, error) : asUnreadable(path, error);
  }
}

function fill(
  file: number,
  { path, pixels, at }: { readonly path: string; readonly pixels: Uint8Array; readonly at: number },
): void {
  let done = 0;
  try {
    while (done < pixels.length) {
      const read = readSync(file, pixels, done, pixels.length - done, at + done);
      if (read === 0) throw dataError('data/pixels-gone', { path });
      done += read;
    }
  } catch (error) {
    throw asUnreadable(path, error);
  }
}
