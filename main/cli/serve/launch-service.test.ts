import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import type { LaunchCheck, LaunchDraft, LaunchField, LaunchPlanner } from '../../api/index.ts';
import { defined } from '../../base/assert.ts';
import { createHost } from '../host.ts';
import { kindFor, presetsOf } from '../kinds.ts';
import { isMeant, spaceIn } from '../launch/meant.ts';
import { shapeAt, shapeOf } from '../setting-shape.ts';
import { configure, settingsOf } from '../settings.ts';
import { createPlanner } from './launch-service.ts';

let home: TestHome;
let planner: LaunchPlanner;
beforeEach(async () => {
  home = await testHome();
  const env = { ...process.env, DARTBOARD_HOME: home.folder };
  planner = createPlanner(createHost(env), env);
});
afterEach(() => home.dispose());

const draftOf = (kind: 'search' | 'train', preset: string, ...set: string[]): LaunchDraft => {
  const wanted = { preset, data: null, seed: 0, set };
  return kind === 'search' ? { kind, ...wanted } : { kind, cell: { genotype: 'DARTS_V2' }, ...wanted };
};
const check = (request: LaunchDraft, seeds: readonly number[] = [0]): Promise<LaunchCheck> =>
  planner.check({ request, seeds: [...seeds] });
const fieldOf = ({ fields }: LaunchCheck, path: string): LaunchField =>
  defined(
    fields.find((field) => field.path === path),
    `a field ${path}`,
  );

const ALL = (['search', 'train'] as const).flatMap((kind) =>
  Object.entries(presetsOf(kind)).map(([name, { config }]) => [kind, name, config] as const),
);

describe('the form of a preset', () => {
  it('is there for every kind', async () => {
    expect(ALL.length).toBeGreaterThan(15);
    for (const kind of ['search', 'train'] as const) {
      const { presets, data } = await planner.offer(kind);
      expect(presets.map(({ name }) => name)).toEqual(Object.keys(presetsOf(kind)));
      expect(presets.every(({ source, title }) => source !== '' && title !== '')).toBe(true);
      expect(data[0]).toMatchObject({ name: 'fashion-mnist-small', splits: [] });
    }
  });

  it.each(ALL)(
    '%s %s: untouched, says exactly the preset’s settings that its space has a use for',
    async (kind, name, config) => {
      const checked = await check(draftOf(kind, name));
      const bare = configure(kindFor(kind, config).schema(), config, []);
      const space = spaceIn(config);
      const wanted = settingsOf(bare).filter(([path]) => isMeant(path, space));
      for (const field of checked.fields) {
        expect(field).toMatchObject({ isChanged: false, problem: null });
        expect(field.title).not.toBe('');
      }
      const told = new Map(
        checked.fields.flatMap(({ path, input, value }) => {
          if (input.type !== 'part') return [[path, value] as const];
          return value === true ? [] : [[path, null] as const];
        }),
      );
      // A list of numbers is one field; settings count it as one value as well.
      expect([...told].sort()).toEqual(wanted.filter(([, value]) => !isEmpty(value)).sort());
    },
  );

  it.each(ALL)('%s %s: every field’s path can be set, to its own value', async (kind, name, config) => {
    const { fields } = await check(draftOf(kind, name));
    const schema = kindFor(kind, config).schema();
    const shape = shapeOf(schema);
    for (const { path, value, input } of fields) {
      expect(shapeAt(shape, path.split('.'), config), path).toBeDefined();
      if (input.type === 'part') continue;
      const again = configure(schema, config, [`${path}=${JSON.stringify(value)}`]);
      expect(new Map(settingsOf(again)).get(path), path).toEqual(value);
    }
  });
});

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

