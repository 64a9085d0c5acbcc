import { createHash } from 'node:crypto';
import { readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import type { Snapshot } from '../train/index.ts';
import { readCheckpoint, weightsSha256, writeCheckpoint } from './checkpoint-file.ts';
import { addCheckpoint, checkpointSteps, newestCheckpoint, setAsideAfter } from './checkpoints.ts';

let home: TestHome;
let path: string;
beforeEach(async () => {
  home = await testHome();
  path = join(home.folder, '1.ckpt');
});
afterEach(() => home.dispose());

const snapshotOf = (step: number): Snapshot => ({
  step,
  variables: {
    weights: Float32Array.of(1.5, -0, Number.MIN_VALUE, step),
    'alphas.normal': Float32Array.of(1e-3),
    'optimizer.step': Int32Array.of(-7, step, 3),
    mask: Uint8Array.of(1, 0, 1),
    empty: new Float32Array(0),
  },
  carried: { sums: [1.25, { größe: null }] },
});

const TWO = { keep: 2, best: null };
const small: Snapshot = { step: 1, carried: 0, variables: { w: Float32Array.of(1.5) } };

describe('a checkpoint file', () => {
  it('gives back what was written, to the bit', async () => {
    await writeCheckpoint(path, snapshotOf(5));
    expect(await readCheckpoint(path)).toEqual(snapshotOf(5));
  });

  it('takes views into larger arrays', async () => {
    const whole = Float32Array.of(1, 2, 3, 4, 5);
    await writeCheckpoint(path, { step: 1, carried: null, variables: { w: whole.subarray(1, 4) } });
    expect((await readCheckpoint(path)).variables).toEqual({ w: Float32Array.of(2, 3, 4) });
  });

  it('cut off at any byte is refused', async () => {
    await writeCheckpoint(path, small);
    const bytes = await readFile(path);
    for (let length = 0; length < bytes.length; length++) {
      await writeFile(path, bytes.subarray(0, length));
      await expect(readCheckpoint(path)).rejects.toMatchObject({ code: 'runs/damaged-checkpoint' });
    }
    await writeFile(path, Buffer.concat([bytes, Buffer.alloc(1)]));
    await expect(readCheckpoint(path)).rejects.toMatchObject({ code: 'runs/damaged-checkpoint' });
  });

  it('with any bit flipped is refused', async () => {
    await writeCheckpoint(path, small);
    const bytes = await readFile(path);
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(path, flipped);
      await expect(readCheckpoint(path)).rejects.toMatchObject({ code: 'runs/damaged-checkpoint' });
    }
  });

  it('that is not there is a sentence of its own', async () => {
    await expect(readCheckpoint(path)).rejects.toMatchObject({ code: 'runs/unreadable' });
  });
});

describe('weightsSha256', () => {
  const hash = (variables: Snapshot['variables']): string =>
    weightsSha256({ step: 0, carried: null, variables });

  it('is as documented', () => {
    // printf 'a\0\4\0\0\0\0\0\0\0\0\0\200?' | sha256sum
    expect(hash({ a: Float32Array.of(1) })).toBe(
      'f70cda80399c19a63476b45af3ffb2f21ca96c1c29019d4cd5113f6c75a34ad5',
    );
  });

  it('depends on names and bytes, but neither on their order nor on the optimizer', () => {
    const [a, b] = [Float32Array.of(1), Float32Array.of(2)];
    expect(hash({ b, a })).toBe(hash({ a, b }));
    expect(hash({ a, b, 'optimizer.m': b })).toBe(hash({ a, b }));
    expect(hash({ a: b, b: a })).not.toBe(hash({ a, b }));
    expect(hash({ a: Float32Array.of(-0) })).not.toBe(hash({ a: Float32Array.of(0) }));
  });
});

