import { describe, expect, it } from 'vitest';
import { likenessOf, parseReport, summarize } from './results.ts';
import type { Program, Run } from './results.ts';
import { timedReport } from './specs.ts';
import { firstTable, rateTable } from './table.ts';

const about = { id: 'auto', title: 'AutoAugment', target: { rate: 100, times: { pillow: 2.5 } } };

const run = (program: Program, pair: number, rate: number): Run => ({
  ...{ program, pair, load: 0.1 },
  report: { images: 2 * rate, seconds: 2, cpu_s: 2, peak_rss_mb: 50 },
});

const pairs = [
  ...[run('ours', 0, 300), run('pillow', 0, 100)],
  ...[run('ours', 1, 120), run('pillow', 1, 30)],
  ...[run('ours', 2, 290), run('pillow', 2, 100)],
];

describe('summarize', () => {
  it('takes medians of the rates, and of the ratios within the pairs', () => {
    const { rates, ratios, isMet } = summarize(about, pairs, null);
    expect(rates).toEqual({ ours: 290, pillow: 100 });
    expect(ratios).toEqual({ pillow: 3 });
    expect(isMet).toBe(true);
  });

  it.each([
    ['the rate is too low', { ...about, target: { rate: 291, times: {} } }, pairs],
    ['the ratio is too low', { ...about, target: { rate: null, times: { pillow: 3.1 } } }, pairs],
    [
      'there is nothing to compare with',
      { ...about, target: { rate: null, times: { pillow: 1 } } },
      pairs.slice(0, 1),
    ],
    [
      'a run failed',
      about,
      [...pairs, { program: 'pillow', pair: 3, load: 0, problem: 'no memory' } as const],
    ],
  ])('is not met where %s', (_, one, runs) => {
    expect(summarize(one, runs, null).isMet).toBe(false);
  });

  it('is not met where the images are not alike', () => {
    const likeness = { images: 1, mostApart: 1.2, meanApart: 0, limit: 1 };
    expect(summarize(about, pairs, likeness).isMet).toBe(false);
    expect(summarize(about, pairs, { ...likeness, limit: null }).isMet).toBe(true);
    expect(summarize(about, pairs, { ...likeness, mostApart: 1 }).isMet).toBe(true);
  });
});

describe('likenessOf', () => {
  it('counts in grey levels', () => {
    const a = Float32Array.of(0, 0.5, 1, 1);
    const b = Float32Array.of(0, 0.5, 1, 1 - 2 / 255 / 0.5);
    const given = { deviation: [0.25, 0.5], images: 1, limit: 1 };
    expect(likenessOf(a, b, given)).toMatchObject({ mostApart: 2, limit: 1 });
    expect(likenessOf(a, b, given).meanApart).toBeCloseTo(0.5, 5);
    expect(likenessOf(a, a, given)).toMatchObject({ mostApart: 0, meanApart: 0 });
    expect(() => likenessOf(a, b.subarray(1), given)).toThrow(/4 and 3 numbers/);
  });
});

describe('parseReport', () => {
  it('reads the last line, and says what is no report', () => {
    const line = '{"images":4,"seconds":2,"cpu_s":1,"peak_rss_mb":3}';
    expect(parseReport(timedReport, `warming up\n${line}\n`)).toMatchObject({ images: 4 });
    expect(() => parseReport(timedReport, 'Killed')).toThrow(/without a report.*Killed/s);
    expect(() => parseReport(timedReport, line.replace('4', '0'))).toThrow(/images/);
  });
});

describe('tables', () => {
  it('have a row a comparison, and say what failed and how alike images are', () => {
    const failed = { program: 'sharp', pair: 0, load: 0, problem: 'no sharp' } as const;
    const likeness = { images: 9, mostApart: 0, meanApart: 0, limit: 1 };
    const text = rateTable([summarize(about, [...pairs, failed], likeness)]);
    expect(text).toContain('| AutoAugment | 290.0 | 100.0  | 3.00 x |');
    expect(text).toContain('100 images/s, 2.5 x Pillow');
    expect(text).toContain(
      "for 9 images, ours and Pillow's are at most 0 grey levels apart, where 1 is allowed",
    );
    expect(text).toContain('AutoAugment, sharp, pair 1 failed: no sharp');
  });

  it('tell cold openings from warm ones', () => {
    const report = { images: 5, open_s: 0.25, first_batch_s: 0.125, peak_rss_mb: 80 };
    const runs = [
      { state: 'cold', report },
      { state: 'warm', report: { ...report, open_s: 0.1 } },
    ] as const;
    const text = firstTable({ images: 5, first: report, runs, limitS: 0.5, isMet: true });
    expect(text).toMatch(/nothing of it.*0\.250 s.*0\.125 s.*80 MB.*yes/);
    expect(text).toMatch(/opened before.*0\.100 s/);
  });
});
