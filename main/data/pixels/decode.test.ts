import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadNative } from '../native.ts';
import { ImageProblem, decodeImage, decodePart } from './decode.ts';
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

  it('gives the same of a progressive file that lacks scans as other decoders, and of its parts as of the whole', async () => {
    const file = read('rgb-progressive.jpg');
    const scans = [...file.keys()].filter((at) => file[at] === 0xff && file[at + 1] === 0xda);
    for (const scan of scans.slice(1)) {
      const lacking = Buffer.concat([file.subarray(0, scan), Buffer.from([0xff, 0xd9])]);
      const { pixels, ...size } = await decodeImage(lacking, { channels: 3 }, decoder);
      expect(pixels).toEqual((await decodeImage(lacking, { channels: 3 }, null)).pixels);
      const window = { top: 20, left: 30, height: 9, width: 12 };
      const part = await decodePart(lacking, { channels: 3, size, window }, decoder);
      const rows = Array.from({ length: 9 }, (_, row) => {
        const begin = ((20 + row) * size.width + 30) * 3;
        return pixels.subarray(begin, begin + 36);
      });
      expect(Buffer.concat(rows).equals(part.pixels)).toBe(true);
    }
    expect(scans.length).toBeGreaterThan(3);
  });

  /** The fixture with the bytes that say something changed. */
  const marked = (...changes: readonly (readonly [after: readonly number[], at: number, byte: number])[]) => {
    const file = Buffer.from(read('rgb-420.jpg'));
    for (const [after, at, byte] of changes) file[file.indexOf(Buffer.from(after)) + at] = byte;
    return file;
  };
  it.each([
    { what: 'the end of the spectrum in a sequential scan', file: marked([[0xff, 0xda], 12, 0]) },
    { what: 'the version of JFIF', file: marked([[0xff, 0xe0], 9, 9]) },
    {
      what: 'the transform of Adobe',
      file: Buffer.concat([
        marked().subarray(0, 2),
        Buffer.from([0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 7]),
        marked().subarray(20),
      ]),
    },
  ])('takes files in which $what is wrong, and no pixel', async ({ file }) => {
    expect(file.equals(read('rgb-420.jpg'))).toBe(false);
    const { pixels } = await decodeImage(file, { channels: null }, decoder);
    expect(pixels).toEqual((await decode('rgb-420.jpg', null)).pixels);
  });

  it('takes no file whose image begins somewhere in it', async () => {
    const shifted = Buffer.concat([Buffer.from([0xff, 0xd8, 0]), read('rgb-420.jpg').subarray(2)]);
    await expect(decodeImage(shifted, { channels: null }, decoder)).rejects.toMatchObject({
      kind: 'unknown',
    });
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
