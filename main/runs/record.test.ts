import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { findPublished, parseArchitectureString } from '../spaces/index.ts';
import type { Architecture } from '../spaces/index.ts';
import { sealed } from './event-line.ts';

const COMPLETE = parseArchitectureString(
  '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_1x1~1|none~2|',
);

const documentSchema = z.looseObject({ crc32: z.string() });

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const created = (genotype: Architecture) =>
  home.store.create({ ...arithmeticPlan(), kind: 'train', genotype, space: 'nasbench201' });

/** The record of a run with a genotype that somebody wrote into it, and a sum that is right. */
async function rewritten(genotype: unknown): Promise<string> {
  const { id, paths } = await created(COMPLETE);
  const { crc32: _, ...document } = documentSchema.parse(JSON.parse(await readFile(paths.record, 'utf8')));
  await writeFile(paths.record, sealed({ ...document, genotype }));
  return id;
}

describe('the cell in a record', () => {
  it.each([
    ['a complete one', COMPLETE],
    ['a pair', findPublished('DARTS_V2').genotype],
  ])('is read as it was written: %s', async (_, genotype) => {
    const { id } = await created(genotype);
    expect((await home.store.find(id)).record.genotype).toEqual(genotype);
  });

  it('is kept as the operations of a complete cell', async () => {
    const { paths } = await created(COMPLETE);
    expect(JSON.parse(await readFile(paths.record, 'utf8'))).toMatchObject({
      genotype: {
        wiring: 'complete',
        operations: ['nor_conv_3x3', 'none', 'skip_connect', 'avg_pool_3x3', 'nor_conv_1x1', 'none'],
      },
    });
  });

  it.each([
    ['an edge too few', { ...COMPLETE, operations: COMPLETE.operations.slice(1) }],
    ['no names', { ...COMPLETE, operations: [1, 2, 3] }],
    ['another wiring', { ...COMPLETE, wiring: 'sparse' }],
    ['a cell of each kind besides', { ...COMPLETE, normal: [] }],
  ])('is refused where it is damaged: %s', async (_, genotype) => {
    const id = await rewritten(genotype);
    await expect(home.store.find(id)).rejects.toMatchObject({ code: 'runs/damaged-record' });
  });
});
