import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const estimate = (...argv: string[]): Promise<Called> => call(['estimate', ...argv], home.folder);
const TINY = ['search', '--preset', 'tiny'];

/** The first line of the result. */
async function valueOf(...argv: string[]): Promise<Record<string, unknown>> {
  const { code, lines } = await estimate(...argv, '--json');
  expect(code).toBe(0);
  return lines[0] ?? {};
}

describe('dartboard estimate', () => {
  it('tells the memory of a search, its parts and the batch that fits, and makes no run', async () => {
    const { code, lines, stderr } = await estimate(...TINY, '--json');
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({
      kind: 'search',
      preset: 'tiny',
      batch: 16,
      parameters: 28356,
      program: 'evaluate@128',
      parts: {
        variablesBytes: expect.any(Number),
        activationBytes: expect.any(Number),
        processBytes: expect.any(Number),
      },
    });
    expect(lines[0]).not.toHaveProperty('measured');
    const parts = Object.values(lines[0]?.['parts'] as Record<string, number>);
    expect(lines[0]?.['peakMemoryBytes']).toBe(parts.reduce((sum, part) => sum + part));
    expect(stderr).toMatch(
      /^The run fits: [\d.]+ [MG]B are free here, enough for a batch of at most \d+\.\n$/,
    );
    expect((await home.store.list()).runs).toEqual([]);
  });

  it('is of a search where nothing else is said, and takes the same options', async () => {
    const { code, stdout } = await estimate('--preset', 'tiny', '--set', 'batch=32');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tiny search on fashion-mnist-small, batch 32: about \d+ MB: /);
    expect(stdout).not.toMatch(/measured| s for /);
  });

  it('grows with the batch, and not with one that is accumulated', async () => {
    const activations = async (...set: string[]): Promise<number> => {
      const argv = ['--set', 'evaluateEvery=null', ...set.flatMap((one) => ['--set', one])];
      const { parts } = await valueOf(...TINY, ...argv);
      return (parts as { activationBytes: number }).activationBytes;
    };
    const [small, large] = [await activations('batch=16'), await activations('batch=64')];
    expect(large / small).toBeGreaterThan(3);
    expect(large / small).toBeLessThan(4);
    expect(await activations('batch=64', 'accumulate=4')).toBeLessThan(1.2 * small);
  });

  it('tells the memory of a training, in any precision', async () => {
    const training = ['train', '--genotype', 'DARTS_V2', '--preset', 'tiny'];
    const value = await valueOf(...training);
    expect(value).toMatchObject({ kind: 'train', batch: 32 });
    const reduced = await valueOf(...training, '--set', 'precision=float16');
    const activations = (of: Record<string, unknown>) =>
      (of['parts'] as { activationBytes: number }).activationBytes;
    expect(activations(reduced) / activations(value)).toBeLessThan(0.7);
  });

  it.each([
    [['search'], 2, /Give --preset NAME or --config FILE\./],
    [['train', '--preset', 'tiny'], 2, /Give either --from RUN or --genotype GENOTYPE\./],
    [['search', '--preset', 'tiny', '--genotype', 'DARTS_V2'], 2, /Unknown option '--genotype'/],
    [['search', '--preset', 'tiny', '--data', 'nowhere'], 1, /nowhere/],
  ])('refuses %j as the run would be', async (argv, code, sentence) => {
    const called = await estimate(...argv);
    expect(called.code).toBe(code);
    expect(called.stderr).toMatch(sentence);
    expect(called.stdout).toBe('');
  });
});
