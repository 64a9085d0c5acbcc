import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOfFixture, putFiles } from '../../test/support/data-fixtures.ts';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { prepareArithmetic } from '../../test/support/arithmetic-loop.ts';
import { runToEnd, SYSTEM_CLOCK } from '../runs/index.ts';
import type { LoopEvent, RunPlan, RunResult, StoredRun } from '../runs/index.ts';
import { SEARCH_PRESETS } from '../search/index.ts';
import {
  findPublished,
  parseArchitectureString,
  referenceTo,
  spaceFromFile,
  SPACES,
  spaceToFile,
} from '../spaces/index.ts';
import type { ReductionRule, SearchSpace, SpaceReference } from '../spaces/index.ts';
import { TRAIN_PRESETS } from '../train/index.ts';
import { KINDS, presetOf } from './kinds.ts';
import { planRun } from './plan-run.ts';
import { configure } from './settings.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const nothing = { config: null, set: [], data: null, seed: null };
const plan = (request: Parameters<typeof planRun>[0]): Promise<RunPlan> =>
  planRun(request, { store: home.store, opening: { resourcesDir: 'resources', dataDir: null } });
const v1 = findPublished('DARTS_V1').genotype;
const v2 = findPublished('DARTS_V2').genotype;

/** A complete cell. */
const COMPLETE = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_1x1~1|nor_conv_3x3~2|';

/** A search whose alphas gave one cell before the first epoch and another after it; it is finished, or stopped then. */
async function searched(isFinished: boolean, space?: SpaceReference, cells = 3): Promise<StoredRun> {
  const plan = arithmeticPlan({ epochs: 1 });
  const run = await home.store.create({
    ...plan,
    config: {
      ...SEARCH_PRESETS.tiny.config,
      ...(space === undefined ? {} : { space }),
      network: { ...SEARCH_PRESETS.tiny.config.network, cells },
    },
  });
  const alphas = { normal: [[1]], reduction: [[1]] };
  const score = { loss: 1, accuracy: 0.5 };
  const stop = new AbortController();
  async function* events(): AsyncGenerator<LoopEvent, RunResult, void> {
    yield { type: 'start', detail: { alphas, genotype: v1 } };
    if (!isFinished) stop.abort();
    yield { type: 'epoch', epoch: 0, epochs: 1, train: score, valid: null, detail: { alphas, genotype: v2 } };
    return { kind: 'search', alphas, genotype: v2 };
  }
  const prepare: typeof prepareArithmetic = async (_, restore) => {
    const prepared = await prepareArithmetic(
      { ...run, record: { ...run.record, config: plan.config } },
      restore,
    );
    return { ...prepared, loop: { ...prepared.loop, events } };
  };
  await runToEnd({ run, prepare, stop: stop.signal, clock: SYSTEM_CLOCK });
  return run;
}

