import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assert } from '../base/assert.ts';
import { AppError } from '../base/errors.ts';
import { OP_TABLES, tablePrimitives } from './op-tables.ts';
import type { OpTableName } from './op-tables.ts';
import type { Primitive, PrimitiveDefinition } from './primitive.ts';
import { readSpaceText } from './read.ts';
import { SPACES } from './registry.ts';
import { parseSpace, printSpace, spaceFromFile, spaceToFile } from './space-file.ts';
import { checkSpace, isHyperCuboid } from './space.ts';
import type { SearchSpace } from './space.ts';

const own = {
  id: 'my-space',
  title: 'Mine',
  opTable: 'darts',
  primitives: [
    'none',
    'skip_connect',
    { name: 'dil_conv_3x3', table: 'sharp' },
    { name: 'sep_conv_9x9', block: 'separable', kernel: 9, dilation: 1, mid: { factor: 2 } },
    { name: 'squeeze_3x3', block: 'separable', kernel: 3, dilation: 2, mid: { channels: 8 } },
    { name: 'max_pool_5x5', block: 'max-pool', kernel: 5 },
    { name: 'avg_pool_5x5', block: 'average-pool', kernel: 5, countPadding: true },
    { name: 'dil_conv_7x7', block: 'dilated', kernel: 7, dilation: 3 },
    { name: 'conv_1x1', block: 'plain', kernel: 1 },
    { name: 'conv_5x1_1x5', block: 'asymmetric', kernel: 5, epsilon: 0.00001 },
    { name: 'pass', block: 'skip', oddSizes: 'pad' },
    { name: 'nothing', block: 'zero' },
  ],
  intermediateNodes: 3,
  concatNodes: 2,
  restrictions: [{ cell: 'reduction', node: 0, primitives: ['none', 'max_pool_5x5'] }],
  network: { cells: 6, initChannels: 8, reductions: [1, 4] },
};

describe('a space file', () => {
  const space = parseSpace(JSON.stringify(own));
  assert(!isHyperCuboid(space), 'it is of cells');

  it('is read with primitives of tables and of the user', () => {
    expect(space.primitives[0]).toEqual({ name: 'none', table: 'darts', definition: { block: 'zero' } });
    expect(space.primitives[2]).toMatchObject({
      table: 'sharp',
      definition: { block: 'separable', dilation: 2 },
    });
    expect(space.primitives[3]).toEqual({
      name: 'sep_conv_9x9',
      table: null,
      definition: { block: 'separable', kernel: 9, dilation: 1, padding: 4, mid: { factor: 2 } },
    });
    expect(space.primitives[4]).toMatchObject({ definition: { padding: 2, mid: { channels: 8 } } });
  });

  it('may leave out source and restrictions, not what decides the network', () => {
    expect(space.source).toBeNull();
    expect(space.restrictions).toEqual([
      { cell: 'reduction', node: 0, input: null, primitives: ['none', 'max_pool_5x5'] },
    ]);
    expect(space.network).toEqual(own.network);
  });

  it('gives the same space and the same bytes when it is printed and read again', () => {
    for (const one of [space, ...Object.values(SPACES)]) {
      const text = printSpace(one);
      expect(parseSpace(text)).toEqual(one);
      expect(printSpace(parseSpace(text))).toBe(text);
    }
  });

  it('is told from the id of a published space', () => {
    expect(readSpaceText(' sharper\n')).toBe(SPACES.sharper);
    expect(readSpaceText(JSON.stringify(own))).toEqual(space);
  });
});

const kernel = fc.constantFrom(1, 3, 5, 7, 9, 15);
const dilation = fc.integer({ min: 1, max: 8 });
const mid = fc.oneof(
  fc.record({ factor: fc.integer({ min: 1, max: 16 }) }),
  fc.record({ channels: fc.integer({ min: 1, max: 4096 }) }),
);
const anyDefinition: fc.Arbitrary<PrimitiveDefinition> = fc.oneof(
  fc.record({ block: fc.constant('zero' as const) }),
  fc.record({
    block: fc.constant('skip' as const),
    oddSizes: fc.constantFrom('refuse' as const, 'pad' as const),
  }),
  fc.record({ block: fc.constant('max-pool' as const), kernel }),
  fc.record({ block: fc.constant('average-pool' as const), kernel, countPadding: fc.boolean() }),
  fc
    .record({ block: fc.constant('separable' as const), kernel, dilation, mid })
    .map((one) => ({ ...one, padding: (one.dilation * (one.kernel - 1)) / 2 })),
  fc.record({ block: fc.constant('dilated' as const), kernel, dilation }),
  fc.record({ block: fc.constant('plain' as const), kernel }),
  fc.record({
    block: fc.constant('asymmetric' as const),
    kernel,
    epsilon: fc.double({ min: 1e-12, max: 0.1, noNaN: true }),
  }),
);
const tables = Object.keys(OP_TABLES) as OpTableName[];
const anyPrimitive: fc.Arbitrary<Primitive> = fc.oneof(
  fc.constantFrom(...tables.flatMap(tablePrimitives)),
  fc.record({
    name: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,10}$/),
    table: fc.constant(null),
    definition: anyDefinition,
  }),
);
const anyReductions = fc.oneof(
  fc.constant('thirds' as const),
  fc.record({ spacing: fc.integer({ min: 1, max: 9 }) }),
  fc.uniqueArray(fc.nat({ max: 7 })).map((cells) => cells.sort((a, b) => a - b)),
);
const text = fc.string({ minLength: 1, maxLength: 40 });

const anySpace: fc.Arbitrary<SearchSpace> = fc
  .tuple(
    fc.uniqueArray(anyPrimitive, { minLength: 1, maxLength: 8, selector: ({ name }) => name }),
    fc.integer({ min: 1, max: 4 }),
  )
  .chain(([primitives, intermediateNodes]) =>
    fc.record({
      id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
      title: text,
      source: fc.oneof(
        fc.constant(null),
        fc.record({
          paper: text,
          arxiv: fc.oneof(fc.constant(null), text),
          note: fc.oneof(fc.constant(null), text),
        }),
      ),
      wiring: fc.constantFrom('pairs' as const, 'complete' as const),
      primitives: fc.constant(primitives),
      intermediateNodes: fc.constant(intermediateNodes),
      concatNodes: fc.integer({ min: 1, max: intermediateNodes }),
      restrictions: fc.array(
        fc.record({
          cell: fc.constantFrom('normal' as const, 'reduction' as const, 'both' as const),
          node: fc.oneof(fc.constant(null), fc.nat({ max: intermediateNodes - 1 })),
          input: fc.oneof(fc.constant(null), fc.nat({ max: 1 })),
          primitives: fc.subarray(
            primitives.map(({ name }) => name),
            { minLength: 1 },
          ),
        }),
        { maxLength: 2 },
      ),
      network: fc.record({
        cells: fc.integer({ min: 8, max: 20 }),
        initChannels: fc.integer({ min: 1, max: 64 }).map((half) => 2 * half),
        reductions: anyReductions,
      }),
    }),
  )
  .filter(isSearchable);

function isSearchable(space: SearchSpace): boolean {
  try {
    checkSpace(space);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

describe('any space', () => {
  it('is the same after it was written to a file and read again', () => {
    fc.assert(
      fc.property(anySpace, (space) => {
        const file: unknown = JSON.parse(JSON.stringify(spaceToFile(space)));
        expect(spaceFromFile(file)).toEqual(space);
        expect(spaceToFile(spaceFromFile(file))).toEqual(file);
        expect(printSpace(parseSpace(printSpace(space)))).toBe(printSpace(space));
      }),
    );
  });
});
