import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../../engine/index.ts';
import { openFixtures, runFixtures } from './index.ts';
import type { FixtureFile, FixtureOutcome } from './index.ts';

const executor = await createTfjsExecutor();
const FORMAT = 'darts-parity/1';

describe('openFixtures', () => {
  it('takes fixtures', () => {
    const file = { format: FORMAT, kind: 'op', cases: [{ id: 'a' }] };
    expect(openFixtures('ops.json', file)).toEqual(file);
  });

  it.each([[null], [3], [[]], [{}], [{ format: 'schedules/1' }]])('leaves %j out', (document) => {
    expect(openFixtures('other.json', document)).toBeNull();
  });

  it.each([
    [{ format: 'darts-parity/2', kind: 'op', cases: [] }, /^fixture new\.json: format: /],
    [{ format: FORMAT, cases: [] }, /^fixture new\.json: kind: /],
    [{ format: FORMAT, kind: 'op', cases: [{}] }, /^fixture new\.json: cases\.0\.id: /],
  ])('refuses %j', (document, message) => {
    expect(() => openFixtures('new.json', document)).toThrow(message);
  });
});

describe('runFixtures', () => {
  const top = {
    what: 'topk_accuracy_percent',
    logits: { shape: [1, 2], data: [1, 0] },
    top1: 100,
    top5: 100,
  };
  const file = (kind: string, ...cases: FixtureFile['cases']): FixtureFile => ({
    kind,
    cases,
  });
  async function outcomesOf(fixtures: FixtureFile, isWanted?: (id: string) => boolean) {
    const outcomes: FixtureOutcome[] = [];
    for await (const one of runFixtures(fixtures, executor, isWanted)) outcomes.push(one);
    return outcomes;
  }

  it('compares, and names what a case of misc is about', async () => {
    const [right, wrong] = await outcomesOf(
      file('misc', { ...top, id: 'a', labels: [0] }, { ...top, id: 'b', labels: [1] }),
    );
    expect(right).toMatchObject({ case: 'a', kind: 'misc topk_accuracy_percent', outcome: 'compared' });
    const passed = [right, wrong].map((one) =>
      one?.outcome === 'compared' ? one.checks.map((check) => check.passed) : null,
    );
    expect(passed).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('skips kinds that nothing computes', async () => {
    expect(await outcomesOf(file('attention_cell', { id: 'a' }))).toEqual([
      { case: 'a', kind: 'attention_cell', outcome: 'skipped' },
    ]);
    expect(await outcomesOf(file('misc', { id: 'a', what: 'fine_tuning' }))).toEqual([
      { case: 'a', kind: 'misc fine_tuning', outcome: 'skipped' },
    ]);
  });

  it('goes on after a case that cannot be run', async () => {
    const outcomes = await outcomesOf(file('misc', { ...top, id: 'a' }, { ...top, id: 'b', labels: [0] }));
    expect(outcomes).toMatchObject([
      { case: 'a', outcome: 'broken', problem: expect.stringMatching(/^fixture a: labels: /) },
      { case: 'b', outcome: 'compared' },
    ]);
  });

  it('takes shared inputs from the other case, its own first', async () => {
    const shared = { id: 'b', what: top.what, same_inputs_as: 'a', labels: [1], top1: 0 };
    const cases = file('misc', { ...top, id: 'a', labels: [0] }, shared);
    const [only] = await outcomesOf(cases, (id) => id === 'b');
    expect(only).toMatchObject({ case: 'b', checks: [{ passed: true }, { passed: true }] });
    expect(await outcomesOf(file('misc', { ...shared, same_inputs_as: 'c' }))).toMatchObject([
      { outcome: 'broken', problem: 'fixture b: its file has no case "c".' },
    ]);
  });
});