describe('planRun', () => {
  it('writes down all that decides the numbers of a search', async () => {
    const made = await plan({ ...nothing, kind: 'search', preset: 'tiny', set: ['batch=8'], seed: 7 });
    expect(made).toEqual({
      kind: 'search',
      title: 'tiny search on fashion-mnist-small',
      preset: 'tiny',
      config: { ...SEARCH_PRESETS.tiny.config, batch: 8 },
      seed: 7,
      data: { name: 'fashion-mnist-small', id: expect.stringMatching(/^[0-9a-f]{16}$/) },
      genotype: null,
      space: null,
      parent: null,
      origin: null,
      care: { keep: 2, saveEveryMinutes: 10, onAlarm: 'warn' },
    });
  });

  it('takes care and annotations where they are asked for, and the usual for the rest', async () => {
    const asked = { care: { keep: 'all' }, annotations: { experiment: 'e' } } as const;
    const made = await plan({ ...nothing, kind: 'search', preset: 'tiny', ...asked });
    expect(made).toMatchObject({
      care: { keep: 'all', saveEveryMinutes: 10, onAlarm: 'warn' },
      annotations: { experiment: 'e', tags: [], starred: false, note: '' },
    });
  });

  it('keeps a folder by its whole path and a named set by its name', async () => {
    const folder = 'resources/data/fashion-mnist-small';
    const { data } = await plan({ ...nothing, kind: 'search', preset: 'tiny', data: folder });
    expect(data.name).toBe(`${process.cwd()}/${folder}`);
    const named = await plan({ ...nothing, kind: 'search', preset: 'tiny' });
    expect(data.id).toBe(named.data.id);
  });

  it('refuses a data set that has only test images, before there is a run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'only-test-'));
    await putFiles(folder, await filesOfFixture('cifar-10.1.tar.gz'));
    const data = join(folder, 'cifar10.1_v4_data.npy');
    await expect(plan({ ...nothing, kind: 'search', preset: 'tiny', data })).rejects.toMatchObject({
      code: 'data/no-training-images',
    });
    await rm(folder, { recursive: true });
  });

  it('takes the cell of a finished search, and of any after some epochs', async () => {
    const finished = await searched(true);
    const from = (reference: string): Promise<RunPlan> =>
      plan({
        ...nothing,
        kind: 'train',
        preset: 'tiny',
        data: 'fashion-mnist-small',
        cell: { from: reference },
      });
    expect(await from(finished.id)).toMatchObject({
      genotype: v2,
      space: 'darts',
      parent: { run: finished.id, epoch: null },
    });
    expect(await from(`${finished.id}@0`)).toMatchObject({ genotype: v1, parent: { epoch: 0 } });
    await expect(from(`${finished.id}@2`)).rejects.toThrow(/no alphas after 2 epochs; it has 0 to 1/);
    await expect(from(`${finished.id}@x`)).rejects.toMatchObject({ code: 'cli/wrong-use' });
    const stopped = await searched(false);
    await expect(from('latest')).rejects.toThrow(/it is not finished \(interrupted\)/);
    expect(await from(`${stopped.id}@1`)).toMatchObject({ genotype: v2 });
  });

  it('lets a preset of sharpDARTS give the names of DARTS its own meaning, of found cells too', async () => {
    const preset = 'darts-sharp';
    const published = await plan({ ...nothing, kind: 'train', preset, cell: { genotype: 'DARTS_V2' } });
    expect(published.config['network']).toMatchObject({ opTable: 'sharp' });
    const { id } = await searched(true);
    const from = (...set: string[]): Promise<RunPlan> =>
      plan({ ...nothing, kind: 'train', preset, set, data: 'fashion-mnist-small', cell: { from: id } });
    expect(await from()).toMatchObject({ config: { network: { opTable: 'sharp' } }, space: null });
    expect(await from('network.opTable=darts')).toMatchObject({ space: 'darts' });
  });

  it('takes a file that was a preset as that preset', async () => {
    const search = await searched(true);
    const cells = [
      { genotype: 'DARTS_V2' },
      { genotype: 'SHARPSEPCONV_DARTS' },
      { from: search.id },
    ] as const;
    for (const preset of ['quick', 'quick-sharp', 'darts-sharp']) {
      const config: unknown = JSON.parse(JSON.stringify(presetOf('train', preset).config));
      for (const cell of cells) {
        const wanted = { ...nothing, cell, kind: 'train', data: 'fashion-mnist-small' } as const;
        const { title: _, ...byPreset } = await plan({ ...wanted, preset });
        const byFile = await plan({ ...wanted, preset: null, config });
        expect(byFile).toMatchObject({ ...byPreset, preset: null });
      }
    }
  });

  it('takes the op table of the cell unless the file or an assignment names one', async () => {
    const { network, ...rest } = TRAIN_PRESETS.quick.config;
    const { opTable: _, ...silent } = network;
    const table = async (own: object, genotype: string, ...set: string[]): Promise<unknown> => {
      const config = { ...rest, network: own };
      const wanted = { ...nothing, config, set, cell: { genotype } };
      const made = await plan({ ...wanted, kind: 'train', preset: null });
      return (made.config['network'] as Record<string, unknown>)['opTable'];
    };
    expect(await table(silent, 'SHARPSEPCONV_DARTS')).toBe('sharp');
    expect(await table({ ...silent, opTable: 'darts' }, 'SHARPSEPCONV_DARTS')).toBe('darts');
    expect(await table(silent, 'SHARPSEPCONV_DARTS', 'network.opTable=sharp-darts')).toBe('sharp-darts');
    const whole = 'network={"initChannels":4,"cells":3}';
    expect(await table({ ...silent, opTable: 'darts' }, 'SHARPSEPCONV_DARTS', whole)).toBe('sharp');
  });

  it('records no space whose definitions the settings replace', async () => {
    const cell = { from: (await searched(true)).id };
    const { config } = presetOf('train', 'darts-sharp');
    const data = 'fashion-mnist-small';
    const made = await plan({ ...nothing, kind: 'train', preset: null, config, cell, data });
    expect(made).toMatchObject({ config: { network: { opTable: 'sharp' } }, space: null });
  });

  it('takes published genotypes with their op table, unless somebody decides otherwise', async () => {
    const table = async (genotype: string, ...set: string[]): Promise<unknown> =>
      (await plan({ ...nothing, kind: 'train', preset: 'tiny', set, cell: { genotype } })).config['network'];
    expect(await table('DARTS_V2')).toMatchObject({ opTable: 'darts' });
    expect(await table('SHARP_DARTS')).toMatchObject({ opTable: 'sharp' });
    expect(await table('DARTS_V2', 'network.opTable=sharp-darts')).toMatchObject({ opTable: 'sharp-darts' });
    await expect(table('SHARP_DARTS', 'network.opTable=darts')).rejects.toMatchObject({
      code: 'spaces/primitive-unknown',
    });
  });
});

