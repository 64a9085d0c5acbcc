import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dartsRun } from '../../../../test/support/darts-run.ts';
import { arithmeticPlan, testHome } from '../../../../test/support/runs.ts';
import type { TestHome } from '../../../../test/support/runs.ts';
import { FORMATS, findPublished } from '../../../spaces/index.ts';
import { exportRuns } from '../export-runs.ts';
import { genotypeJson } from './genotype-json.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const options = () =>
  ({ format: 'genotype-json', out: join(home.folder, 'out'), force: true, appVersion: '1.2.3' }) as const;

describe('the format genotype-json', () => {
  it.each([
    ['a finished search', {}],
    ['a training', { isTraining: true }],
  ])('is read again as the cell of %s', async (_, how) => {
    await exportRuns([await dartsRun(home, how)], options());
    const text = await readFile(options().out, 'utf8');
    expect(FORMATS.json.detect(text)).toBe(true);
    expect(FORMATS.json.parse(text)).toEqual(findPublished('DARTS_V2').genotype);
  });

  it('holds one run, which has a cell', async () => {
    const run = await home.store.create(arithmeticPlan());
    await expect(exportRuns([run], options())).rejects.toMatchObject({ code: 'runs/nothing-to-export' });
    await expect(exportRuns([run, run], options())).rejects.toMatchObject({ code: 'runs/one-run-only' });
    expect(genotypeJson.runs).toBe('one');
  });
});
