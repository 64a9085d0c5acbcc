import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SEARCH_PRESETS, searchConfigSchema } from '../search/index.ts';
import { TRAIN_PRESETS, trainConfigSchema } from '../train/index.ts';
import { configure, settingsOf } from './settings.ts';

const base = TRAIN_PRESETS.quick.config;
const train = (...assignments: string[]) => configure(trainConfigSchema, base, assignments);

describe('configure', () => {
  it('leaves a configuration as it is without settings', () => {
    expect(train()).toEqual(base);
  });

  it('changes settings at any depth, numbers, words and switches', () => {
    const config = train(
      'epochs=3',
      'network.cells=8',
      'network.kind=imagenet',
      'augment.flip=false',
      'images=100',
    );
    expect(config).toMatchObject({
      epochs: 3,
      network: { cells: 8, kind: 'imagenet' },
      augment: { flip: false },
      images: 100,
    });
    expect(base.epochs).not.toBe(3);
  });

  it('switches on what was off, and off what was on', () => {
    expect(train('augment.cutout.length=7', 'augment.crop=null').augment).toMatchObject({
      cutout: { length: 7 },
      crop: null,
    });
  });

  it("reaches a method's own settings", () => {
    const config = configure(searchConfigSchema, SEARCH_PRESETS.tiny.config, [
      'method.options.alphas.learningRate=0.5',
    ]);
    expect(config.method.options).toMatchObject({ alphas: { learningRate: 0.5 } });
  });

  it.each([
    ['foo=1', 'There is no setting "foo"; allowed are network, batch, epochs, '],
    ['network.foo=1', 'There is no setting "network.foo"; allowed in network are kind, opTable, '],
    ['network.cels=1', 'There is no setting "network.cels" (did you mean network.cells?); allowed in '],
    ['momentum=1', 'There is no setting "momentum" (did you mean weights.momentum?); allowed are '],
    ['epochs.more=1', 'There is no setting "epochs.more"; epochs is a whole number from 1.'],
    ['learningRate.max=1', '(did you mean weights.learningRate.max?)'],
    ['augment.cutout.size=3', 'allowed in augment.cutout are length and squares.'],
    ['__proto__.x=1', 'There is no setting "__proto__.x"; allowed are network, '],
    ['network.toString=1', 'There is no setting "network.toString"; allowed in network are '],
    ['weights.learningRate.constructor=1', 'allowed in weights.learningRate are schedule, max and min.'],
  ])('refuses %s and lists what there is', (assignment, sentence) => {
    const error = expect(() => train(assignment));
    error.toThrow(expect.objectContaining({ code: 'cli/unknown-setting' }));
    error.toThrow(sentence);
  });

  it.each([
    ['epochs=0', 'epochs: expected a whole number from 1, got 0.'],
    ['epochs=many', 'epochs: expected a whole number from 1, got "many".'],
    ['epochs=1.5', 'epochs: expected a whole number from 1, got 1.5.'],
    ['epochs=1e999', 'epochs: expected a whole number from 1, got Infinity.'],
    [
      'network.opTable=none',
      'network.opTable: expected "darts", "sharp", "sharp-darts", "isdarts" or "nasbench201", got "none".',
    ],
    ['augment=3', 'augment: expected an object with '],
    ['augment.crop.padding=x', 'augment.crop.padding: expected a whole number from 1 to 1024, got "x".'],
    ['augment={"flop":true}', 'augment: unknown key "flop" (did you mean flip?); allowed are '],
  ])('refuses %s with what is allowed', (assignment, sentence) => {
    expect(() => train(assignment)).toThrow(sentence);
    expect(() => train(assignment)).toThrow(expect.objectContaining({ code: 'cli/bad-setting' }));
  });

  it.each(['epochs', '=3', ''])('refuses %j as no assignment', (assignment) => {
    expect(() => train(assignment)).toThrow(expect.objectContaining({ code: 'cli/wrong-use' }));
  });

  it('refuses a file that is no configuration', () => {
    expect(() => configure(trainConfigSchema, { ...base, sped: 1 }, [])).toThrow(
      'configuration: unknown key "sped"; allowed are network, ',
    );
    expect(() => configure(trainConfigSchema, 'text', [])).toThrow(
      'configuration: expected an object with network, ',
    );
    expect(() => configure(trainConfigSchema, { ...base, network: 5 }, ['network.cells=3'])).toThrow(
      'network: expected an object whose kind is "cifar", "imagenet" or "path", got 5.',
    );
  });

  it('lets settings complete a file', () => {
    const { epochs: _, ...rest } = base;
    expect(() => configure(trainConfigSchema, rest, [])).toThrow(
      'epochs: is missing; expected a whole number from 1.',
    );
    expect(configure(trainConfigSchema, rest, ['epochs=2'])).toEqual({ ...base, epochs: 2 });
  });
});

