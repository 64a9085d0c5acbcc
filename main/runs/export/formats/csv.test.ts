import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dartsRun } from '../../../../test/support/darts-run.ts';
import { testHome } from '../../../../test/support/runs.ts';
import type { TestHome } from '../../../../test/support/runs.ts';
import { edgesOf, mixtureOf, SPACES } from '../../../spaces/index.ts';
import { readEvents } from '../../supervise.ts';
import { exportRuns } from '../export-runs.ts';
import { csv } from './csv.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

type Rows = readonly Readonly<Record<string, string>>[];

describe('CSV', () => {
  it('has every number of every step that counts, of several runs', async () => {
    const runs = [
      await dartsRun(home, { failsAfter: 7 }),
      await dartsRun(home, { seed: 2, isTraining: true }),
    ];
    const out = join(home.folder, 'csv');
    await exportRuns(runs, { format: 'csv', out, force: false, appVersion: '1.2.3' });
    const table = async (name: string): Promise<Rows> =>
      parse(await readFile(join(out, `${name}.csv`)), { columns: true });
    const steps = await table('steps');
    for (const run of runs) {
      const told = (await readEvents(run)).events.flatMap((event) => (event.type === 'step' ? [event] : []));
      const numbers = steps
        .filter((row) => row['run'] === run.id)
        .map(({ run: _, ...row }) =>
          Object.fromEntries(
            Object.entries(row).map(([name, text]) => [name, text === '' ? null : Number(text)]),
          ),
        );
      expect(numbers).toEqual(
        told.map(({ step, epoch, at, train, valid, learningRate, seconds }) => ({
          step,
          epoch,
          at,
          trainLoss: train.loss,
          trainAccuracy: train.accuracy,
          validLoss: valid?.loss ?? null,
          validAccuracy: valid?.accuracy ?? null,
          learningRate,
          seconds,
        })),
      );
    }
    expect((await table('epochs')).map(({ epoch, step }) => [epoch, step])).toEqual(
      [0, 1, 2, 0, 1, 2].map((epoch) => [String(epoch), String(4 * epoch + 4)]),
    );
    expect(await table('runs')).toMatchObject([
      { run: runs[0]?.id, kind: 'search', state: 'finished', seed: '1', testAccuracy: '' },
      {
        run: runs[1]?.id,
        kind: 'train',
        state: 'finished',
        seed: '2',
        testAccuracy: expect.stringMatching(/^0\.\d+$/),
      },
    ]);
    expect((await table('states')).map(({ state, resumedFrom }) => [state, resumedFrom])).toContainEqual([
      'running',
      '4',
    ]);
  });

  it('has the alphas in long form, each by its name', async () => {
    const run = await dartsRun(home);
    const out = join(home.folder, 'csv');
    await exportRuns([run], { format: 'csv', out, force: false, appVersion: '1.2.3' });
    const rows = parse(await readFile(join(out, 'alphas.csv')), { columns: true }) as Rows;
    const { primitives } = SPACES.darts;
    const expected = (await readEvents(run)).events.flatMap((event) => {
      if (event.type !== 'alphas') return [];
      return (['normal', 'reduction'] as const).flatMap((cell) =>
        edgesOf(4).flatMap(({ node, input }, edge) => {
          const alphas = event.alphas[cell][edge] ?? [];
          const mixture = mixtureOf(alphas);
          return primitives.map(({ name }, p) =>
            [run.id, event.epoch, cell, edge, node, input, name, alphas[p], mixture[p]].map(String),
          );
        }),
      );
    });
    expect(expected).toHaveLength(4 * 2 * 14 * 8);
    expect(rows.map((row) => Object.values(row))).toEqual(expected);
  });

  it('says what its columns mean', async () => {
    const run = await dartsRun(home);
    const out = join(home.folder, 'csv');
    await exportRuns([run], { format: 'csv', out, force: false, appVersion: '1.2.3' });
    const mark = JSON.parse(await readFile(join(out, 'export.json'), 'utf8')) as {
      tables: Record<string, { name: string; meaning: string }[]>;
    };
    expect(mark).toMatchObject({ format: 1, kind: 'csv', app: '1.2.3', runs: [run.id] });
    const files = (await readdir(out)).filter((name) => name.endsWith('.csv'));
    expect(files.map((name) => name.slice(0, -4)).sort()).toEqual(Object.keys(mark.tables).sort());
    for (const [name, columns] of Object.entries(mark.tables)) {
      const [head] = (await readFile(join(out, `${name}.csv`), 'utf8')).split('\r\n');
      expect(head).toBe(columns.map((column) => column.name).join(','));
      expect(columns.every(({ meaning }) => meaning !== '')).toBe(true);
    }
    expect(csv).toMatchObject({ kind: 'folder', runs: 'several' });
  });
});
