/** What leaves the store of a search whose cells are complete. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../../test/support/arithmetic-loop.ts';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import {
  architectureFromFile,
  edgesIn,
  parseArchitectureString,
  readArchitectureText,
  SPACES,
} from '../../spaces/index.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { RunResult } from '../events.ts';
import type { StoredRun } from '../summary.ts';
import { readEvents } from '../supervise.ts';
import { runToEnd } from '../trainer.ts';
import type { LoopEvent } from '../trainer.ts';
import { importBundle } from './bundle/import-bundle.ts';
import { exportRuns } from './export-runs.ts';
import type { ExportFormatName } from './registry.ts';

const TEXT = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_1x1~1|none~2|';
const CELL = parseArchitectureString(TEXT);
const ALPHAS = {
  normal: edgesIn(SPACES.nasbench201).map((_, edge) => [0, 1, 2, 3, edge]),
  reduction: [],
};

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

/** A search of one epoch that finds the cell. */
async function searched(): Promise<StoredRun> {
  const { id } = await home.store.create({
    ...arithmeticPlan(),
    title: 'Complete',
    config: { space: 'nasbench201', epochs: 1 },
  });
  const detail = { alphas: ALPHAS, genotype: CELL };
  async function* events(): AsyncGenerator<LoopEvent, RunResult, void> {
    yield { type: 'start', detail };
    yield { type: 'epoch', epoch: 0, epochs: 1, train: { loss: 1, accuracy: 0.5 }, valid: null, detail };
    return { kind: 'search', ...detail };
  }
  const prepare: typeof prepareArithmetic = async (stored) => {
    const base = await prepareArithmetic(
      { ...stored, record: { ...stored.record, config: { size: 1 } } },
      null,
    );
    return { ...base, loop: { ...base.loop, events } };
  };
  await runToEnd({
    run: await home.store.find(id),
    prepare,
    stop: new AbortController().signal,
    clock: SYSTEM_CLOCK,
  });
  return home.store.find(id);
}

/** Exports the runs, and says where to. */
async function exported(format: ExportFormatName, ...runs: readonly StoredRun[]): Promise<string> {
  const out = join(home.folder, `out-${format}`);
  await exportRuns(runs, { format, out, force: false, appVersion: '1.2.3' });
  return out;
}

describe('a complete cell', () => {
  it('is its architecture string, or its operations, which are read again', async () => {
    const run = await searched();
    const text = await readFile(await exported('genotype', run), 'utf8');
    expect(text).toBe(`${TEXT}\n`);
    expect(readArchitectureText(text)).toEqual(CELL);
    const json = await readFile(await exported('genotype-json', run), 'utf8');
    expect(architectureFromFile(JSON.parse(json))).toEqual(CELL);
    expect(readArchitectureText(json)).toEqual(CELL);
  });

  it('is in the document of its search and of its training', async () => {
    const search = await searched();
    const training = await home.store.create({ ...arithmeticPlan(), kind: 'train', genotype: CELL });
    expect(JSON.parse(await readFile(await exported('json', search, training), 'utf8'))).toMatchObject({
      runs: [
        { result: { kind: 'search', genotype: CELL, alphas: ALPHAS } },
        { record: { kind: 'train', genotype: CELL } },
      ],
    });
  });

  it('has its alphas in CSV by the nodes of its string', async () => {
    const out = await exported('csv', await searched());
    const rows: readonly Record<string, string>[] = parse(await readFile(join(out, 'alphas.csv')), {
      columns: true,
    });
    expect(rows).toHaveLength(2 * 6 * 5);
    expect(new Set(rows.map(({ cell }) => cell))).toEqual(new Set(['normal']));
    expect(rows.at(-2)).toMatchObject({
      edge: '5',
      node: '3',
      input: '2',
      primitive: 'nor_conv_3x3',
      alpha: '3',
    });
  });

  it('has its alphas in TensorBoard by the nodes of its string', async () => {
    const out = await exported('tensorboard', await searched());
    const file = (await readdir(out)).find((name) => name.startsWith('events')) ?? '';
    const text = await readFile(join(out, file), 'latin1');
    for (const edge of [
      'node1_from0',
      'node2_from0',
      'node2_from1',
      'node3_from0',
      'node3_from1',
      'node3_from2',
    ])
      expect(text).toContain(`mixture_normal/${edge}/avg_pool_3x3`);
    expect(text).toContain(TEXT);
    expect(text).not.toContain('reduction');
  });

  it('goes into a bundle and into another store', async () => {
    const run = await searched();
    const bundle = await exported('bundle', run);
    const other = await testHome();
    try {
      await importBundle(other.paths, bundle);
      const { events } = await readEvents(await other.store.find(run.id));
      expect(events.at(-1)).toMatchObject({ type: 'state', state: 'finished' });
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'result',
          result: { kind: 'search', genotype: CELL, alphas: ALPHAS },
        }),
      );
    } finally {
      await other.dispose();
    }
  });
});
