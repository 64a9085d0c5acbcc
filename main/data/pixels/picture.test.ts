import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ImageProblem } from './image-problem.ts';
import { pngOf, readPicture } from './picture.ts';

const GREY = { channels: 1, size: { height: 28, width: 28 }, invert: false };
const noise = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 71 + (i >> 3)) % 256);
const coloured = (height: number, width: number, of = noise(height * width * 3)): Promise<Buffer> =>
  sharp(of, { raw: { height, width, channels: 3 } })
    .png()
    .toBuffer();

describe('an image from elsewhere', () => {
  it('is left as it is where it is such already, to the bit', async () => {
    const pixels = noise(28 * 28);
    const png = await pngOf({ height: 28, width: 28, channels: 1, pixels }, 128);
    const { image, changes, set } = await readPicture(png, GREY);
    expect(changes).toEqual([]);
    expect(image).toMatchObject({ height: 28, width: 28, channels: 1 });
    expect([...image.pixels]).toEqual([...pixels]);
    expect(set).toMatchObject({ count: 1, channels: 1, size: { height: 28, width: 28 } });
  });

  it('is made grey as Pillow does, cut to its middle, scaled and inverted, and says so', async () => {
    const red = Uint8Array.from({ length: 60 * 40 * 3 }, (_, i) => (i % 3 === 0 ? 255 : 0));
    const { image, changes, original } = await readPicture(await coloured(60, 40, red), {
      ...GREY,
      invert: true,
    });
    expect(changes).toEqual(['made grey', 'its middle scaled to 28x28', 'inverted']);
    expect(original).toEqual({ height: 60, width: 40 });
    expect(new Set(image.pixels)).toEqual(new Set([255 - 76]));
  });

  it('keeps its colours and its size where images have any size', async () => {
    const { image, changes } = await readPicture(await coloured(9, 5), {
      channels: 3,
      size: null,
      invert: false,
    });
    expect(changes).toEqual([]);
    expect([...image.pixels]).toEqual([...noise(9 * 5 * 3)]);
  });

  it('is refused where it is no image, cut short, an animation or too large', async () => {
    const png = await coloured(64, 64);
    const frames = sharp(noise(8 * 16 * 3), { raw: { height: 16, width: 8, channels: 3, pageHeight: 8 } });
    const huge = await sharp({
      create: { height: 1, width: 9000, channels: 3, background: { r: 0, g: 0, b: 0 } },
    })
      .png()
      .toBuffer();
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [Buffer.from('no image at all'), 'unknown'],
      [new Uint8Array(0), 'unknown'],
      [png.subarray(0, png.length / 2), 'damaged'],
      [await frames.gif().toBuffer(), 'moving'],
      [huge, 'large'],
    ];
    for (const [bytes, kind] of cases) {
      const error: unknown = await readPicture(bytes, GREY).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ImageProblem);
      expect(error).toMatchObject({ kind });
    }
  });

  it('is made smaller for showing where it is large, never larger', async () => {
    const { width, height } = await sharp(
      await pngOf({ height: 300, width: 100, channels: 3, pixels: noise(90_000) }, 128),
    ).metadata();
    expect([height, width]).toEqual([128, 43]);
    const small = await sharp(
      await pngOf({ height: 4, width: 4, channels: 3, pixels: noise(48) }, 128),
    ).metadata();
    expect(small.width).toBe(4);
  });
});
