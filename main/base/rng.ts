/**
 * Random numbers as a function of a counter and a key (Philox4x32-10), never of hidden state: whoever knows the seed
 * and the position can compute any number again, here or inside TensorFlow, which uses the same generator.
 *
 * @see Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011
 */
import { assert } from './assert.ts';

/** Four unsigned 32-bit words. */
export type Words4 = readonly [number, number, number, number];
/** Two unsigned 32-bit words. */
export type Words2 = readonly [number, number];

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
/** The key with which TensorFlow scrambles the seed pair of its stateless ops. */
const TENSORFLOW_SCRAMBLE: Words2 = [0x3ec8f720, 0x02461e29];

/** High 32 bits of the 64-bit product, in 16-bit halves so that every intermediate fits 32 bits. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const carry = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) >>> 0;
  const middle = (Math.imul(aLow, bHigh) + (carry & 0xffff)) >>> 0;
  return (Math.imul(aHigh, bHigh) + (carry >>> 16) + (middle >>> 16)) >>> 0;
}

/** Writes the block of `counter` under (`key0`, `key1`) into the four words of `out`. */
function writeBlock(out: Uint32Array, counter: Words4 | Uint32Array, [key0, key1]: Words2): void {
  let [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/**
 * The Philox4x32-10 block of one counter value.
 *
 * @param counter - four 32-bit words, least significant first
 * @param key - two 32-bit words
 * @returns four unsigned 32-bit words
 */
export function philox4x32(counter: Words4, key: Words2): Words4 {
  const out = new Uint32Array(4);
  writeBlock(out, counter, key);
  return toWords4(out);
}

function toWords4([a = 0, b = 0, c = 0, d = 0]: Uint32Array): Words4 {
  return [a, b, c, d];
}

/** Adds one to a 64-bit counter in the first two words. The upper two words name the stream and stay. */
function advance(counter: Uint32Array): void {
  counter[0] = (counter[0] ?? 0) + 1;
  if (counter[0] === 0) counter[1] = (counter[1] ?? 0) + 1;
}

/**
 * The name of a random stream as 128 bits: words 0 and 1 are a Philox key, words 2 and 3 the upper counter words.
 *
 * The hash: the UTF-8 text of `JSON.stringify([seed, ...path])` is padded with zeros to 8-byte blocks, then one block
 * with the byte count (low word, high word = 0) follows. Each block, read as two little-endian words, is the key of
 * a Davies-Meyer step over a state that starts at zero: state = philox(state, block) xor state.
 *
 * @param seed - a safe integer
 * @param path - what the numbers are for, such as `'augment'` or an epoch; numbers must be finite
 */
export function streamKey(seed: number, ...path: readonly (string | number)[]): Words4 {
  assert(Number.isSafeInteger(seed), `a seed is a safe integer, got ${String(seed)}`);
  for (const part of path) {
    assert(
      typeof part === 'string' || Number.isFinite(part),
      `a path has finite numbers, got ${String(part)}`,
    );
  }
  const text = new TextEncoder().encode(JSON.stringify([seed, ...path]));
  const blocks = Math.ceil(text.length / 8) + 1;
  const padded = new DataView(new ArrayBuffer(blocks * 8));
  text.forEach((byte, at) => {
    padded.setUint8(at, byte);
  });
  padded.setUint32((blocks - 1) * 8, text.length, true);
  const state = new Uint32Array(4);
  const mixed = new Uint32Array(4);
  for (let at = 0; at < padded.byteLength; at += 8) {
    writeBlock(mixed, state, [padded.getUint32(at, true), padded.getUint32(at + 4, true)]);
    mixed.forEach((word, i) => {
      state[i] = word ^ (state[i] ?? 0);
    });
  }
  return toWords4(state);
}

/** A stream of random numbers that its seed and path alone decide. */
export interface Rng {
  /** Integer in [0, 2^32). */
  uint32(): number;
  /** Float64 with 53 random bits in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Integer in [0, n) without bias, 1 \<= n \<= 2^32. */
  integer(n: number): number;
  /** A random order of 0 .. n-1. */
  permutation(n: number): Uint32Array;
  /** Overwrites the whole array with normal numbers. */
  fillNormal(array: Float32Array | Float64Array, mean: number, deviation: number): void;
}

/**
 * The random stream of a seed and a path, from its beginning. Different paths give independent streams.
 *
 * @param seed - a safe integer
 * @param path - what the numbers are for; see {@link streamKey} for how it enters
 */
export function createRng(seed: number, ...path: readonly (string | number)[]): Rng {
  return new PhiloxStream(streamKey(seed, ...path));
}

class PhiloxStream implements Rng {
  readonly #key: Words2;
  readonly #counter: Uint32Array;
  readonly #block = new Uint32Array(4);
  #used = 4;
  #spareNormal: number | null = null;

  constructor([key0, key1, counter2, counter3]: Words4) {
    this.#key = [key0, key1];
    this.#counter = Uint32Array.of(0, 0, counter2, counter3);
  }

  uint32(): number {
    if (this.#used === 4) {
      writeBlock(this.#block, this.#counter, this.#key);
      advance(this.#counter);
      this.#used = 0;
    }
    return this.#block[this.#used++] ?? 0;
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  /** Marsaglia's polar method: only log and sqrt, which all V8 versions round alike; sin and cos they do not. */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const x = this.uint32() * 2 ** -31 - 1;
      const y = this.uint32() * 2 ** -31 - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        this.#spareNormal = y * scale;
        return x * scale;
      }
    }
  }

  /** Lemire's method: the high word of word * n, drawn again in the few cases that would make it uneven. */
  integer(n: number): number {
    assert(
      Number.isInteger(n) && n >= 1 && n <= 2 ** 32,
      `integer(n) needs 1 <= n <= 2^32, got ${String(n)}`,
    );
    if (n === 2 ** 32) return this.uint32();
    const uneven = (2 ** 32 - n) % n;
    for (;;) {
      const word = this.uint32();
      if (Math.imul(word, n) >>> 0 >= uneven) return multiplyHigh(word, n);
    }
  }

  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) {
      const from = this.integer(i + 1);
      order[i] = order[from] ?? 0;
      order[from] = i;
    }
    return order;
  }

  fillNormal(array: Float32Array | Float64Array, mean: number, deviation: number): void {
    for (let i = 0; i < array.length; i++) array[i] = mean + deviation * this.normal();
  }
}

/**
 * Bit for bit what TensorFlow's `StatelessRandomUniform` (float32, int32 seed pair) gives on the CPU.
 *
 * @param seed - two int32 numbers
 * @param count - how many values
 * @returns `count` values in [0, 1) with 23 random bits each
 */
export function statelessUniform(seed: Words2, count: number): Float32Array {
  for (const word of seed) assert(word === (word | 0), `a stateless seed is two int32, got ${String(word)}`);
  const [seed0, seed1] = seed;
  // The seeds count as 64-bit numbers: their upper words are the sign.
  const scrambled = philox4x32([seed0, seed0 >> 31, seed1, seed1 >> 31], TENSORFLOW_SCRAMBLE);
  const key: Words2 = [scrambled[0], scrambled[1]];
  const counter = Uint32Array.of(0, 0, scrambled[2], scrambled[3]);
  const block = new Uint32Array(4);
  const values = new Float32Array(count);
  for (let at = 0; at < count; at += 4) {
    writeBlock(block, counter, key);
    advance(counter);
    // The last block may reach beyond the array: writes there have no effect.
    for (let lane = 0; lane < 4; lane++) values[at + lane] = ((block[lane] ?? 0) & 0x7fffff) * 2 ** -23;
  }
  return values;
}
