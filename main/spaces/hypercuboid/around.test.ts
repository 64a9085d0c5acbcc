import { describe, expect, it } from 'vitest';
import { spaceAround } from './around.ts';
import { HYPERCUBOIDS } from './catalog.ts';
import { checkPathIn } from './path.ts';
import { PUBLISHED_PATHS } from './published.ts';

const operation = (channelsIn: number, channelsOut: number, stride = 1) => ({
  ...{ primitive: 'SharpSepConv', stride, channelsIn, channelsOut },
});

describe('the hypercuboid around a path', () => {
  it('is the published one for the published paths', () => {
    for (const { path } of PUBLISHED_PATHS) expect(spaceAround(path)).toBe(HYPERCUBOIDS.multichannelnet);
  });

  it('is the smallest that fits', () => {
    const operations = [1, 2, 1, 2].map((stride) => operation(32, 32, stride));
    expect(spaceAround({ wiring: 'path', operations, base: 192 })).toBe(
      HYPERCUBOIDS['multichannelnet-small'],
    );
  });

  it('is one of its own stages and counts for any other path', () => {
    const path = { wiring: 'path' as const, operations: [operation(48, 12), operation(12, 96, 2)], base: 64 };
    const space = spaceAround(path);
    if (space === null) throw new Error('its operations are known');
    expect(space.channels).toEqual([12, 48, 96]);
    expect(() => checkPathIn(path, space)).not.toThrow();
  });

  it('is none where an operation means nothing', () => {
    const path = {
      wiring: 'path' as const,
      operations: [{ ...operation(8, 8), primitive: 'odd' }],
      base: 64,
    };
    expect(spaceAround(path)).toBeNull();
  });
});
