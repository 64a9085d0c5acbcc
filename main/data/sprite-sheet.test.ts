import { describe, expect, it } from 'vitest';
import { filesOfLayout } from '../../test/support/array-layouts.ts';
import { failureOf } from '../../test/support/data-sets.ts';
import { memoryFile } from './data-file.ts';
import { copyImages, imagesIn, pngSize, readSheet } from './sprite-sheet.ts';
import type { SpriteSheet } from './sprite-sheet.ts';

const sheet = (await filesOfLayout('sprites')).get('mnist/mnist_images.png') ?? new Uint8Array(0);

describe('readSheet', () => {
  it('knows the size of a PNG file before it is decoded', async () => {
    expect(pngSize(sheet)).toEqual({ height: 9, width: 784 });
    expect(pngSize(sheet.subarray(1))).toBeNull();
    expect(await readSheet(memoryFile('a.png', sheet))).toMatchObject({ height: 9, width: 784, channels: 1 });
  });

  it('decodes nothing that says it is huge', async () => {
    const huge = Buffer.from(sheet);
    huge.writeUInt32BE(2 ** 31 - 1, 20);
    const error = await failureOf(readSheet(memoryFile('a.png', huge)));
    expect(error.code).toBe('data/too-large');
    expect(error.message).toMatch(/a\.png would take 5050881537744 bytes of memory/);
  });

  it('names what is no PNG file, and one that is cut short', async () => {
    const none = await failureOf(readSheet(memoryFile('a.png', new Uint8Array(100))));
    expect(none.message).toMatch(/a\.png is not a usable sheet of images: it is no PNG file/);
    const cut = await failureOf(readSheet(memoryFile('a.png', sheet.slice(0, -30))));
    expect(cut.message).toMatch(/a\.png is not a usable sheet of images: it cannot be decoded/);
    const other = Buffer.from(sheet);
    other[24] = 4; // Bits of a number: no longer what the checksum is of.
    expect((await failureOf(readSheet(memoryFile('a.png', other)))).message).not.toContain('\n');
  });
});

describe('images in a sheet', () => {
  it('are counted by rows and by tiles', () => {
    const size = { height: 8, width: 12 };
    expect(imagesIn(size, { kind: 'rows', height: 3, width: 4 })).toBe(8);
    expect(imagesIn(size, { kind: 'rows', height: 3, width: 3 })).toBeNull();
    expect(imagesIn(size, { kind: 'tiles', height: 4, width: 3 })).toBe(8);
    expect(imagesIn(size, { kind: 'tiles', height: 3, width: 3 })).toBeNull();
  });

  it('are copied row by row of tiles', () => {
    const pixels = Uint8Array.from({ length: 16 }, (_, i) => i);
    const tiles: SpriteSheet = { path: 'a.png', height: 4, width: 4, channels: 1, pixels };
    const target = new Uint8Array(12);
    copyImages(tiles, { kind: 'tiles', height: 2, width: 2 }, target);
    expect([...target]).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13]);
  });
});
