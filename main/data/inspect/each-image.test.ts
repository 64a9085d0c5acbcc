import { mkdtemp, open, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ImageSet } from '../image-set.ts';
import { eachImage } from './each-image.ts';

it('holds few large images at a time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'each-image-'));
  try {
    const [count, side] = [12, 3000];
    const path = join(folder, 'pixels');
    await (await open(path, 'w')).close();
    await truncate(path, count * 3 * side * side);
    const set: ImageSet = {
      count,
      channels: 3,
      size: { height: side, width: side },
      eachSize: null,
      labels: new Uint8Array(count),
      pixels: { kind: 'file', path, starts: null, firstByte: 0 },
      members: null,
    };
    const seen: number[] = [];
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    await eachImage(set, (index) => {
      seen.push(index);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    });
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(most).toBeLessThan(200 * 2 ** 20);
  } finally {
    await rm(folder, { recursive: true });
  }
});
