/** Damage to a data set, as a function of a seed. */
import { createRng } from '../../../main/base/rng.ts';
import type { Rng } from '../../../main/base/rng.ts';
import type { DamageSource } from './sources.ts';

/** What becomes of a file. */
export type Change =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'gone' }
  /** Something else of that name. */
  | { readonly kind: 'folder' | 'pipe' | 'link-to-itself' | 'link-to-zeros' };

/** One file of a set, damaged. */
export interface Damage {
  /** For a person. */
  readonly what: string;
  readonly path: string;
  readonly change: Change;
}

const IMAGE = /\.(png|jpe?g|gif|webp|bmp)$/i;

/** The damage that a seed stands for. */
export function damageOf(source: DamageSource, seed: number): Damage {
  const rng = createRng(seed, 'damage', source.id);
  const path = pick(rng, candidates(source, rng));
  const bytes = source.files.get(path) ?? new Uint8Array(0);
  const { name, change } = pick(rng, WAYS)({ bytes, rng, source });
  return { what: `${source.id}: ${path}, ${name}, seed ${String(seed)}`, path, change };
}

/** Tables and indices are few among many images, and half of the damage is done to them. */
function candidates({ files }: DamageSource, rng: Rng): readonly string[] {
  const all = [...files.keys()];
  const others = all.filter((path) => !IMAGE.test(path));
  return others.length > 0 && rng.uniform() < 0.5 ? others : all;
}

interface Given {
  readonly bytes: Uint8Array;
  readonly rng: Rng;
  readonly source: DamageSource;
}

type Way = (given: Given) => { readonly name: string; readonly change: Change };

const inBytes =
  (name: string, damage: (given: Given) => Uint8Array): Way =>
  (given) => ({ name, change: { kind: 'bytes', bytes: damage(given) } });

const special =
  (name: string, change: Change): Way =>
  () => ({ name, change });

const cutShort = inBytes('cut short', ({ bytes, rng }) => bytes.slice(0, below(rng, bytes.length)));

const without = inBytes('some bytes out', ({ bytes, rng }) => {
  const at = below(rng, bytes.length);
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + rng.integer(8)));
});

const twice = inBytes('a piece twice', ({ bytes, rng }) => {
  const at = below(rng, bytes.length);
  return joined(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - rng.integer(600))));
});

const flipped = (name: string, reach: number): Way =>
  inBytes(name, ({ bytes, rng }) => {
    const copy = bytes.slice();
    for (let flips = 1 + rng.integer(4); flips > 0 && copy.length > 0; flips--) {
      const place = rng.integer(Math.min(reach, copy.length));
      copy[place] = (copy[place] ?? 0) ^ (1 << rng.integer(8));
    }
    return copy;
  });

const extreme = inBytes('a number at an extreme', ({ bytes, rng }) => {
  const copy = bytes.slice();
  const width = pick(rng, [1, 2, 4, 8]);
  const at = below(rng, Math.min(400, copy.length - width));
  copy.fill(pick(rng, [0x00, 0x7f, 0xff]), at, at + width);
  return copy;
});

const noise = inBytes('a stretch of noise', ({ bytes, rng }) => {
  const copy = bytes.slice();
  const at = below(rng, copy.length);
  for (let i = at; i < Math.min(copy.length, at + 64); i++) copy[i] = rng.integer(256);
  return copy;
});

const another = inBytes('the content of another file', ({ rng, source }) => {
  const path = pick(rng, [...source.files.keys()]);
  return source.files.get(path) ?? new Uint8Array(0);
});

/** Where a text is: a line out, twice, or with a quote, a comma, a long or a strange word. */
const inText = inBytes('a line of text', ({ bytes, rng }) => {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const at = below(rng, lines.length);
  const line = lines[at] ?? '';
  const put = pick(rng, [
    [],
    [line, line],
    [`${line}"`],
    [`,${line},`],
    [line.repeat(50)],
    ['\u0000../../x'],
    ['"'],
  ]);
  lines.splice(at, 1, ...put);
  return Buffer.from(lines.join('\n'), 'latin1');
});

/** The likely ones several times. */
const WAYS: readonly Way[] = [
  ...[cutShort, cutShort, without, twice, noise, extreme, extreme, inText],
  ...[1, 2, 3].map(() => flipped('bits at the front', 200)),
  flipped('bits', Infinity),
  another,
  inBytes('empty', () => new Uint8Array(0)),
  special('gone', { kind: 'gone' }),
  special('a folder', { kind: 'folder' }),
  special('a pipe', { kind: 'pipe' }),
  special('a link to itself', { kind: 'link-to-itself' }),
  special('a link to endless zeros', { kind: 'link-to-zeros' }),
];

const below = (rng: Rng, size: number): number => (size <= 0 ? 0 : rng.integer(size));

function pick<T>(rng: Rng, from: readonly T[]): T {
  const picked = from[rng.integer(from.length)];
  if (picked === undefined) throw new Error('internal: nothing to pick from');
  return picked;
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => Buffer.concat([a, b]);
