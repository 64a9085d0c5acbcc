import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { dataError } from '../../data/index.ts';
import { problemInWindow } from './data-words.ts';

const place = { path: '/data/pets', folder: '/home/ada/sets' };

describe('what goes wrong with data sets', () => {
  it.each([
    dataError('data/bad-name', { name: 'My Pets', problem: 'it has capital letters' }),
    dataError('data/name-taken', { name: 'pets', by: 'a data set is registered with it' }),
    dataError('data/not-registered', { name: 'pets', names: ['cats'] }),
    dataError('data/embedded', { name: 'fashion-mnist-small' }),
    dataError('data/owned-files', { name: 'pets', folder: place.folder }),
    dataError('data/source-gone', { name: 'pets', path: place.path }),
    dataError('data/among-own', place),
    dataError('data/not-alone', { path: '/data/pets', problem: 'A file is missing.' }),
    dataError('data/no-test-images', { where: '/data/pets', count: 40 }),
    dataError('data/unclear-layout', {
      where: '/data/a.npy',
      problem: 'its shape is unclear',
      option: 'shape',
      example: '{"shape": [3, 32, 32]}',
    }),
    dataError('data/split-taken', { set: 'pets', split: 'halves' }),
    dataError('data/unknown-split', { set: 'pets', split: 'halves', names: [] }),
    dataError('data/not-fetched', {
      name: 'cifar-10',
      problem: 'no network',
      address: 'https://example.org',
    }),
  ])('is said without commands: $code', (error) => {
    const { code, message } = problemInWindow(error);
    expect(code).toBe(error.code);
    expect(message).not.toMatch(/dartboard data|--|undefined/);
    expect(message).toMatch(/^[^\n]+\.$/);
    for (const fact of ['name', 'set', 'path'] as const)
      if (typeof error.data[fact] === 'string') expect(message).toContain(error.data[fact]);
  });

  it('is said as it is, where that names no command', () => {
    const error = dataError('data/unreadable', { path: '/data/pets', reason: 'permission denied' });
    expect(problemInWindow(error)).toEqual({ code: error.code, message: error.message });
  });

  it('is not said twice', () => {
    const said = problemInWindow(dataError('data/name-taken', { name: 'pets', by: 'a set has it' }));
    expect(problemInWindow(new AppError(said.code, said.message))).toEqual(said);
  });

  it('is a mistake of the program where it has no code', () => {
    expect(problemInWindow(new Error('oh'))).toEqual({ code: 'internal', message: 'The program failed: oh' });
  });
});
