import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResizer } from './augment/resize.ts';
import type { Resample, Resizing } from './augment/resize.ts';
import { imageCode, loadNative } from './native.ts';
import type { NativeJpeg } from './native.ts';

/** Set-up compiles the addon; these tests are about it. */
function native(): { readonly resample: Resample; readonly jpeg: NativeJpeg | null } {
  const loaded = loadNative();
  if (loaded === null) throw new Error(`no addon: ${imageCode().missing ?? ''}`);
  return loaded;
}
const read = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../../test/fixtures/data/images/${name}`, import.meta.url)));
const noise = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i, 2654435761) >>> 24);

/** A rectangle within a size. */
const within = ({ height, width }: { readonly height: number; readonly width: number }) =>
  fc.tuple(fc.integer({ min: 1, max: height }), fc.integer({ min: 1, max: width })).chain(([h, w]) =>
    fc.record({
      top: fc.integer({ min: 0, max: height - h }),
      left: fc.integer({ min: 0, max: width - w }),
      height: fc.constant(h),
      width: fc.constant(w),
    }),
  );
const sides = (max: number) =>
  fc.record({ height: fc.integer({ min: 1, max }), width: fc.integer({ min: 1, max }) });
const resizings: fc.Arbitrary<Resizing> = fc
  .tuple(sides(70), sides(50), fc.constantFrom(1, 3, 4))
  .chain(([image, size, channels]) =>
    fc.record({
      image: fc.constant({ ...image, channels }),
      window: within(image),
      size: fc.constant(size),
      wanted: within(size),
    }),
  );

describe('native resampling', () => {
  it('gives the bits of the script', () => {
    const { resample } = native();
    fc.assert(
      fc.property(resizings, fc.boolean(), (resizing, isShared) => {
        const { image, wanted } = resizing;
        const size = wanted.height * wanted.width * image.channels;
        const source = noise(image.height * image.width * image.channels);
        const target = isShared ? new Uint8Array(new SharedArrayBuffer(size)) : new Uint8Array(size);
        const expected = new Uint8Array(size);
        createResizer(resizing)(source, expected);
        createResizer(resizing, resample)(source, target);
        expect([...target]).toEqual([...expected]);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses to leave its arrays', () => {
    const { resample } = native();
    const taps = {
      first: Int32Array.of(0, 2),
      count: Int32Array.of(2, 2),
      weights: Int32Array.of(1, 1, 1, 1),
      stride: 2,
      reach: { begin: 0, length: 4 },
    };
    const axis = { taps, offset: 0, outer: 2, outerStep: 4, step: 1, inner: 1 };
    const [source, target] = [new Uint8Array(8), new Uint8Array(4)];
    resample(source, target, axis);
    for (const wrong of [
      { ...axis, outer: 3 },
      { ...axis, offset: 1 },
      { ...axis, offset: -1 },
      { ...axis, step: 2 },
      { ...axis, inner: 2 },
      { ...axis, outerStep: 2 ** 31 - 1 },
      { ...axis, outerStep: 0 },
      { ...axis, taps: { ...taps, first: Int32Array.of(0, 3) } },
      { ...axis, taps: { ...taps, count: Int32Array.of(2, 3) } },
      { ...axis, taps: { ...taps, count: Int32Array.of(2, -1) } },
      { ...axis, taps: { ...taps, weights: Int32Array.of(1, 1, 1) } },
    ]) {
      expect(() => {
        resample(source, target, wrong);
      }).toThrow(RangeError);
    }
    expect(() => {
      resample(source, target.subarray(1), axis);
    }).toThrow(RangeError);
  });
});

const JPEG = [
  'rgb-420.jpg',
  'rgb-422.jpg',
  'rgb-444.jpg',
  'rgb-progressive.jpg',
  'rgb-restarts.jpg',
  'rgb-wide.jpg',
  'kept-rgb.jpg',
  'grey.jpg',
  'rgb-tiny.jpg',
];

describe.runIf(loadNative()?.jpeg)('native JPEG', () => {
  const jpeg = (): NativeJpeg => {
    const { jpeg: found } = native();
    if (found === null) throw new Error('compiled without libjpeg-turbo');
    return found;
  };

  it.each(JPEG)('gives of %s every part as it is in the whole', (name) => {
    const file = read(name);
    const header = jpeg().header(file);
    if (header === null) throw new Error('not read');
    const { height, width, channels } = header;
    const whole = new Uint8Array(height * width * channels);
    jpeg().decode(file, { ...header, top: 0, left: 0 }, whole);
    fc.assert(
      fc.property(within(header), (window) => {
        const part = new Uint8Array(window.height * window.width * channels);
        jpeg().decode(file, { ...window, channels }, part);
        const rows = Array.from({ length: window.height }, (_, row) => {
          const begin = ((window.top + row) * width + window.left) * channels;
          return whole.subarray(begin, begin + window.width * channels);
        });
        expect(Buffer.concat(rows).equals(part)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves to others what it cannot do as it should', () => {
    for (const name of ['turned-6.jpg', 'cmyk.jpg', 'rgb.png', 'words.jpg', 'empty.jpg'])
      expect(jpeg().header(read(name))).toBeNull();
  });

  it('refuses what is no part of the image, and targets that are too small', () => {
    const file = read('rgb-420.jpg');
    const room = new Uint8Array(59 * 77 * 3);
    const whole = { top: 0, left: 0, height: 59, width: 77, channels: 3 } as const;
    for (const wrong of [
      { ...whole, top: 1 },
      { ...whole, left: -1 },
      { ...whole, height: 60, width: 70 },
      { ...whole, channels: 1 } as const,
    ]) {
      expect(() => {
        jpeg().decode(file, wrong, room);
      }).toThrow('the image is not what it was');
    }
    for (const wrong of [
      { ...whole, height: 0 },
      { ...whole, height: 2 ** 30, width: 2 ** 30 },
    ]) {
      expect(() => {
        jpeg().decode(file, wrong, room);
      }).toThrow(RangeError);
    }
    expect(() => {
      jpeg().decode(file, whole, room.subarray(1));
    }).toThrow(RangeError);
  });

  it('survives whatever is done to a file', async () => {
    const room = new Uint8Array(59 * 77 * 3);
    let refused = 0;
    for (let round = 0; round < 1500; round++) {
      const file = Uint8Array.from(read(JPEG[round % 5] ?? ''));
      for (let i = 0; i < 1 + (round % 7); i++) {
        file[Math.imul(round * 8 + i, 2654435761) % file.length] = Math.imul(round + i, 40503) >>> 8;
      }
      const cut = file.subarray(0, round % 3 === 0 ? Math.imul(round, 7919) % file.length : file.length);
      const header = jpeg().header(cut);
      if (header === null || header.height * header.width * 3 > room.length) {
        refused += 1;
        continue;
      }
      const window = { ...header, top: 0, left: 0, channels: 3 } as const;
      const here = outcome(() => {
        jpeg().decode(cut, window, room);
      });
      const aside = await jpeg()
        .decodeAside(cut, window, new Uint8Array(room.length))
        .then(() => 'decoded', String);
      expect(aside).toBe(here);
      if (here !== 'decoded') refused += 1;
    }
    expect(refused).toBeGreaterThan(500);
  });

  it('lets a thread be ended in the middle of its work', async () => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const addon = require('dartboard-pixels');
      const file = Uint8Array.from(workerData);
      for (let i = 0; i < 40; i++) {
        addon.decodeJpegAside(file, Int32Array.of(3, 0, 0, 59, 77), new Uint8Array(59 * 77 * 3));
      }
      parentPort.postMessage('begun');
      while (true) addon.decodeJpeg(file, Int32Array.of(3, 0, 0, 59, 77), new Uint8Array(59 * 77 * 3));`;
    for (let round = 0; round < 5; round++) {
      const worker = new Worker(code, { eval: true, workerData: read('rgb-420.jpg') });
      await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
      expect(await worker.terminate()).toBe(1);
    }
  });
});

function outcome(run: () => void): string {
  try {
    run();
    return 'decoded';
  } catch (error) {
    return String(error);
  }
}
