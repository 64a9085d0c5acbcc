import { describe, expect, it } from 'vitest';
import { defined } from '../../main/base/assert.ts';
import { comparisonsOf, sharedArguments } from './jobs.ts';
import { parseReport, summarize } from './results.ts';
import type { ImageReport, Run, RunReport, Side } from './results.ts';
import { reportOf, SEARCH, WORDS } from './samples.ts';

const line = (report: RunReport): string => JSON.stringify(report);
const run = (side: Side, round: number, report: Partial<ImageReport>): Run => ({
  side,
  round,
  report: reportOf(report),
});

describe('parseReport', () => {
  it('takes the last line of JSON, whatever else was printed', () => {
    const report = reportOf({ img_per_s: 3 });
    const text = `loading\n${line(reportOf({ img_per_s: 2 }))}\n${line(report)}\nbye\n`;
    expect(parseReport(text)).toEqual(report);
  });

  it.each([
    ['nothing\n', /no line of JSON/],
    ['{"job":\n', /broken JSON/],
    ['{"job":"search"}\n', /another line than expected/],
    [`${JSON.stringify({ ...reportOf({}), img_per_s: undefined })}\n`, /another line than expected/],
  ])('refuses %j', (text, sentence) => {
    expect(() => parseReport(text)).toThrow(sentence);
  });
});

describe('summarize', () => {
  it('takes words for the speed of language models', () => {
    const rnn = defined(comparisonsOf(['rnn'], false)[0], 'a job has a comparison');
    const line = JSON.stringify({ ...WORDS, words_per_s: 900 });
    const ours: Run = { side: 'ours', round: 0, report: parseReport(line) };
    const peer: Run = { side: 'peer', round: 0, report: WORDS };
    expect(summarize(rnn, [ours, peer], null)).toMatchObject({
      ours: { per_s: 900 },
      peer: { per_s: 300 },
      ratio: { speed: 3, memory: 1 },
    });
  });

  it('gives medians, and ratios of medians', () => {
    const runs = [
      run('ours', 0, { img_per_s: 12, peak_rss_mb: 500, start_to_first_step_s: 9, waiting_share: 0 }),
      run('peer', 0, { img_per_s: 5, peak_rss_mb: 1000 }),
      run('ours', 1, { img_per_s: 30, peak_rss_mb: 510, start_to_first_step_s: 11, waiting_share: 0.02 }),
      run('peer', 1, { img_per_s: 7, peak_rss_mb: 1020 }),
      run('ours', 2, { img_per_s: 15, peak_rss_mb: 505, start_to_first_step_s: 10, waiting_share: 0.01 }),
      run('peer', 2, { img_per_s: 5, peak_rss_mb: 1010 }),
    ];
    const { ours, peer, ratio, params } = summarize(SEARCH, runs, null);
    expect(ours).toMatchObject({ per_s: 15, start_to_first_step_s: 10, waiting_share: 0.01 });
    expect(peer).toMatchObject({ per_s: 5, peak_rss_mb: 1010 });
    expect(peer).not.toHaveProperty('waiting_share');
    expect(ratio).toEqual({ speed: 3, memory: 0.5 });
    expect(params).toBe(100);
  });

  it('leaves failed runs out, and gives no ratio where a side has none', () => {
    const failed: Run = { side: 'ours', round: 0, problem: 'no memory' };
    const some = summarize(SEARCH, [failed, run('ours', 1, { img_per_s: 4 }), run('peer', 0, {})], null);
    expect(some.ours?.per_s).toBe(4);
    const none = summarize(SEARCH, [failed, run('peer', 0, {})], null);
    expect([none.ours, none.ratio, none.params]).toEqual([null, null, 100]);
  });

  it('refuses to compare different networks', () => {
    const runs = [run('ours', 0, { params: 101 }), run('peer', 0, { params: 100 })];
    expect(() => summarize(SEARCH, runs, null)).toThrow(
      "The DARTS search step is not the same network on both sides: ours has 101 parameters, PyTorch's 100.",
    );
  });
});

describe('comparisons', () => {
  const ALL = ['search', 'final', 'sharp', 'cuboid', 'rnn', 'rnn-search', 'bfloat16'] as const;

  it('have the published shapes', () => {
    const shapes = comparisonsOf([...ALL], false).map(
      ({ id, dtype, shape }) => `${id} ${dtype} ${Object.values(shape).join(',')}`,
    );
    expect(shapes).toEqual([
      'search float32 64,16,8',
      'final float32 32,36,20',
      'sharp float32 64,16,8',
      'cuboid float32 64',
      'rnn float32 64,35,850,10000',
      'rnn-search float32 256,35,300,10000',
      'search-bfloat16 bfloat16 64,16,8',
      'final-bfloat16 bfloat16 32,36,20',
    ]);
    expect(new Set(comparisonsOf([...ALL], true).map(({ shape }) => shape.batch))).toEqual(new Set([4]));
  });

  it('are asked for in words that both programs know', () => {
    expect(sharedArguments(SEARCH, { steps: 5, threads: 2 }).join(' ')).toBe(
      'search --batch 64 --channels 16 --layers 8 --steps 5 --threads 2 --dtype float32',
    );
    const [cuboid, rnn] = comparisonsOf(['cuboid', 'rnn'], true).map((comparison) =>
      sharedArguments(comparison, { steps: 1, threads: 2 }).join(' '),
    );
    expect(cuboid).toBe('search --batch 4 --steps 1 --threads 2 --dtype float32');
    expect(rnn).toBe('rnn --batch 4 --length 5 --units 8 --words 50 --steps 1 --threads 2 --dtype float32');
  });
});