describe("a space of the user's own", () => {
  const own: SearchSpace = {
    ...SPACES.darts,
    id: 'mine',
    title: 'Mine',
    network: { cells: 6, initChannels: 12, reductions: [2, 4] },
  };
  const set = [`space=${JSON.stringify(referenceTo(own))}`];

  it('is in the record of its search, whole, so that no file is needed again', async () => {
    const made = await plan({ ...nothing, kind: 'search', preset: 'quick', set });
    expect(made.config['space']).toEqual(spaceToFile(own));
    const { record } = await home.store.find((await home.store.create(made)).id);
    expect(record.config).toEqual(made.config);
  });

  it('says which cells of a training reduce, where that holds at its depth', async () => {
    const rule = async (reductions: ReductionRule, cells: number, ...set: string[]): Promise<unknown> => {
      const space = { ...own, network: { ...own.network, reductions } };
      const search = await searched(true, referenceTo(space), 5);
      const from = { cell: { from: search.id }, data: 'fashion-mnist-small' };
      const all = [`network.cells=${cells}`, ...set];
      const first = await plan({ ...nothing, ...from, kind: 'train', preset: 'tiny', set: all });
      // The cell of that training says the same.
      const { id } = await home.store.create(first);
      const again = { ...from, cell: { from: id } };
      const second = await plan({ ...nothing, ...again, kind: 'train', preset: 'tiny', set: all });
      expect(second.config).toEqual(first.config);
      return first.config['network'];
    };
    expect(await rule({ spacing: 2 }, 3)).toMatchObject({ reductions: { spacing: 2 } });
    // As deep as the space says, as deep as the search was, and otherwise.
    expect(await rule([2, 4], 6)).toMatchObject({ reductions: [2, 4] });
    expect(await rule([2, 4], 5)).toMatchObject({ reductions: [2, 4] });
    expect(await rule([2, 4], 8)).toMatchObject({ reductions: 'thirds' });
    expect(await rule({ spacing: 2 }, 3, 'network.reductions=[1]')).toMatchObject({ reductions: [1] });
    // A search without reduction cells has found none.
    expect(await rule([], 6)).toMatchObject({ reductions: [] });
    expect(await rule([], 20)).toMatchObject({ reductions: [] });
    expect(await rule({ spacing: 10 }, 9)).toMatchObject({ reductions: { spacing: 10 } });
    await expect(rule({ spacing: 10 }, 20)).rejects.toThrow(
      /^network\.reductions: by the space mine every 10 cells .* the searched supernet of 5 had not.* --set network\.reductions=\[\] for/,
    );
    const anyway = 'network.reductions={"spacing":10}';
    expect(await rule({ spacing: 10 }, 20, anyway)).toMatchObject({ reductions: { spacing: 10 } });
  });

  it('is trained with the mid channels that it was searched with', async () => {
    const choke = {
      name: 'choke',
      block: 'separable',
      kernel: 3,
      dilation: 1,
      mid: { channels: 64 },
    } as const;
    const { primitives, ...rest } = spaceToFile(own);
    const mid = async (reference: SpaceReference, ...set: string[]): Promise<unknown> => {
      const cell = { from: (await searched(true, reference)).id };
      const wanted = { ...nothing, cell, data: 'fashion-mnist-small', set };
      const { config, space } = await plan({ ...wanted, kind: 'train', preset: 'sharpdarts-imagenet' });
      return [(config['network'] as Record<string, unknown>)['midChannels'], space];
    };
    const mine = spaceToFile(spaceFromFile({ ...rest, primitives: [...primitives, choke] }));
    expect(await mid(mine)).toEqual([null, mine]);
    expect(await mid(mine, 'network.midChannels=16')).toEqual([16, mine]);
    expect(await mid('darts')).toEqual([96, null]);
  });

  it('comes with the cell into a training, and from there into the next', async () => {
    const search = await searched(true, referenceTo(own), 5);
    const request = { ...nothing, kind: 'train', preset: 'tiny', data: 'fashion-mnist-small' } as const;
    const first = await plan({ ...request, cell: { from: search.id } });
    expect(first.space).toEqual(spaceToFile(own));
    const run = await home.store.create(first);
    expect((await home.store.find(run.id)).record.space).toEqual(spaceToFile(own));
    expect(await plan({ ...request, cell: { from: run.id } })).toMatchObject({
      space: spaceToFile(own),
      genotype: first.genotype,
      parent: { run: run.id },
    });
  });

  it('gives the size of the supernet only where neither file nor preset does', () => {
    const { network: _, ...rest } = { ...SEARCH_PRESETS.tiny.config, space: referenceTo(own) };
    const sizeOf = (base: unknown, ...assignments: string[]): unknown =>
      configure(KINDS.search.schema(), base, assignments)['network'];
    expect(sizeOf(rest)).toMatchObject({ cells: 6, initChannels: 12 });
    expect(sizeOf({ ...rest, network: { cells: 5 } })).toMatchObject({ cells: 5, initChannels: 12 });
    expect(sizeOf({ ...rest, network: { cells: 5 } }, 'network.cells=7')).toMatchObject({
      cells: 7,
      initChannels: 12,
    });
    expect(sizeOf(SEARCH_PRESETS.quick.config, ...set)).toEqual(SEARCH_PRESETS.quick.config.network);
  });

  it('needs as many cells as it numbers', () => {
    expect(() => configure(KINDS.search.schema(), SEARCH_PRESETS.tiny.config, set)).toThrow(
      'network.cells: expected a whole number from 5, for the space lists cell 4 as a reduction cell, got 3.',
    );
  });
});

