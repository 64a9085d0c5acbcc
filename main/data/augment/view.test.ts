import { describe, expect, it } from 'vitest';
import { resizingOf, viewSchema } from './view.ts';

describe('resizingOf', () => {
  it.each([
    [
      { height: 375, width: 500 },
      { height: 256, width: 341 },
      { top: 16, left: 58 },
    ],
    [
      { height: 500, width: 333 },
      { height: 384, width: 256 },
      { top: 80, left: 16 },
    ],
    [
      { height: 10, width: 10 },
      { height: 256, width: 256 },
      { top: 16, left: 16 },
    ],
  ])('brings the shorter side of %j to 256 and cuts 224 from the middle', (image, size, corner) => {
    const found = resizingOf({ resize: 256, crop: 224 }, { ...image, channels: 3 });
    expect(found.window).toEqual({ top: 0, left: 0, ...image });
    expect(found.size).toEqual(size);
    expect(found.wanted).toEqual({ ...corner, height: 224, width: 224 });
  });
});

it('a view does not cut more than there is', () => {
  expect(viewSchema.safeParse({ resize: 32, crop: 32 }).success).toBe(true);
  expect(viewSchema.safeParse({ resize: 32, crop: 33 }).error?.issues).toMatchObject([{ path: ['crop'] }]);
});
