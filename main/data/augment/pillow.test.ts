/** Every image operation against Pillow, to the grey level: checksums of what it makes of generated images. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import recorded from '../../../test/fixtures/pillow-augment.json' with { type: 'json' };
import { OPERATIONS } from './auto-augment/operations.ts';
import type { OperationName } from './auto-augment/policy.ts';
import { shiftHue } from './enhance/hue.ts';
import type { ImageShape } from './image-shape.ts';
import { createResizer } from './resize.ts';
import type { Transfer } from './transfer.ts';
import { resizingOf, viewSchema } from './view.ts';

const image = {
  kind: z.enum(['noise', 'gentle', 'constant', 'two']),
  height: z.int(),
  width: z.int(),
  channels: z.int(),
  sha256: z.string(),
};
const window = z.strictObject({ top: z.int(), left: z.int(), height: z.int(), width: z.int() });
const isOperation = (name: unknown): boolean => typeof name === 'string' && Object.hasOwn(OPERATIONS, name);
const schema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('operation'), ...image, name: z.custom<OperationName>(isOperation) }),
  z.strictObject({ what: z.literal('window'), ...image, window, size: z.int() }),
  z.strictObject({ what: z.literal('view'), ...image, view: viewSchema }),
  z.strictObject({ what: z.literal('hue'), ...image, turns: z.number() }),
]);
type Case = z.output<typeof schema>;
type Of<W extends Case['what']> = Extract<Case, { what: W }>;
const CASES = z.array(schema).parse(recorded.cases);

/** Byte i of an image is made from the upper byte of i * 2654435761 mod 2^32. */
function generated({ kind, height, width, channels }: Case): Uint8Array {
  return Uint8Array.from({ length: height * width * channels }, (_, i) => {
    const noise = Math.imul(i, 2654435761) >>> 24;
    if (kind === 'noise') return noise;
    if (kind === 'gentle') return ((Math.floor((i * 3) / 7) + (noise >> 4)) % 200) + 20;
    if (kind === 'constant') return 77;
    return noise < 90 ? 3 : 201;
  });
}

/** Where something is written over what was there. */
const blank = ({ height, width, channels }: ImageShape): Uint8Array =>
  new Uint8Array(height * width * channels).fill(99);

const transferOf = (one: Case): Transfer => ({
  from: generated(one),
  to: blank(one),
  height: one.height,
  width: one.width,
  channels: one.channels,
});

const RESULTS: { readonly [W in Case['what']]: (one: Of<W>) => readonly Uint8Array[] } = {
  operation: (one) => {
    const { magnitudes, isSigned, apply } = OPERATIONS[one.name];
    const amounts = magnitudes.flatMap((magnitude) => (isSigned ? [magnitude, -magnitude] : [magnitude]));
    const transfer = transferOf(one);
    const before = checksum([transfer.from]);
    const results = amounts.map((amount) => {
      const to = blank(one);
      apply({ ...transfer, to }, amount);
      return to;
    });
    expect(checksum([transfer.from])).toBe(before);
    return results;
  },
  window: (one) => {
    const size = { height: one.size, width: one.size };
    const to = blank({ ...size, channels: one.channels });
    const wanted = { top: 0, left: 0, ...size };
    createResizer({ image: one, window: one.window, size, wanted })(generated(one), to);
    return [to];
  },
  view: (one) => {
    const { crop } = one.view;
    const to = blank({ height: crop, width: crop, channels: one.channels });
    createResizer(resizingOf(one.view, one))(generated(one), to);
    return [to];
  },
  hue: (one) => {
    const transfer = transferOf(one);
    shiftHue(transfer, one.turns);
    return [transfer.to];
  },
};

const checksum = (images: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const one of images) hash.update(one);
  return hash.digest('hex').slice(0, 16);
};

const only = <W extends Case['what']>(what: W): readonly Of<W>[] =>
  CASES.filter((one): one is Of<W> => one.what === what);

const size = ({ kind, height, width, channels }: Case): string =>
  `${kind} ${String(height)} x ${String(width)} x ${String(channels)}`;

describe('what Pillow 13 gives, gives this', () => {
  it.each(only('operation').map((one) => [one.name, size(one), one] as const))('%s of %s', (_, __, one) => {
    expect(checksum(RESULTS.operation(one))).toBe(one.sha256);
  });

  it.each(
    only('window').map(
      (one) => [`${JSON.stringify(one.window)} at ${String(one.size)}`, size(one), one] as const,
    ),
  )('the window %s of %s', (_, __, one) => {
    expect(checksum(RESULTS.window(one))).toBe(one.sha256);
  });

  it.each(only('view').map((one) => [JSON.stringify(one.view), size(one), one] as const))(
    'the view %s of %s',
    (_, __, one) => {
      expect(checksum(RESULTS.view(one))).toBe(one.sha256);
    },
  );

  it.each(only('hue').map((one) => [one.turns, size(one), one] as const))(
    'the hue %d of %s',
    (_, __, one) => {
      expect(checksum(RESULTS.hue(one))).toBe(one.sha256);
    },
  );
});
