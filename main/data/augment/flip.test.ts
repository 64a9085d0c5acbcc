import { describe, expect, it } from 'vitest';
import { flipHorizontally } from './flip.ts';

describe('flipHorizontally', () => {
  it('mirrors rows and keeps the order of the channels', () => {
    const from = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    const to = new Uint8Array(12);
    flipHorizontally({ from, to, height: 2, width: 3, channels: 2 });
    expect([...to]).toEqual([5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8]);
  });

  it('mirrors colours', () => {
    const to = new Uint8Array(18);
    flipHorizontally({ from: Uint8Array.from(to, (_, i) => i), to, height: 2, width: 3, channels: 3 });
    expect([...to]).toEqual([6, 7, 8, 3, 4, 5, 0, 1, 2, 15, 16, 17, 12, 13, 14, 9, 10, 11]);
  });

  it('mirrors an even width', () => {
    const to = new Uint8Array(4);
    flipHorizontally({ from: Uint8Array.of(1, 2, 3, 4), to, height: 1, width: 4, channels: 1 });
    expect([...to]).toEqual([4, 3, 2, 1]);
  });
});
