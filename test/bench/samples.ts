/** Reports for the tests of this folder. */
import { defined } from '../../main/base/assert.ts';
import { comparisonsOf } from './jobs.ts';
import type { Comparison } from './jobs.ts';
import type { RunReport } from './results.ts';

/** The first comparison. */
export const SEARCH: Comparison = defined(comparisonsOf(['search'], false)[0], 'a job has a comparison');

/** A report that differs from others in what is given. */
export const reportOf = (changed: Partial<RunReport>): RunReport => ({
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
