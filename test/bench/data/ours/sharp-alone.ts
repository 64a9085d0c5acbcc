/** The same images by sharp's own pipeline, as its users write it: extract, resize, raw pixels, then numbers. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import sharp from 'sharp';
import { plan as planSchema } from '../specs.ts';
import type { Plan, sharpSpec, TimedReport } from '../specs.ts';
import { timed } from './timed.ts';

/** Batches in one thread of libvips. */
export function sharpAlone(spec: z.output<typeof sharpSpec>): Promise<TimedReport> {
  sharp.concurrency(1);
  sharp.cache(false);
  const plan = planSchema.parse(JSON.parse(readFileSync(spec.plan, 'utf8')));
  const { size, batchSize, images } = plan;
  const imageSize = size * size * 3;
  const batch = new Float32Array(batchSize * imageSize);
  const tables = [0, 1, 2].map((channel) => tableOf(plan, channel));
  let next = 0;
  return timed(spec.seconds, async () => {
    for (let i = 0; i < batchSize; i++) {
      const item = images[next];
      if (item === undefined) throw new Error('internal: the plan has images');
      next = (next + 1) % images.length;
      normalize(await pixelsOf(item, size), tables, batch.subarray(i * imageSize, (i + 1) * imageSize));
    }
    return batchSize;
  });
}

async function pixelsOf(item: Plan['images'][number], size: number): Promise<Uint8Array> {
  const { path, left, top, width, height, flip } = item;
  const image = sharp(path)
    .extract({ left, top, width, height })
    .resize(size, size, { fit: 'fill', kernel: 'linear' })
    .flop(flip);
  return image.removeAlpha().raw().toBuffer();
}

function tableOf({ mean, deviation }: Plan, channel: number): Float32Array {
  return Float32Array.from(
    { length: 256 },
    (_, value) => (value / 255 - (mean[channel] ?? 0)) / (deviation[channel] ?? 1),
  );
}

function normalize(pixels: Uint8Array, tables: readonly Float32Array[], target: Float32Array): void {
  const [red, green, blue] = tables;
  if (red === undefined || green === undefined || blue === undefined) return;
  for (let i = 0; i < pixels.length; i += 3) {
    target[i] = red[pixels[i] ?? 0] ?? 0;
    target[i + 1] = green[pixels[i + 1] ?? 0] ?? 0;
    target[i + 2] = blue[pixels[i + 2] ?? 0] ?? 0;
  }
}
