import { z } from 'zod';
import { createBatchStream, inMemory, NO_AUGMENT } from '../../data/index.ts';
import { parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';

const range = z.tuple([z.int(), z.int()]);
const schema = z.object({
  height: z.int(),
  width: z.int(),
  length: z.int(),
  zero_rows: range,
  zero_cols: range,
});
type Cutout = z.infer<typeof schema>;

/** First and end row, first and end column of the zeros in an image. */
type Box = readonly [number, number, number, number];

/** Draws of each centre that are waited for: missing one has a probability of e^-40. */
const DRAWS_A_CENTRE = 40;

/**
 * The box that a cutout erases. The product draws the centre itself, so ones are cut until the box is the wanted one, which only
 * the wanted centre gives.
 */
export async function runCutout(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  const wanted: Box = [...given.zero_rows, ...given.zero_cols];
  const found = await drawUntil(given, (box) => box.every((side, i) => side === wanted[i]));
  return [{ quantity: 'box', found: found ?? [], expected: wanted, deviation: 0 }];
}

async function drawUntil(
  { height, width, length }: Cutout,
  isWanted: (box: Box) => boolean,
): Promise<Box | null> {
  const count = height * width;
  const stream = createBatchStream({
    set: inMemory({
      ...{ count, height, width, channels: 1 },
      images: new Uint8Array(count * height * width).fill(255),
      labels: new Uint8Array(count),
    }),
    indices: Uint32Array.from({ length: count }, (_, i) => i),
    ...{ order: 'sequential', batchSize: count, dropLast: false, view: null, normalization: null },
    ...{ augment: { ...NO_AUGMENT, cutout: { length, squares: 1 } }, seed: 0, stream: 'cutout' },
    ...{ workers: 0, workerPath: null },
  });
  try {
    for (let epoch = 0; epoch < DRAWS_A_CENTRE; epoch += 1) {
      const { images } = await stream.batch(epoch, 0);
      const size = height * width;
      const boxes = Array.from({ length: count }, (_, i) =>
        boxOf(images.subarray(i * size, (i + 1) * size), width),
      );
      const found = boxes.find(isWanted);
      if (found !== undefined) return found;
    }
    return null;
  } finally {
    await stream.dispose();
  }
}

/** Where the zeros of an image of ones are. They are a rectangle: its corners and their number say so. */
function boxOf(image: Float32Array, width: number): Box {
  const first = image.indexOf(0);
  const last = image.lastIndexOf(0);
  const box = [
    Math.floor(first / width),
    Math.floor(last / width) + 1,
    first % width,
    (last % width) + 1,
  ] as const;
  const zeros = image.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
  return zeros === (box[1] - box[0]) * (box[3] - box[2]) ? box : [-1, -1, -1, -1];
}
