import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { defined } from '../../main/base/assert.ts';
import { comparisonsOf } from './jobs.ts';
import { bfloat16Flags } from './machine.ts';
import { summarize } from './results.ts';
import type { Run } from './results.ts';
import { reportOf, SEARCH, WORDS } from './samples.ts';
import { resultTable } from './table.ts';

const runs: readonly Run[] = [
  {
    side: 'ours',
    round: 0,
    report: reportOf({ img_per_s: 14, start_to_first_step_s: 12, waiting_share: 0.0012 }),
  },
  { side: 'peer', round: 0, report: reportOf({ img_per_s: 5, peak_rss_mb: 1000 }) },
];
const half = defined(comparisonsOf(['bfloat16'], false)[0], 'a job has comparisons');

describe('resultTable', () => {
  it('has a row a comparison', () => {
    const [head, rule, row, ...more] = resultTable([summarize(SEARCH, runs, null)]).split('\n');
    const cells = (line = '') =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
    expect(cells(head)[3]).toBe('ratio');
    expect(rule).toMatch(/^\| -+ \|/);
    expect(cells(row)).toEqual([
      'DARTS search step (batch 64, 16 channels, 8 cells)',
      ...['14.00', '5.00', '2.80 x', '900', '1000', '0.90 x', '8.0', '8.0', '12.0', '0.12 %'],
    ]);
    expect(more).toEqual([]);
  });

  it('counts words in a table of their own', () => {
    const words: readonly Run[] = [{ side: 'ours', round: 0, report: WORDS }];
    const rnn = defined(comparisonsOf(['rnn'], false)[0], 'a job has comparisons');
    const [images, , other] = resultTable([summarize(rnn, words, null), summarize(SEARCH, runs, null)]).split(
      /(\n\n)/,
    );
    expect(images).toMatch(/^\| job +\| images\/s .*\n.*\n\| DARTS search step \(.*$/);
    expect(other).toMatch(
      /^\| job +\| words\/s .*\n.*\n\| recurrent training step \(batch 64, 35 words, 850 units\) \| 300 +\| – /,
    );
  });

  it('says what failed, what did not finish, and what another number format gives', () => {
    const failed = runs.map((run): Run =>
      run.side === 'peer' ? { side: 'peer', round: 0, problem: 'no memory' } : run,
    );
    const faster: readonly Run[] = [{ side: 'ours', round: 0, report: reportOf({ img_per_s: 21 }) }];
    const text = resultTable([
      summarize(SEARCH, failed, { problem: 'did not finish in 600 s' }),
      summarize(half, faster, reportOf({ img_per_s: 6, first_step_s: 168.2 })),
    ]);
    expect(text).toMatch(/\| 14\.00 +\| – +\| – +\|/);
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- DARTS search step, torch.compile: did not finish in 600 s',
      '- DARTS search step, PyTorch, round 1 failed: no memory',
      '- DARTS search step, bfloat16: 1.50 x our float32.',
      '- DARTS search step, bfloat16, torch.compile: 6.00 images/s, after a first step of 168 s.',
    ]);
  });

  it('is laid out as the formatter would', async () => {
    const text = resultTable([summarize(SEARCH, runs, { problem: 'did not finish in 600 s' })]);
    expect(await format(text, { parser: 'markdown', printWidth: 110 })).toBe(`${text}\n`);
  });
});

it.each([
  ['processor : 0\nflags\t\t: fpu avx512f avx512_bf16 amx_bf16\n', ['amx_bf16', 'avx512_bf16']],
  ['Features : fp asimd bf16\n', ['bf16']],
  ['flags : fpu avx2\n', []],
  ['nothing', []],
])('bfloat16Flags of %j', (cpuinfo, flags) => {
  expect(bfloat16Flags(cpuinfo)).toEqual(flags);
});
