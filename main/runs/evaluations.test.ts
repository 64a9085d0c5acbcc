import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { evaluationFile, keepEvaluation, newEvaluationId, readEvaluations } from './evaluations.ts';
import type { StoredEvaluation } from './evaluations.ts';
import type { StoredRun } from './summary.ts';

let home: TestHome;
let run: StoredRun;
beforeEach(async () => {
  home = await testHome();
  run = await home.store.create(arithmeticPlan());
});
afterEach(() => home.dispose());

const evaluation = (given: Partial<StoredEvaluation> = {}): StoredEvaluation => ({
  id: newEvaluationId(),
  run: run.id,
  at: '2024-05-01T10:00:00.000Z',
  step: 12,
  weightsSha256: 'a'.repeat(64),
  data: { name: 'none', id: '0123456789abcdef', split: { name: 'mine', id: 'fedcba9876543210' } },
  environment: {
    app: '0.1.0',
    node: '20.0.0',
    platform: 'linux-x64',
    engine: 'TensorFlow 2.21.0',
    device: 'cpu',
    deviceName: 'a processor',
    threads: 2,
    notes: [],
    host: 'here',
    cpu: 'a processor',
    memoryBytes: 1,
    memory: null,
  },
  test: {
    loss: 0.5,
    accuracy: 0.75,
    images: 4,
    error: 0.25,
    top5: null,
    perClass: [
      { class: 'cat', images: 4, correct: 3, accuracy: 0.75 },
      { class: 'dog', images: 0, correct: 0, accuracy: null },
    ],
    confusion: [
      [3, 1],
      [0, 0],
    ],
  },
  precision: 'float32',
  parameters: 100,
  macs: 2000,
  ...given,
});

describe('the evaluations of a run', () => {
  it('are none at first, and are read as they were kept, the latest first', async () => {
    expect(await readEvaluations(run)).toEqual({ evaluations: [], problems: [] });
    const first = evaluation({ id: '01jd0000000000000000000000' });
    const { loss, ...test } = first.test;
    expect(loss).toBe(0.5);
    const second = evaluation({ id: '01jd0000000000000000000001', test: { ...test, loss: Number.NaN } });
    await keepEvaluation(run.paths, second);
    await keepEvaluation(run.paths, first);
    expect(await readEvaluations(run)).toEqual({ evaluations: [second, first], problems: [] });
  });

  it('that are damaged or newer are named and hide no other', async () => {
    const [good, bad, newer] = ['0', '1', '2'].map((end) =>
      evaluation({ id: `01jd000000000000000000000${end}` }),
    );
    for (const each of [good, bad, newer]) if (each !== undefined) await keepEvaluation(run.paths, each);
    const file = evaluationFile(run.paths, bad?.id ?? '');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"step": 12', '"step": 13'));
    const other = evaluationFile(run.paths, newer?.id ?? '');
    await writeFile(
      other,
      (await readFile(other, 'utf8')).replace('"format": 1', '"format": 2').replace(/,\s*"crc32": "\w+"/, ''),
    );
    const { evaluations, problems } = await readEvaluations(run);
    expect(evaluations).toEqual([good]);
    expect(problems).toEqual([
      expect.stringMatching(/2\.json has format 2; this version of Dartboard reads up to 1\./),
      expect.stringMatching(/1\.json is damaged: its sum is wrong.*evaluate it again\.$/),
    ]);
  });
});
