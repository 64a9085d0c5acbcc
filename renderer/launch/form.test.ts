import { describe, expect, it } from 'vitest';
import type { LaunchField } from '../../main/api/contract.ts';
import {
  assignmentsOf,
  careProblems,
  completeDraft,
  draftOf,
  fitting,
  found,
  restored,
  seedProblem,
  seedsOf,
  typedIn,
  UNTOUCHED,
  withoutSetting,
  withSetting,
} from './form.ts';
import type { LaunchFormState } from './form.ts';

const NUMBER = { type: 'number', isWhole: true, min: 1, max: null, step: 1, none: null } as const;

const field = (path: string, given: Partial<LaunchField> = {}): LaunchField => ({
  path,
  title: path,
  unit: null,
  hint: null,
  allowed: '',
  group: 'other',
  depth: 0,
  isCommon: false,
  input: NUMBER,
  value: 64,
  preset: 64,
  isChanged: false,
  origin: 'preset',
  problem: null,
  ...given,
});
const form = (given: Partial<LaunchFormState>): LaunchFormState => ({ ...UNTOUCHED, ...given });

describe('a launch form', () => {
  it('holds what differs from the preset, also where it is wrong, and nothing else', () => {
    const batch = field('batch');
    const changed = withSetting(UNTOUCHED, batch, '32');
    expect(changed.set).toEqual({ batch: '32' });
    expect(withSetting(changed, batch, 'many').set).toEqual({ batch: 'many' });
    expect(withSetting(changed, batch, '64').set).toEqual({});
    expect(withoutSetting(changed, 'batch').set).toEqual({});
    const method = field('method.name', { input: { type: 'choice', choices: [] }, preset: 'darts' });
    expect(withSetting(form({ set: { 'method.name': 'random' } }), method, 'darts').set).toEqual({});
  });

  it('takes what lies in a part out with it', () => {
    const cutout = field('augment.cutout', {
      input: { type: 'part', on: { length: 16 } },
      preset: false,
      value: true,
    });
    const set = { 'augment.cutout.length': '8', 'augment.cutout': '{"length":16}', batch: '32' };
    expect(withSetting(form({ set }), cutout, 'null').set).toEqual({ batch: '32' });
    const inPreset = { ...cutout, preset: true };
    expect(withSetting(form({ set }), inPreset, 'null').set).toEqual({
      'augment.cutout': 'null',
      batch: '32',
    });
    expect(assignmentsOf(set)).toEqual([
      'batch=32',
      'augment.cutout={"length":16}',
      'augment.cutout.length=8',
    ]);
  });

  it('drops settings of a form that another has taken the place of, and only those', () => {
    const set = { 'method.name': 'random', 'method.options.order': 'second', batch: '8' };
    const fields = [field('method.name'), field('batch')];
    expect(fitting(form({ set }), fields).set).toEqual({ 'method.name': 'random', batch: '8' });
    const whole = form({ set: { batch: '8' } });
    expect(fitting(whole, fields)).toBe(whole);
  });

  it('says that an empty number is none where there may be none', () => {
    expect(typedIn({ ...NUMBER, none: 'all' }, ' ')).toBe('null');
    expect(typedIn(NUMBER, '')).toBe('');
    expect(typedIn(NUMBER, ' 8 ')).toBe('8');
  });

  it('is asked for as it is filled in', () => {
    const filled = form({
      preset: 'darts',
      data: ' my images ',
      split: 'a',
      set: { batch: '8' },
      seed: '3',
      experiment: ' e ',
      keep: 'all',
      saveEvery: '0',
      onAlarm: 'stop',
    });
    expect(draftOf('search', filled)).toEqual({
      kind: 'search',
      preset: 'darts',
      data: 'my images',
      split: 'a',
      seed: 3,
      set: ['batch=8'],
      care: { keep: 'all', saveEveryMinutes: 0, onAlarm: 'stop' },
      annotations: { experiment: 'e' },
    });
    expect(draftOf('search', UNTOUCHED)).toEqual({
      kind: 'search',
      preset: 'quick',
      data: null,
      seed: 0,
      set: [],
    });
  });

  it('of a training names the run of a cell, or the cell, and is whole only with one', () => {
    const cellOf = (cell: LaunchFormState['cell']) => draftOf('train', form({ cell }));
    const found = { genotype: '', title: 'a search' };
    expect(cellOf({ ...found, search: { run: 'r', epoch: 2 } })).toMatchObject({
      cell: { from: 'r', epoch: 2 },
    });
    expect(cellOf({ ...found, search: { run: 'r', epoch: null } })).toMatchObject({ cell: { from: 'r' } });
    expect(cellOf({ genotype: 'DARTS_V2', title: '', search: null })).toMatchObject({
      cell: { genotype: 'DARTS_V2' },
    });
    expect(completeDraft(cellOf(null))).toBeNull();
    expect(completeDraft(cellOf({ genotype: 'DARTS_V2', title: '', search: null }))).not.toBeNull();
  });

  it('counts seeds up', () => {
    expect(seedsOf({ seed: '5', runs: '3' })).toEqual([5, 6, 7]);
    expect(seedsOf({ seed: 'x', runs: '3' })).toEqual([0]);
    expect(seedProblem({ seed: '0', runs: '0' })).toMatch(/runs/);
    expect(seedProblem({ seed: String(2 ** 31 - 1), runs: '2' })).toMatch(/beyond/);
    expect(seedProblem({ seed: '-1', runs: '1' })).toMatch(/whole number/);
    expect(seedProblem({ seed: '0', runs: '100' })).toBeNull();
  });

  it('says what is wrong with its care', () => {
    expect(careProblems(UNTOUCHED)).toEqual({});
    expect(Object.keys(careProblems({ keep: '0', saveEvery: '-1', priority: '' }))).toEqual([
      'keep',
      'saveEvery',
      'priority',
    ]);
  });

  it('comes back as it was kept, and untouched from what is no form', () => {
    const kept = form({ set: { batch: '8' }, cell: { genotype: 'a', title: 'b', search: null }, note: 'x' });
    expect(restored(JSON.stringify(kept))).toEqual(kept);
    for (const text of [null, '', '[]', '7', '{', '{"set":3,"seed":{},"cell":{"genotype":1}}'])
      expect(restored(text)).toEqual(UNTOUCHED);
  });

  it('finds settings by all words of a question', () => {
    const fields = [field('batch', { title: 'Batch', hint: 'images' }), field('epochs', { title: 'Epochs' })];
    expect(found(fields, 'BATCH imag').map(({ path }) => path)).toEqual(['batch']);
    expect(found(fields, 'batch epochs')).toEqual([]);
  });
});