describe('a setting that says which form its group has', () => {
  const schema = z.strictObject({
    rate: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('line'), max: z.number(), min: z.number().default(0) }),
      z.strictObject({
        kind: z.literal('stairs'),
        max: z.number(),
        every: z.int().positive().default(3),
        landing: z.strictObject({ width: z.number().default(1) }).prefault({}),
      }),
      z.strictObject({ kind: z.literal('list'), values: z.array(z.number()) }),
    ]),
  });
  const line = { rate: { kind: 'line', max: 5, min: 2 } };
  const changed = (...assignments: string[]): unknown => configure(schema, line, assignments);

  it('keeps what both forms have, drops what only the form before has, and brings its own defaults', () => {
    expect(changed('rate.kind=stairs')).toEqual({
      rate: { kind: 'stairs', max: 5, every: 3, landing: { width: 1 } },
    });
    expect(changed('rate.kind=line')).toEqual(line);
  });

  it('stands before the settings of its form, wherever it is written', () => {
    const wanted = { rate: { kind: 'stairs', max: 5, every: 7, landing: { width: 4 } } };
    expect(changed('rate.every=7', 'rate.kind=stairs', 'rate.landing.width=4')).toEqual(wanted);
  });

  it('refuses a setting of the form before, by its name', () => {
    expect(() => changed('rate.min=1', 'rate.kind=stairs')).toThrow(
      'There is no setting "rate.min"; allowed in rate are kind, max, every and landing.',
    );
  });

  it('refuses what is missing then, and a form that there is not', () => {
    expect(() => changed('rate.kind=list')).toThrow(
      'rate.values: is missing; expected a list, each a number.',
    );
    expect(() => changed('rate.kind=curve')).toThrow(
      'rate.kind: expected "line", "stairs" or "list", got "curve".',
    );
    expect(changed('rate.kind=list', 'rate.values=[1,2]')).toEqual({
      rate: { kind: 'list', values: [1, 2] },
    });
  });

  it('changes the method of a search, and the schedule of a training', () => {
    const options = (...assignments: string[]) =>
      configure(searchConfigSchema, SEARCH_PRESETS.tiny.config, assignments).method;
    expect(options('method.name=random')).toEqual({ name: 'random', options: expect.any(Object) });
    expect(options('method.name=random').options).not.toHaveProperty('alphas');
    expect(() => options('method.name=random', 'method.options.order=second')).toThrow(
      'There is no setting "method.options.order"; allowed in method.options is samples.',
    );
    const { learningRate } = train('weights.learningRate.schedule=cosinePower').weights;
    expect(learningRate).toMatchObject({
      schedule: 'cosinePower',
      max: base.weights.learningRate.max,
      power: 2,
    });
  });
});

describe('settingsOf', () => {
  it('lists every setting by its path', () => {
    expect(settingsOf({ a: { b: 1, c: [2] }, d: null, e: {} })).toEqual([
      ['a.b', 1],
      ['a.c', [2]],
      ['d', null],
      ['e', {}],
    ]);
  });
});
