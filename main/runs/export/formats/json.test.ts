import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dartsRun } from '../../../../test/support/darts-run.ts';
import { testHome } from '../../../../test/support/runs.ts';
import type { TestHome } from '../../../../test/support/runs.ts';
import { readEvents } from '../../supervise.ts';
import { exportRuns } from '../export-runs.ts';
import { json } from './json.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

interface Document {
  readonly tables: Readonly<
    Record<string, readonly { readonly name: string; readonly unit: string | null }[]>
  >;
  readonly runs: readonly {
    readonly run: string;
    readonly state: string;
    readonly record: object;
    readonly result: object;
    readonly tables: Readonly<
      Record<string, { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }>
    >;
  }[];
}

describe('JSON', () => {
  it('never takes the place of a file of a run', async () => {
    const run = await dartsRun(home);
    for (const out of [run.paths.record, join(run.paths.folder, 'new.json'), home.paths.runs]) {
      const refused = exportRuns([run], { format: 'json', out, force: true, appVersion: '1.2.3' });
      await expect(refused).rejects.toMatchObject({ code: 'runs/target-in-store' });
    }
    expect(JSON.parse(await readFile(run.paths.record, 'utf8'))).toMatchObject({ id: run.id });
  });

  it('is one object with record, result and every series of each run', async () => {
    const runs = [
      await dartsRun(home, { failsAfter: 7 }),
      await dartsRun(home, { seed: 2, isTraining: true }),
    ];
    const folder = join(home.folder, 'out');
    const out = join(folder, 'runs.json');
    const { notes } = await exportRuns(runs, { format: 'json', out, force: false, appVersion: '1.2.3' });
    expect(notes).toEqual([]);
    expect(await readdir(folder)).toEqual(['runs.json']);
    const document = JSON.parse(await readFile(out, 'utf8')) as Document;
    expect(document).toMatchObject({ format: 1, kind: 'dartboard-series', app: '1.2.3' });
    expect(document.tables['load']?.map(({ unit }) => unit)).toContain('bytes');
    expect(document.runs.map(({ run }) => run)).toEqual(runs.map(({ id }) => id));
    for (const [i, { tables, record, result, state }] of document.runs.entries()) {
      expect(state).toBe('finished');
      expect(record).toMatchObject({ id: runs[i]?.id, seed: i + 1 });
      expect(result).toMatchObject(
        i === 0 ? { kind: 'search', genotype: { normal: expect.any(Array) } } : { kind: 'train' },
      );
      const run = runs[i];
      if (run === undefined) throw new Error('a run more');
      const told = (await readEvents(run)).events.flatMap((event) =>
        event.type === 'step' ? [[event.step, event.train.loss, event.valid?.loss ?? null]] : [],
      );
      const { columns = [], rows = [] } = tables['steps'] ?? {};
      const pick = ['step', 'trainLoss', 'validLoss'].map((name) => columns.indexOf(name));
      expect(rows.map((row) => pick.map((at) => row[at]))).toEqual(told);
      expect(tables['alphas']?.rows).toHaveLength(i === 0 ? 4 * 2 * 14 * 8 : 0);
      for (const [name, table] of Object.entries(tables)) {
        expect(table.columns).toEqual(document.tables[name]?.map((column) => column.name));
      }
    }
    expect(json.runs).toBe('several');
  });

  it('says which lines of the log are damaged', async () => {
    const run = await dartsRun(home);
    const lines = (await readFile(run.paths.events, 'utf8')).split('\n');
    await writeFile(run.paths.events, lines.map((line, i) => (i === 6 ? `x${line}` : line)).join('\n'));
    const out = join(home.folder, 'runs.json');
    const { notes } = await exportRuns([run], { format: 'json', out, force: false, appVersion: '1.2.3' });
    expect(notes).toEqual([expect.stringMatching(/events\.jsonl: line 7 is damaged and was left out\.$/)]);
  });
});
