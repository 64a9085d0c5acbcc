import { describe, expect, it } from 'vitest';
import { flipHorizontally } from './flip.ts';

describe('flipHorizontally', () => {
  it('mirrors rows and keeps the order of the channels', () => {
    const image = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    flipHorizontally(image, { height: 2, width: 3, channels: 2 });
    expect([...image]).toEqual([5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8]);
    flipHorizontally(image, { height: 2, width: 3, channels: 2 });
    expect([...image]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('mirrors an even width', () => {
    const image = Uint8Array.of(1, 2, 3, 4);
    flipHorizontally(image, { height: 1, width: 4, channels: 1 });
    expect([...image]).toEqual([4, 3, 2, 1]);
  });
});