it('the cell of a training of a published genotype keeps what its names stand for', async () => {
  const first = await plan({ ...nothing, kind: 'train', preset: 'tiny', cell: { genotype: 'SHARP_DARTS' } });
  const run = await home.store.create(first);
  const again = await plan({ ...nothing, kind: 'train', preset: 'tiny', cell: { from: run.id } });
  expect(again.config['network']).toMatchObject({ opTable: 'sharp' });
});

describe('a training of a complete cell', () => {
  const asked = (preset: string | null, ...set: readonly string[]) =>
    plan({
      ...nothing,
      config: undefined,
      kind: 'train',
      preset,
      set,
      data: 'fashion-mnist-small',
      cell: { genotype: COMPLETE },
    });

  it('takes the meaning of its names from NAS-Bench-201, whatever the preset leaves open', async () => {
    for (const preset of ['nasbench201', 'nasbench201-quick']) {
      const { config, genotype, space } = await asked(preset);
      expect(config['network']).toMatchObject({ opTable: 'nasbench201', auxiliary: false, dropPath: 0 });
      expect([genotype, space]).toEqual([parseArchitectureString(COMPLETE), null]);
    }
  });

  it('begins from a preset for such cells where none is named, as a pair does from one for pairs', async () => {
    expect(await asked(null)).toMatchObject({ preset: 'nasbench201-quick' });
    const data = 'fashion-mnist-small';
    const pair = { ...nothing, config: undefined, kind: 'train', preset: null, data } as const;
    expect(await plan({ ...pair, cell: { genotype: 'DARTS_V2' } })).toMatchObject({ preset: 'quick' });
    const { id } = await searched(false, 'nasbench201');
    const awaited = { from: id, isAwaited: true };
    expect(await plan({ ...pair, cell: awaited })).toMatchObject({
      preset: 'nasbench201-quick',
      genotype: null,
      space: 'nasbench201',
    });
    await expect(plan({ ...pair, preset: 'darts', cell: awaited })).rejects.toMatchObject({
      code: 'cli/foreign-preset',
    });
    const wrong = { ...pair, preset: 'nasbench201', set: ['network.auxiliary=true'], cell: awaited } as const;
    await expect(plan(wrong)).rejects.toThrow(/^network\.auxiliary: /);
  });

  it.each([
    ['nasbench201-quick', 'network.auxiliary=true', /^network\.auxiliary: .*, so give false\.$/],
    ['nasbench201-quick', 'network.dropPath=0.1', /^network\.dropPath: .*, so give 0\.$/],
    ['nasbench201-quick', 'network.kind=imagenet', /^network\.kind: .*, so give "cifar"\.$/],
    ['nasbench201-quick', 'network.cells=4', /^network\.cells: .*, so give a multiple of 3\.$/],
    ['nasbench201-quick', 'network.midChannels=8', /^network\.midChannels: .*, so give null\.$/],
    ['nasbench201-quick', 'network.reductions=[1]', /^network\.reductions: .*, so give "thirds"\.$/],
    [
      'nasbench201-quick',
      'network.opTable=sharp',
      /^operations\[0\]: the op table sharp has no primitive "nor_conv_3x3"/,
    ],
  ])('is refused in one sentence, by the setting: %s %s', async (preset, set, message) => {
    await expect(asked(preset, set)).rejects.toThrow(message);
  });

  it('is not asked for with a preset for pairs of cells, nor a pair with one for complete cells', async () => {
    for (const preset of ['tiny', 'quick', 'darts', 'darts-imagenet', 'quick-sharp']) {
      await expect(asked(preset)).rejects.toThrow(
        `The preset "${preset}" is for pairs of cells, and this is a complete cell, as those of NAS-Bench-201; allowed are nasbench201-quick and nasbench201.`,
      );
    }
    const request = { ...nothing, kind: 'train', preset: 'nasbench201-quick' } as const;
    await expect(plan({ ...request, cell: { genotype: 'DARTS_V2' } })).rejects.toThrow(
      /^The preset "nasbench201-quick" is for complete cells, .* and this is a pair of cells; allowed are tiny, quick, /,
    );
  });

  it('is no pair of cells whose names are of the same table', async () => {
    const request = {
      ...nothing,
      kind: 'train',
      preset: 'quick',
      set: ['network.opTable=nasbench201'],
    } as const;
    await expect(plan({ ...request, cell: { genotype: 'DARTS_V2' } })).rejects.toThrow(
      /^normal\[0\]: the op table nasbench201 has no primitive "sep_conv_3x3"/,
    );
  });
});
