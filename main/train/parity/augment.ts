import { z } from 'zod';
import { IMAGE_OPERATIONS } from '../../data/index.ts';
import type { ImageOperationName } from '../../data/index.ts';
import { parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';

const pixels = z.array(z.int().min(0).max(255));

const schema = z.object({
  op: z.custom<ImageOperationName>(
    (name) => typeof name === 'string' && Object.hasOwn(IMAGE_OPERATIONS, name),
    `must be one of ${Object.keys(IMAGE_OPERATIONS).join(', ')}`,
  ),
  magnitude_index: z.int().min(0).max(9),
  sign: z.union([z.literal(1), z.literal(-1)]),
  magnitude: z.number(),
  height: z.int(),
  width: z.int(),
  layout: z.literal('HWC uint8 RGB'),
  image: pixels,
  out: pixels,
});

/** An image operation of the learned policies: its strength, and what it makes of an image. */
export async function runAugmentation(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  const { magnitudes, isSigned, apply } = IMAGE_OPERATIONS[given.op];
  const magnitude = magnitudes[given.magnitude_index] ?? NaN;
  const to = new Uint8Array(given.image.length);
  const { height, width } = given;
  const transfer = { from: Uint8Array.from(given.image), to, height, width, channels: 3 };
  apply(transfer, isSigned ? given.sign * magnitude : magnitude);
  return [
    { quantity: 'magnitude', found: [magnitude], expected: [given.magnitude], deviation: 0 },
    { quantity: 'out', found: to, expected: given.out, deviation: 0 },
  ];
}