describe('a changed form', () => {
  it('marks what is changed, and shows the preset’s value beside it', async () => {
    const checked = await check(draftOf('search', 'darts', 'batch=32', 'epochs=50'));
    expect(fieldOf(checked, 'batch')).toMatchObject({
      value: 32,
      preset: 64,
      isChanged: true,
      origin: 'hand',
    });
    expect(fieldOf(checked, 'epochs')).toMatchObject({ isChanged: false, origin: 'preset' });
  });

  it('tells every wrong value at its field, and keeps the others', async () => {
    const checked = await check(
      draftOf('search', 'tiny', 'batch=0', 'network.cells=many', 'weights.momentum=2', 'epochs=3'),
    );
    expect(checked.isReady).toBe(false);
    expect(fieldOf(checked, 'batch').problem).toBe('expected a whole number from 1, got 0');
    expect(fieldOf(checked, 'network.cells')).toMatchObject({ value: 'many', problem: /./ });
    expect(fieldOf(checked, 'weights.momentum').problem).toMatch(/from 0 and below 1, got 2/);
    expect(fieldOf(checked, 'epochs')).toMatchObject({ value: 3, problem: null });
    expect(checked.problems).toEqual([]);
  });

  it('tells rules between settings at the field that breaks them', async () => {
    const uneven = await check(draftOf('search', 'tiny', 'batch=15', 'accumulate=2'));
    expect(fieldOf(uneven, 'batch').problem).toMatch(/15/);
    const large = await check(draftOf('search', 'tiny', 'network.cells=100000'));
    expect(fieldOf(large, 'network.cells').problem).not.toBeNull();
  });

  it('has the fields of another method, with what both have kept', async () => {
    const checked = await check(
      draftOf('search', 'darts', 'method.options.weighting=maxW', 'method.name=singleLevel'),
    );
    expect(fieldOf(checked, 'method.options.weighting')).toMatchObject({ value: 'maxW', isChanged: true });
    expect(checked.fields.some(({ path }) => path === 'method.options.order')).toBe(false);
    expect(fieldOf(checked, 'method.name').input).toMatchObject({
      type: 'choice',
      choices: expect.arrayContaining([
        expect.objectContaining({ value: 'darts', note: expect.stringContaining('arXiv') }),
      ]),
    });
  });

  it('turns parts on and off', async () => {
    const off = await check(draftOf('train', 'darts', 'augment.cutout=null'));
    expect(fieldOf(off, 'augment.cutout')).toMatchObject({ value: false, preset: true, isChanged: true });
    const { input } = fieldOf(await check(draftOf('train', 'tiny')), 'ema');
    if (input.type !== 'part') throw new Error('the moving average is a part');
    const on = await check(draftOf('train', 'tiny', `ema=${JSON.stringify(input.on)}`));
    expect(on.isReady).toBe(true);
    expect(fieldOf(on, 'ema.decay')).toMatchObject({ value: 0.999, isChanged: false, origin: 'default' });
  });

  it('offers cells no penalty of paths, and hypercuboids no network; what is set all the same has its problem', async () => {
    const paths = ({ fields }: LaunchCheck): readonly string[] => fields.map(({ path }) => path);
    const cells = paths(await check(draftOf('search', 'darts')));
    expect(cells).toContain('network.cells');
    expect(cells).not.toContain('method.options.cost');
    const cuboid = paths(await check(draftOf('search', 'multichannelnet')));
    expect(cuboid).toContain('method.options.cost');
    expect(cuboid.filter((path) => path.startsWith('network'))).toEqual([]);
    const refused = await check(draftOf('search', 'darts', 'method.options.cost={"weight":1}'));
    expect(fieldOf(refused, 'method.options.cost').problem).toContain('of the operations of a hypercuboid');
  });

  it('every part can be turned on in every preset', async () => {
    for (const [kind, name] of ALL) {
      const { fields } = await check(draftOf(kind, name));
      for (const { path, input } of fields) {
        if (input.type !== 'part') continue;
        const checked = await check(draftOf(kind, name, `${path}=${JSON.stringify(input.on)}`));
        const problems = checked.fields.flatMap(({ problem }) => problem ?? []);
        expect(problems, `${name} ${path}`).toEqual([]);
      }
    }
  });

  it('says which values came with the cell', async () => {
    const request = draftOf('train', 'darts');
    if (request.kind !== 'train') throw new Error('a training');
    const checked = await check({ ...request, cell: { genotype: 'SHARP_DARTS' } });
    expect(fieldOf(checked, 'network.opTable')).toMatchObject({ value: 'sharp', origin: 'cell' });
    expect(checked.recipe).toEqual(
      expect.arrayContaining([
        '600 epochs of batches of 96',
        'cutout of 16 pixels',
        'auxiliary head, weight 0.4',
      ]),
    );
  });
});

describe('a request', () => {
  it('comes to steps, images and a title', async () => {
    const checked = await check(draftOf('search', 'tiny'));
    expect(checked).toMatchObject({
      isReady: true,
      title: 'tiny search on fashion-mnist-small',
      steps: { perEpoch: 8, total: 8 },
      images: { classes: 10, parts: [{ part: 'weights', images: 128 }, { part: 'alphas', images: 128 }, {}] },
      busy: [],
    });
  });

  it('says what is wrong with its data, its split, its cell and its preset', async () => {
    const about = async (request: LaunchDraft): Promise<readonly string[]> =>
      (await check(request)).problems.map(({ about: of }) => of);
    const tiny = draftOf('search', 'tiny');
    expect(await about({ ...tiny, data: '/nowhere' })).toEqual(['data']);
    expect(await about({ ...tiny, split: 'third' })).toEqual(['split']);
    expect(await about(draftOf('search', 'none'))).toEqual(['preset']);
    const training = { kind: 'train', preset: 'tiny', data: null, seed: 0 } as const;
    expect(await about({ ...training, cell: null })).toEqual(['cell']);
    expect(await about({ ...training, cell: { genotype: 'Genotype(' } })).toEqual(['cell']);
    expect(await about(draftOf('search', 'tiny', 'nonsense=1'))).toEqual(['set']);
  });

  it('is a line for a shell, whatever it holds', async () => {
    const request = {
      ...draftOf('search', 'tiny', 'batch=32'),
      annotations: { note: "Ada's $HOME\n", experiment: 'a b' },
      care: { keep: 'all' as const },
    };
    expect((await check(request, [0, 1])).command).toBe(
      `npx dartboard search --preset tiny --seeds 0,1 --set batch=32 --keep all --experiment 'a b' --note 'Ada'\\''s $HOME\n'`,
    );
  });
});
