import { describe, expect, it } from 'vitest';
import { genotypeIn, meaningOf } from './drops.ts';
import type { Dropped } from './drops.ts';

const dropped = (more: Partial<Dropped>): Dropped => ({
  name: 'thing',
  isFolder: false,
  path: '/home/me/thing',
  text: null,
  ...more,
});

const CELL = "Genotype(normal=[('skip_connect', 0)], normal_concat=range(2, 6))";

describe('what is dropped on the workbench', () => {
  it('is a cell where its text has one, the last of a log', () => {
    const text = `epoch 0 genotype = Genotype(normal=[])\nepoch 1 genotype = ${CELL}\ntrain_acc 9`;
    expect(genotypeIn(text)).toBe(CELL);
    expect(meaningOf(dropped({ name: 'log.txt', text }))).toEqual({
      kind: 'cell',
      genotype: CELL,
      title: 'log',
    });
  });

  it('is no cell where a log was cut off in the middle of it', () => {
    expect(genotypeIn('genotype = Genotype(normal=[(')).toBeNull();
  });

  it('is taken whole where it is a file of a cell, in any form', () => {
    const text = ' {"normal": []} ';
    expect(meaningOf(dropped({ name: 'mine.genotype', text }))).toMatchObject({ genotype: '{"normal": []}' });
  });

  it.each([
    ['images', true],
    ['cifar-10-binary.tar.gz', false],
    ['train.npz', false],
    ['train-images-idx3-ubyte', false],
  ])('is data: %s', (name, isFolder) => {
    expect(meaningOf(dropped({ name, isFolder }))).toEqual({ kind: 'data', path: '/home/me/thing' });
  });

  it('is a bundle of runs by its name', () => {
    expect(meaningOf(dropped({ name: 'mine.dartboard' }))).toEqual({
      kind: 'bundle',
      path: '/home/me/thing',
    });
  });

  it.each([
    [dropped({ name: 'mine.dartboard', path: null }), /Runs by its path/],
    [dropped({ name: 'images', isFolder: true, path: null }), /add it by its path/],
    [dropped({ name: 'cat.png' }), /one image/],
    [dropped({ name: 'notes.txt', text: 'nothing' }), /no Genotype/],
    [dropped({ name: 'paper.pdf' }), /nothing that can be used here/],
  ])('is refused with a reason: %o', (given, why) => {
    expect(meaningOf(given)).toMatchObject({ kind: 'refused', why: expect.stringMatching(why) });
  });
});
