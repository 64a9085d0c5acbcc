import { describe, expect, it } from 'vitest';
import { flipHorizontally } from './flip.ts';

describe('flipHorizontally', () => {
  it('mirrors rows and keeps the order of the channels', () => {
    const from = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    const to = new Uint8Array(12);
    flipHorizontally({ from, to, height: 2, width: 3, channels: 2 });
    expect([...to]).toEqual([5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8]);
  });

  it('mirrors an even width', () => {
    const to = new Uint8Array(4);
    flipHorizontally({ from: Uint8Array.of(1, 2, 3, 4), to, height: 1, width: 4, channels: 1 });
    expect([...to]).toEqual([4, 3, 2, 1]);
  });
});
