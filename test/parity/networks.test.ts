/** The networks against what the reference programs computed in PyTorch 2.13 (float64), on every executor. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTensorflowExecutor, createTfjsExecutor } from '../../main/engine/index.ts';
import type { Executor } from '../../main/engine/index.ts';
import { NETWORK_FIXTURES, NETWORK_MISC, parseFixtures, runFixture } from '../../main/nn/index.ts';
import type { FixtureCase, FixtureRunner } from '../../main/nn/index.ts';

const FILES = [
  'ops_darts',
  'ops_sharp',
  'search_cell_darts',
  'search_cell_sharp',
  'eval_cell_darts',
  'eval_cell_sharp',
  'eval_net_darts',
  'eval_net_sharp',
  'rnn_cell',
  'rnn_search_cell',
  'rnn_lm',
];
const read = (file: string) => {
  const path = new URL(`../fixtures/parity/${file}.json`, import.meta.url);
  return parseFixtures(file, JSON.parse(readFileSync(path, 'utf8')));
};
const EXECUTORS = [
  { title: 'tfjs', executor: await createTfjsExecutor() },
  { title: 'TensorFlow', executor: createTensorflowExecutor() },
];

async function check(
  runner: FixtureRunner | undefined,
  kind: string,
  at: { fixture: FixtureCase; executor: Executor },
) {
  if (runner === undefined) throw new Error(`no runner for ${kind}`);
  const checks = await runFixture(runner, { kind, fixture: at.fixture }, at.executor);
  expect(checks.length).toBeGreaterThan(0);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
}

describe.each(EXECUTORS)('$title', ({ executor }) => {
  describe.each(FILES)('%s', (file) => {
    const { kind, cases } = read(file);
    it.each(cases)('$id', (fixture) => check(NETWORK_FIXTURES[kind], kind, { fixture, executor }));
  });
  const mine = read('misc').cases.filter(({ what }) => String(what) in NETWORK_MISC);
  it.each(mine)('misc: $id', (fixture) =>
    check(NETWORK_MISC[String(fixture['what'])], 'misc', { fixture, executor }),
  );
});
