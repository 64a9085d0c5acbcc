/** JPEG files as large as ImageNet's and larger. */
import { join } from 'node:path';
import { z } from 'zod';
import { anyReport, inTurn, must, onOneCore, ours, pillow } from './programs.ts';
import type { DataBench } from './programs.ts';
import { likenessOf, summarize } from './results.ts';
import type { Likeness, Measured } from './results.ts';
import { numbersIn } from './small.ts';

const BATCH = 32;
/** Of ImageNet, as both programs have it. */
const DEVIATION = [0.229, 0.224, 0.225];
const SIZES = [
  { width: 500, height: 375, count: 160 },
  { width: 1600, height: 1200, count: 32 },
];
/** Of the images that the peer makes, those that are not trained on. */
const TESTED = 4;
const madeReport = z.object({ images: z.number(), mean_bytes: z.number() });

/** Decoding and random resized crops, one core, beside Pillow and sharp. */
export async function measureLarge(bench: DataBench): Promise<readonly Measured[]> {
  const all: Measured[] = [];
  for (const size of SIZES) all.push(await measureSize(bench, size));
  return all;
}

async function measureSize(bench: DataBench, size: (typeof SIZES)[number]): Promise<Measured> {
  const { options, places } = bench;
  const { width, height } = size;
  const count = TESTED + (options.quick ? BATCH : size.count);
  const name = `${String(width)}x${String(height)}`;
  const folder = join(places.folder, name);
  const shape = ['--width', String(width), '--height', String(height), '--count', String(count)];
  const made = await must(bench, pillow(bench, 'photos', folder, ...shape), madeReport);
  const about = {
    id: `large-${name}`,
    title: `JPEG ${name}, quality 92, ${(made.mean_bytes / 1000).toFixed(0)} kB: decoding, resized crop 224, flip, normalization, one core`,
    target: { rate: null, times: { pillow: 1, sharp: 1 } },
  };
  const resourcesDir = join(places.project, 'resources');
  const files = { folder, dataDir: join(places.folder, `${name}-data`), resourcesDir };
  const plan = join(places.folder, `plan-${name}.json`);
  await must(bench, ours(bench, 'plan', { ...files, batchSize: BATCH, out: plan }), anyReport);
  const spec = { ...files, worker: places.worker, batchSize: BATCH, seconds: options.seconds, result: null };
  const runs = await inTurn(bench, about.title, {
    ours: onOneCore(ours(bench, 'large', spec)),
    pillow: onOneCore(pillow(bench, 'large', plan, '--seconds', String(options.seconds))),
    sharp: onOneCore(ours(bench, 'sharp', { plan, seconds: options.seconds })),
  });
  return summarize(about, runs, await likeness(bench, spec, { plan, name }));
}

/** Of the first batch; decoders may differ in how they scale, so the distance is only told. */
async function likeness(
  bench: DataBench,
  spec: object,
  { plan, name }: { readonly plan: string; readonly name: string },
): Promise<Likeness> {
  const { folder } = bench.places;
  const mine = join(folder, `ours-${name}.bin`);
  const theirs = join(folder, `pillow-${name}.bin`);
  await must(bench, ours(bench, 'large', { ...spec, result: mine }), anyReport);
  await must(bench, pillow(bench, 'large', plan, '--result', theirs), anyReport);
  const given = { deviation: DEVIATION, images: BATCH, limit: null };
  return likenessOf(numbersIn(mine), numbersIn(theirs), given);
}
