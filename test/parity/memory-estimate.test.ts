/** The memory that is foretold for a run, beside what its first steps take in a process of their own. On the CPU, on TensorFlow. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const DARTBOARD = fileURLToPath(new URL('../../resources/setup/dartboard.mjs', import.meta.url));
const TRAINING = ['train', '--genotype', 'DARTS_V2', '--preset', 'quick'];

interface Told {
  readonly peakMemoryBytes: number;
  readonly measured: {
    readonly steps: number;
    readonly peakMemoryBytes: number;
    readonly estimatedBytes: number;
  };
}

it.each([
  [['search', '--preset', 'quick']],
  [['search', '--preset', 'quick', '--set', 'batch=128']],
  [['search', '--preset', 'quick', '--set', 'batch=128', '--set', 'precision=bfloat16']],
  [[...TRAINING, '--set', 'batch=192']],
])('%j takes what was foretold within a quarter', async (argv) => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    DARTBOARD,
    'estimate',
    ...argv,
    '--measure',
    '--json',
  ]);
  const { measured, peakMemoryBytes } = JSON.parse(stdout) as Told;
  expect(measured.steps).toBe(3);
  expect(measured.estimatedBytes).toBeGreaterThan(0.75 * measured.peakMemoryBytes);
  expect(measured.estimatedBytes).toBeLessThan(1.25 * measured.peakMemoryBytes);
  // The whole run needs no less.
  expect(peakMemoryBytes).toBeGreaterThanOrEqual(measured.estimatedBytes);
});
