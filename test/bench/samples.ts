/** Reports for the tests of this folder. */
import { defined } from '../../main/base/assert.ts';
import { comparisonsOf } from './jobs.ts';
import type { Comparison } from './jobs.ts';
import type { ImageReport, RunReport } from './results.ts';

/** The first comparison. */
export const SEARCH: Comparison = defined(comparisonsOf(['search'], false)[0], 'a job has a comparison');

/** A report on images that differs from others in what is given. */
export const reportOf = (changed: Partial<ImageReport>): ImageReport => ({
  job: 'search',
  engine: 'abacus 1.0',
  ...SEARCH.shape,
  dtype: 'float32',
  layout: 'nhwc',
  compiled: false,
  threads: 2,
  params: 100,
  first_step_s: 8,
  step_s: 4,
  img_per_s: 16,
  peak_rss_mb: 900,
  ...changed,
});

/** A report on words. */
export const WORDS: RunReport = {
  job: 'rnn',
  engine: 'abacus 1.0',
  ...{ batch: 64, length: 35, units: 850, words: 10_000 },
  dtype: 'float32',
  threads: 2,
  params: 100,
  first_step_s: 8,
  step_s: 7.4667,
  words_per_s: 300,
  peak_rss_mb: 900,
};
