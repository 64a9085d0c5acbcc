import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRng, philox4x32, statelessUniform, streamKey } from './rng.ts';
import type { Words2, Words4 } from './rng.ts';

const hex = (words: readonly number[]): string => words.map((w) => w.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32', () => {
  const knownAnswers: [Words4, Words2, string][] = [
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ];
  it.each(knownAnswers)('gives the known answer of Random123 for %j under %j', (counter, key, answer) => {
    expect(hex(philox4x32(counter, key))).toBe(answer);
  });
});

describe('statelessUniform', () => {
  // Recorded from tf.raw_ops.StatelessRandomUniform of TensorFlow 2.21.0 on the CPU: the bits of the first eleven
  // values, and the SHA-256 of the bytes of 1,000,003 values.
  const recorded: [Words2, number[], string][] = [
    [
      [0, 0],
      [
        1045959792, 1060420882, 1061998836, 1061507748, 1053226264, 1063178208, 1062135136, 1045015264,
        1062824398, 1057638650, 1040931296,
      ],
      '31fb62a4b9da0d57b421863d37f8ac7df5e40456006e8de2b6eb97ea1799c25e',
    ],
    [
      [-1, -2],
      [
        1064391606, 1057321626, 1061134382, 1052474976, 1051669128, 1031431072, 1063461320, 1012951680,
        1044683336, 1064419980, 1058229676,
      ],
      '5d5bb90a387df6819ec3bc7683800f8678b5442cf09268f31d019f6fdc097479',
    ],
    [
      [2147483647, -2147483648],
      [
        1022505600, 1063365782, 1036299552, 1052571824, 1030589664, 1065019498, 1061319204, 1063284250,
        1059648218, 1059364056, 1054361648,
      ],
      '97d53a79ec85b2a1e657e06fd0106bfc4dba37033b2bc4998a7f3a4f5d989af8',
    ],
  ];
  it.each(recorded)('has the bits of TensorFlow for the seed %j', (seed, bits, sha256) => {
    expect([...new Uint32Array(statelessUniform(seed, 11).buffer)]).toEqual(bits);
    expect(createHash('sha256').update(statelessUniform(seed, 1_000_003)).digest('hex')).toBe(sha256);
  });

  it('refuses what is not an int32', () => {
    expect(() => statelessUniform([2 ** 31, 0], 1)).toThrow(/two int32/);
    expect(() => statelessUniform([0.5, 0], 1)).toThrow(/two int32/);
  });
});

describe('streamKey', () => {
  it('follows its documented hash', () => {
    // The text [7,"a"] has 7 bytes: one padded block and the block of the length.
    const block: Words2 = [0x222c375b, 0x005d2261];
    const first = philox4x32([0, 0, 0, 0], block);
    const second = philox4x32(first, [7, 0]);
    expect(streamKey(7, 'a')).toEqual(second.map((word, i) => (word ^ (first[i] ?? 0)) >>> 0));
  });

  it('tells apart numbers and texts, and the ways to cut a path', () => {
    const paths: (string | number)[][] = [
      [],
      [''],
      ['a', 'b'],
      ['ab'],
      ['a,b'],
      [1],
      ['1'],
      [1, 2],
      [12],
      [-1],
      [0.5],
    ];
    const keys = [1, 2].flatMap((seed) => paths.map((path) => hex(streamKey(seed, ...path))));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('refuses seeds and paths that have no exact text', () => {
    expect(() => streamKey(0.5)).toThrow(/safe integer/);
    expect(() => streamKey(2 ** 53)).toThrow(/safe integer/);
    expect(() => streamKey(1, Number.NaN)).toThrow(/finite/);
  });
});

describe('createRng', () => {
  it('repeats itself for the same seed and path, and differs for another', () => {
    const draw = (rng: ReturnType<typeof createRng>): number[] =>
      Array.from({ length: 9 }, () => rng.uint32());
    expect(draw(createRng(3, 'order', 1))).toEqual(draw(createRng(3, 'order', 1)));
    expect(draw(createRng(3, 'order', 1))).not.toEqual(draw(createRng(3, 'order', 2)));
    expect(draw(createRng(3, 'order', 1))).not.toEqual(draw(createRng(4, 'order', 1)));
  });

  it('reads the blocks of its stream in order', () => {
    const [key0, key1, counter2, counter3] = streamKey(5, 'x');
    const rng = createRng(5, 'x');
    for (let block = 0; block < 3; block++) {
      const words = [rng.uint32(), rng.uint32(), rng.uint32(), rng.uint32()];
      expect(words).toEqual([...philox4x32([block, 0, counter2, counter3], [key0, key1])]);
    }
  });

  it('draws uniform numbers in [0, 1) with the right moments', () => {
    const rng = createRng(1, 'uniform');
    const values = Array.from({ length: 100_000 }, () => rng.uniform());
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(values.every((v) => v >= 0 && v < 1)).toBe(true);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.004);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.001);
  });

  it('draws normal numbers: moments, tails and neighbours', () => {
    const values = new Float64Array(400_000);
    createRng(2, 'normal').fillNormal(values, 3, 2);
    const standard = values.map((v) => (v - 3) / 2);
    const moment = (f: (v: number, i: number) => number): number =>
      standard.reduce((sum, v, i) => sum + f(v, i), 0) / standard.length;
    expect(Math.abs(moment((v) => v))).toBeLessThan(0.006);
    expect(Math.abs(moment((v) => v * v) - 1)).toBeLessThan(0.01);
    expect(Math.abs(moment((v) => v ** 3))).toBeLessThan(0.03);
    expect(Math.abs(moment((v) => v ** 4) - 3)).toBeLessThan(0.08);
    expect(Math.abs(moment((v) => (Math.abs(v) > 3 ? 1 : 0)) - 0.0027)).toBeLessThan(0.0004);
    expect(Math.abs(moment((v, i) => v * (standard[i ^ 1] ?? 0)))).toBeLessThan(0.01);
  });

  it('draws integers evenly, also where n does not divide 2^32', () => {
    const rng = createRng(4, 'integer');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) {
      const value = rng.integer(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(450);
    // With n = 3 * 2^30 a plain product would give every third value twice as often.
    const thirds = new Array<number>(3).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const third = rng.integer(3 * 2 ** 30) % 3;
      thirds[third] = (thirds[third] ?? 0) + 1;
    }
    for (const count of thirds) expect(Math.abs(count - 20_000)).toBeLessThan(600);
    expect(rng.integer(1)).toBe(0);
    expect(() => rng.integer(0)).toThrow(/integer\(n\)/);
    expect(() => rng.integer(2 ** 32 + 1)).toThrow(/integer\(n\)/);
  });

  it('permutes: every number once, every order alike', () => {
    expect([...createRng(6).permutation(1000)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect(createRng(6).permutation(0)).toHaveLength(0);
    const rng = createRng(7, 'permutation');
    const seen = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = rng.permutation(4).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('gives a million normal numbers in the time of a glance', () => {
    const values = new Float32Array(1_000_000);
    const times = [1, 2, 3].map((seed) => {
      const start = performance.now();
      createRng(seed).fillNormal(values, 0, 1);
      return performance.now() - start;
    });
    // About 70 ms on one core of a small server; the bound and the minimum leave room for a busy machine.
    expect(Math.min(...times)).toBeLessThan(300);
  });
});
