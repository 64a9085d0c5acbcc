/** What befalls files: as a function of chance. */
import type { Rng } from '../../main/base/rng.ts';

const LINE_FEED = 0x0a;

/** A way to damage the bytes of a file. */
type Way = (bytes: Buffer, rng: Rng) => Buffer;

const WAYS = {
  'a bit flipped': (bytes, rng) => {
    const copy = Buffer.from(bytes);
    if (copy.length === 0) return Buffer.from('x');
    const at = rng.integer(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << rng.integer(8));
    return copy;
  },
  truncated: (bytes, rng) => {
    const at = bytes.length === 0 ? 0 : rng.integer(bytes.length);
    // Cut behind a line, a log is the whole log of a run that had come less far: nobody can tell, and nothing is wrong with it.
    return bytes.subarray(0, bytes[at - 1] === LINE_FEED ? at - 1 : at);
  },
  /** What a power cut leaves of a file whose size was written before its content. */
  'zeros at the end': (bytes, rng) => {
    const copy = Buffer.from(bytes);
    return copy.fill(0, copy.length === 0 ? 0 : rng.integer(copy.length));
  },
  noise: (bytes, rng) => Buffer.from(bytes.map(() => rng.integer(256))),
  empty: () => Buffer.alloc(0),
} as const satisfies Record<string, Way>;

/** A file as it was damaged. */
export interface Damaged {
  readonly how: string;
  readonly bytes: Buffer;
}

/** Damages a file; single bits more often than all else. */
export function damaged(bytes: Buffer, rng: Rng): Damaged {
  const names = [
    'a bit flipped',
    'a bit flipped',
    'truncated',
    'truncated',
    'zeros at the end',
    'noise',
    'empty',
  ] as const;
  const how = names[rng.integer(names.length)] ?? 'empty';
  return { how, bytes: WAYS[how](bytes, rng) };
}
