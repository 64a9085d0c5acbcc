import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadNative } from '../native.ts';
import { ImageProblem, decodeImage } from './decode.ts';
import type { DecodedImage } from './decode.ts';

// Written by resources/scripts/make-image-fixtures.py; the checksums are of what Pillow decodes.
const folder = fileURLToPath(new URL('../../../test/fixtures/data/images/', import.meta.url));
const read = (name: string): Uint8Array => readFileSync(`${folder}${name}`);
const expectedSchema = z.record(
  z.string(),
  z.object({ height: z.number(), width: z.number(), channels: z.number(), sha256: z.string() }).nullable(),
);
const expected = expectedSchema.parse(JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const { jpeg } = loadNative() ?? { jpeg: null };
const decoders = jpeg === null ? [null] : [null, jpeg];

describe.each(decoders)('decodeImage with the decoder %j', (decoder) => {
  const decode = (name: string, channels: 1 | 3 | null): Promise<DecodedImage> =>
    decodeImage(read(name), { channels }, decoder);

  it('knows what to expect of each file', () => {
    const named = [...Object.keys(expected), 'expected.json', 'cmyk.jpg'];
    expect(readdirSync(folder).sort()).toEqual(named.sort());
  });

  const whole = Object.entries(expected).flatMap(([name, image]) =>
    image === null ? [] : [{ name, image }],
  );
  it.each(whole)('gives the pixels of $name that Pillow gives', async ({ name, image }) => {
    const { pixels, ...shape } = await decode(name, null);
    expect({ ...shape, sha256: sha256(pixels) }).toEqual(image);
  });

  it.each([
    ['cut-short.jpg', 'cut short or damaged'],
    ['cut-short-at-the-end.jpg', 'cut short or damaged'],
    ['cut-short-progressive.jpg', 'cut short or damaged'],
    ['cut-short-in-the-header.jpg', 'cut short or damaged'],
    ['damaged.jpg', 'cut short or damaged'],
    ['cut-short.png', 'cut short or damaged'],
    ['damaged.png', 'cut short or damaged'],
    ['animated.gif', 'an animation'],
    ['animated.webp', 'an animation'],
    ['bomb.png', 'larger than 8192 pixels a side'],
    ['wide-bomb.png', 'larger than 8192 pixels a side'],
    ['empty.jpg', 'not an image that can be read'],
    ['words.jpg', 'not an image that can be read'],
    ['drawing.svg', 'not an image that can be read'],
  ])('refuses %s: %s', async (name, reason) => {
    expect(expected[name]).toBeNull();
    const refused = await decode(name, null).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ImageProblem);
    expect(refused).toMatchObject({ reason });
  });

  it('makes colours of grey images where that is asked for, and refuses colours where grey is', async () => {
    for (const name of ['grey.jpg', 'grey.png', 'grey-16-bit.png', 'grey-alpha.png', 'one-bit.png']) {
      const grey = await decode(name, 1);
      const { channels, pixels } = await decode(name, 3);
      expect(channels).toBe(3);
      expect(pixels).toEqual(Uint8Array.from([...grey.pixels].flatMap((level) => [level, level, level])));
    }
    for (const name of ['rgb-420.jpg', 'palette.png']) {
      await expect(decode(name, 1)).rejects.toMatchObject({ kind: 'coloured' });
    }
  });

  it('turns inks into the colours that they print, roughly', async () => {
    const inks = await decode('cmyk.jpg', null);
    const screen = await decode('rgb-420.jpg', null);
    expect(inks).toMatchObject({ height: 59, width: 77, channels: 3 });
    const difference = inks.pixels.reduce(
      (sum, level, i) => sum + Math.abs(level - (screen.pixels[i] ?? 0)),
      0,
    );
    expect(difference / inks.pixels.length).toBeLessThan(40);
  });
});
