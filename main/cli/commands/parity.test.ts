import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';

let home: TestHome;
let folder: string;
beforeEach(async () => {
  home = await testHome();
  folder = join(home.folder, 'fixtures');
  await mkdir(folder);
});
afterEach(() => home.dispose());

const parity = (...argv: string[]): Promise<Called> =>
  call(['parity', folder, '--engine', 'tfjs', ...argv], home.folder);
const put = (name: string, content: unknown): Promise<void> =>
  writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
const fixtures = (kind: string, ...cases: object[]) => ({ format: 'darts-parity/1', kind, cases });
const clip = (id: string, total: number) => ({
  id,
  what: 'clip_grad_norm',
  max_norm: 1,
  grads: [{ shape: [2], data: [3, 4] }],
  total_norm: total,
  clipped: [{ shape: [2], data: [0.6, 0.8] }],
});

describe('dartboard parity', () => {
  it('passes where everything agrees, and names what it skips and leaves out', async () => {
    await put('misc.json', fixtures('misc', clip('a', 5), { id: 'b', what: 'fine_tuning' }));
    await put('rnn.json', fixtures('attention_cell', { id: 'c' }, { id: 'd' }));
    await put('counts.json', { models: [] });
    await put('notes.txt', 'not JSON');
    const { code, stdout, stderr } = await parity();
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^passed {2}misc clip_grad_norm a: 0\.\d{3} \(\w+: error \S+ of \S+ allowed\)$/),
      'skipped misc fine_tuning: nothing computes it yet (cases: 1)',
      'skipped attention_cell: nothing computes it yet (cases: 2)',
      '1 passed, 0 failed, 3 skipped',
    ]);
    expect(stderr).toBe('counts.json is left out: it is not of the format darts-parity/1.\n');
  });

  it('fails where something differs, and says by how much', async () => {
    await put('misc.json', fixtures('misc', clip('a', 4), clip('b', 5)));
    const { code, stdout } = await parity();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed {2}misc clip_grad_norm a: \d+\.\d{3} \(total_norm: error 1\.0e\+0 of /);
    expect(stdout).toMatch(/\n1 passed, 1 failed, 0 skipped\n$/);
  });

  it('gives a line of JSON a case, and the counts', async () => {
    await put(
      'misc.json',
      fixtures('misc', clip('a', 4), { id: 'b', what: 'fine_tuning' }, { id: 'c', what: 'drop_path' }),
    );
    const { code, lines } = await parity('--json');
    expect(code).toBe(1);
    const at = { file: 'misc.json' };
    expect(lines).toEqual([
      {
        ...at,
        ...{ case: 'a', kind: 'misc clip_grad_norm', verdict: 'failed', quantity: 'total_norm' },
        ...{ error: expect.closeTo(1, 6), tolerance: 4e-5, share: expect.any(Number), checks: 2, failed: 1 },
      },
      { ...at, case: 'b', kind: 'misc fine_tuning', verdict: 'skipped' },
      {
        ...at,
        ...{ case: 'c', kind: 'misc drop_path', verdict: 'failed' },
        problem: expect.stringMatching(/^fixture c: /),
      },
      { passed: 0, failed: 2, skipped: 1 },
    ]);
  });

  it.each([
    ['broken.json', '{"format":', /broken\.json cannot be read: .*JSON/],
    ['new.json', { format: 'darts-parity/2' }, /new\.json cannot be read: fixture new\.json: format: /],
    ['odd.json', fixtures('misc', { what: 'fine_tuning' }), /odd\.json cannot be read: .* cases\.0\.id: /],
  ])('goes on after a file that cannot be read, and fails: %s', async (name, content, sentence) => {
    await put(name, content);
    await put('right.json', fixtures('misc', clip('a', 5)));
    const { code, stdout, stderr } = await parity();
    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toMatch(/\n1 passed, 1 failed, 0 skipped\n$/);
  });

  it('fails for a folder without fixtures, and for none', async () => {
    await put('counts.json', {});
    expect(await parity()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/cannot be read: it holds no fixtures/),
    });
    const missing = await call(['parity', join(folder, 'none'), '--engine', 'tfjs'], home.folder);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/none cannot be read: /) });
  });

  it('knows two engines', async () => {
    const { code, stderr } = await call(['parity', folder, '--engine', 'torch'], home.folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--engine: expected tensorflow or tfjs, got "torch"/);
  });
});