describe('the checkpoints of a run', () => {
  it('are the last two', async () => {
    for (const step of [3, 6, 9, 12]) await addCheckpoint(home.folder, snapshotOf(step), TWO);
    expect((await readdir(home.folder)).sort()).toEqual(['12.ckpt', '9.ckpt']);
    expect((await newestCheckpoint(home.folder)).checkpoint?.snapshot.step).toBe(12);
  });

  it('fall back to the one before, with a sentence, when the newest is damaged', async () => {
    for (const step of [3, 10]) await addCheckpoint(home.folder, snapshotOf(step), TWO);
    await truncate(join(home.folder, '10.ckpt'), 100);
    const { checkpoint, problems } = await newestCheckpoint(home.folder);
    expect(checkpoint?.snapshot).toEqual(snapshotOf(3));
    expect(problems).toEqual([expect.stringMatching(/10\.ckpt is damaged: it ends within its header\.$/)]);
  });

  it('are as many as are to be kept, and that of the best epoch', async () => {
    const add = (step: number, best: number | null): Promise<string> =>
      addCheckpoint(home.folder, snapshotOf(step), { keep: 1, best });
    for (const [step, best] of [
      [3, 3],
      [6, 3],
      [9, 9],
      [12, 9],
      [15, 9],
    ] as const)
      await add(step, best);
    expect((await readdir(home.folder)).sort()).toEqual(['15.ckpt', '9.ckpt']);
  });

  it('are all, where all are to be kept', async () => {
    const all = { keep: 'all', best: null } as const;
    for (const step of [1, 2, 3, 4, 5]) await addCheckpoint(home.folder, snapshotOf(step), all);
    expect(await checkpointSteps(home.folder)).toEqual([5, 4, 3, 2, 1]);
  });

  it('are not thrown away for one that is damaged, which is set aside', async () => {
    const two = { keep: 3, best: null };
    for (const step of [3, 6, 9]) await addCheckpoint(home.folder, snapshotOf(step), two);
    await truncate(join(home.folder, '9.ckpt'), 300);
    await writeFile(join(home.folder, '6.ckpt'), 'no checkpoint');
    await addCheckpoint(home.folder, snapshotOf(12), TWO);
    expect((await readdir(home.folder)).sort()).toEqual([
      '12.ckpt',
      '3.ckpt',
      '6.ckpt.damaged',
      '9.ckpt.damaged',
    ]);
  });

  it('that are damaged do not pile up', async () => {
    for (const step of [1, 2, 3, 4, 5]) await addCheckpoint(home.folder, snapshotOf(step), TWO);
    for (const step of [10, 20, 30]) await writeFile(join(home.folder, `${step}.ckpt`), 'x');
    await setAsideAfter(home.folder, 5);
    expect((await readdir(home.folder)).sort()).toEqual([
      '20.ckpt.damaged',
      '30.ckpt.damaged',
      '4.ckpt',
      '5.ckpt',
    ]);
  });

  it('of a newer version are not passed over for an older state', async () => {
    for (const step of [3, 6]) await addCheckpoint(home.folder, snapshotOf(step), TWO);
    const bytes = await readFile(join(home.folder, '6.ckpt'));
    bytes.writeUInt32LE(2, 8);
    const end = 48 + bytes.readUInt32LE(12);
    createHash('sha256')
      .update(bytes.subarray(0, 16))
      .update(bytes.subarray(48, end))
      .digest()
      .copy(bytes, 16);
    await writeFile(join(home.folder, '6.ckpt'), bytes);
    await expect(newestCheckpoint(home.folder)).rejects.toMatchObject({ code: 'runs/newer-format' });
  });

  it('that are damaged never push out sound ones', async () => {
    for (const step of [3, 10]) await addCheckpoint(home.folder, snapshotOf(step), TWO);
    await truncate(join(home.folder, '10.ckpt'), 100);
    await setAsideAfter(home.folder, 3);
    await addCheckpoint(home.folder, snapshotOf(5), TWO);
    expect((await readdir(home.folder)).sort()).toEqual(['10.ckpt.damaged', '3.ckpt', '5.ckpt']);
    expect((await newestCheckpoint(home.folder)).problems).toEqual([]);
  });

  it('are none in a folder that is not there', async () => {
    expect(await newestCheckpoint(join(home.folder, 'none'))).toEqual({ checkpoint: null, problems: [] });
  });
});
