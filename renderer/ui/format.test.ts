import { describe, expect, it } from 'vitest';
import { ago, bytes, count, duration, large, percent, seconds, short } from './format.ts';

describe('numbers for people', () => {
  it('groups and scales', () => {
    expect([
      count(12480),
      large(950),
      large(12_100),
      large(3_424_000),
      large(541_800_000),
      large(999_960),
    ]).toEqual(['12,480', '950', '12.10 k', '3.42 M', '541.8 M', '1.00 M']);
    expect([bytes(840_000_000), bytes(999_600_000), bytes(12_100_000_000)]).toEqual([
      '840 MB',
      '1.0 GB',
      '12.1 GB',
    ]);
    expect([percent(0.8834), percent(1), short(2.3056), short(0.0142), short(0.0003), short(0)]).toEqual([
      '88.3 %',
      '100.0 %',
      '2.31',
      '0.0142',
      '3.00e-4',
      '0.00',
    ]);
  });

  it('names times by their size', () => {
    expect([seconds(0.0421), seconds(0.42), seconds(12.34)]).toEqual(['42 ms', '0.42 s', '12.3 s']);
    expect([35, 240, 4320, 7260, 400_000, -3].map(duration)).toEqual([
      '35 s',
      '4 min',
      '72 min',
      '2 h 1 min',
      '5 days',
      '0 s',
    ]);
    expect([ago(0, 3000), ago(0, 120_000)]).toEqual(['just now', '2 min ago']);
  });
});
