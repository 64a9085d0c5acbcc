/** Images of CIFAR's size. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anyReport, inTurn, must, onOneCore, ours, pillow } from './programs.ts';
import type { DataBench } from './programs.ts';
import { likenessOf, summarize } from './results.ts';
import type { Likeness, Measured } from './results.ts';

const BATCH = 96;
/** Of CIFAR-10, as both programs have it. */
const DEVIATION = [0.247, 0.2435, 0.2616];

/** Makes the images; gives their file. */
export async function makeSmallImages(bench: DataBench, count: number): Promise<string> {
  const images = join(bench.places.folder, 'images.bin');
  await must(bench, pillow(bench, 'small-images', images, '--count', String(count)), anyReport);
  return images;
}

/** Crop, flip and cutout by one worker thread. */
export async function measureSmall(bench: DataBench, images: string): Promise<Measured> {
  const about = {
    id: 'small',
    title: '32 x 32: crop, flip, normalization, cutout, one worker thread',
    target: { rate: 20_000, times: {} },
  };
  const seconds = String(bench.options.seconds);
  const runs = await inTurn(bench, about.title, {
    ours: ours(bench, 'small', specOf(bench, images, false)),
    pillow: pillow(bench, 'small', images, '--batch', String(BATCH), '--seconds', seconds),
  });
  return summarize(about, runs, null);
}

/** The same with AutoAugment, everything on one core. */
export async function measureAuto(bench: DataBench, images: string): Promise<Measured> {
  const about = {
    id: 'auto',
    title: '32 x 32: crop, flip, AutoAugment (cifar10), normalization, cutout, one core',
    target: { rate: null, times: { pillow: 2.5 } },
  };
  const policy = join(bench.places.folder, 'policy.json');
  await must(bench, ours(bench, 'policy', { out: policy }), anyReport);
  const args = [images, '--policy', policy, '--batch', String(BATCH)];
  const runs = await inTurn(bench, about.title, {
    ours: onOneCore(ours(bench, 'small', specOf(bench, images, true))),
    pillow: onOneCore(pillow(bench, 'small', ...args, '--seconds', String(bench.options.seconds))),
  });
  return summarize(about, runs, await likeness(bench, images));
}

const specOf = ({ places, options }: DataBench, images: string, auto: boolean) => ({
  worker: places.worker,
  batchSize: BATCH,
  images,
  auto,
  seconds: options.seconds,
});

/** The peer makes what ours has drawn. */
async function likeness(bench: DataBench, images: string): Promise<Likeness> {
  const { places, options } = bench;
  const count = options.quick ? 50 : 500;
  const [choices, mine, theirs] = ['choices.json', 'ours.bin', 'pillow.bin'].map((name) =>
    join(places.folder, name),
  ) as [string, string, string];
  const spec = { worker: places.worker, batchSize: count, images, count, choices, result: mine };
  await must(bench, ours(bench, 'chosen', spec), anyReport);
  await must(bench, pillow(bench, 'chosen', images, choices, theirs), anyReport);
  const given = { deviation: DEVIATION, images: count, limit: 1 };
  return likenessOf(numbersIn(mine), numbersIn(theirs), given);
}

/** float32 numbers of a file, in the machine's order. */
export function numbersIn(file: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(file)).buffer);
}
