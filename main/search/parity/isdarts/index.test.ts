import { describe, expect, it } from 'vitest';
import document from '../../../../test/fixtures/parity/fixtures_isdarts.json' with { type: 'json' };
import { createTfjsExecutor } from '../../../engine/index.ts';
import { runFixture } from '../../../nn/index.ts';
import { IMPORTANCE_KIND, IMPORTANCE_RUNNERS, importanceFixtures, isImportanceFile } from './index.ts';

const executor = await createTfjsExecutor();
const { kind, cases } = importanceFixtures('fixtures_isdarts.json', document);

describe('importanceFixtures', () => {
  it('knows its files by their names', () => {
    expect(['fixtures_isdarts.json', 'fixtures_isdarts_2.json'].every(isImportanceFile)).toBe(true);
    expect(['isdarts.json', 'fixtures_isdarts.json.gz'].some(isImportanceFile)).toBe(false);
  });

  it('makes a case of everything that the file lists', () => {
    expect(kind).toBe(IMPORTANCE_KIND);
    expect(cases).toHaveLength(4 + 2 + 2 + 2 + 19 + 16 + 3 + 1);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(cases.every(({ what }) => String(what) in IMPORTANCE_RUNNERS)).toBe(true);
  });

  it('refuses a file of that name that is none, and a section that is no list of cases', () => {
    expect(() => importanceFixtures('fixtures_isdarts.json', {})).toThrow(
      /^fixture fixtures_isdarts\.json: metric_matrix_rule/,
    );
    expect(() => importanceFixtures('fixtures_isdarts.json', { ...document, metric_kernel: 3 })).toThrow(
      /^fixture fixtures_isdarts\.json, metric_kernel: /,
    );
  });
});

it('notices a score, a mask and a count that are a little off', async () => {
  const changed = {
    metric_kernel: (one: object) => ({
      ...one,
      expected: [{ running_after_batch: 62.8205, running_after_batch_f64: 62.8205, samples: 2 }],
    }),
    nb201_mask_steps: (one: object) => ({ ...one, seed: 302 }),
    params_flops: (one: object) => ({ ...one, flops: 7783040 }),
  };
  for (const [what, change] of Object.entries(changed)) {
    const one = cases.find((it) => it['what'] === what);
    const runner = IMPORTANCE_RUNNERS[what];
    if (one === undefined || runner === undefined) throw new Error(`there is no case of ${what}`);
    const checks = await runFixture(runner, { kind, fixture: { ...one, ...change(one) } }, executor);
    expect(checks.some(({ passed }) => !passed)).toBe(true);
  }
});

it.each(cases)('$id is what the reference computed', { timeout: 60_000 }, async (fixture) => {
  const runner = IMPORTANCE_RUNNERS[String(fixture['what'])];
  if (runner === undefined) throw new Error(`nobody runs ${fixture.id}`);
  const checks = await runFixture(runner, { kind, fixture }, executor);
  expect(checks.length).toBeGreaterThan(0);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
});
