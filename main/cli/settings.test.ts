import { describe, expect, it } from 'vitest';
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

  it.each(['foo=1', 'network.foo=1', 'epochs.more=1', '__proto__.x=1', 'network.toString=1'])(
    'refuses %s and lists what there is',
    (assignment) => {
      const error = expect(() => train(assignment));
      error.toThrow(expect.objectContaining({ code: 'cli/unknown-setting' }));
      error.toThrow(/Settings: network\.kind, .*weights\.learningRate\.max, /);
    },
  );

  it.each([
    ['augment.cutout.size=3', /"augment\.cutout" cannot be used: Unrecognized key: "size"/],
    ['epochs=0', /"epochs" cannot be used/],
    ['epochs=many', /"epochs" cannot be used/],
    ['epochs=1.5', /"epochs" cannot be used/],
    ['network.opTable=none', /"network\.opTable" cannot be used/],
  ])('refuses %s with the reason', (assignment, reason) => {
    expect(() => train(assignment)).toThrow(reason);
    expect(() => train(assignment)).toThrow(expect.objectContaining({ code: 'cli/bad-setting' }));
  });

  it.each(['epochs', '=3', ''])('refuses %j as no assignment', (assignment) => {
    expect(() => train(assignment)).toThrow(expect.objectContaining({ code: 'cli/wrong-use' }));
  });

  it('refuses a file with unknown keys', () => {
    expect(() => configure(trainConfigSchema, { ...base, sped: 1 }, [])).toThrow(/Unrecognized key: "sped"/);
    expect(() => configure(trainConfigSchema, 'text', [])).toThrow(
      /"the whole configuration" cannot be used/,
    );
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
