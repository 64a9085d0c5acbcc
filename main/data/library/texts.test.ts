import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failureOf } from '../../../test/support/data-sets.ts';
import { openDataset } from '../open.ts';
import { isCorpusName, openCorpus } from '../text/open-corpus.ts';
import { addSet } from './add.ts';
import type { AddContext, NewSet } from './add.ts';
import { relocateSet } from './manage.ts';
import { findRegistered } from './registered.ts';
import { verifySet } from './verify.ts';

let folder: string;
let texts: string;
let dataDir: string;
let context: AddContext;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-texts-'));
  texts = join(folder, 'tales');
  dataDir = join(folder, 'data');
  await mkdir(texts);
  for (const part of ['train', 'valid', 'test'])
    await writeFile(join(texts, `tales.${part}.txt`), `a ${part} line\n`);
  context = {
    opening: { resourcesDir: 'resources', dataDir },
    now: () => Date.UTC(2026, 0, 2),
    onProgress: () => undefined,
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const wanted = (change: Partial<NewSet> = {}): NewSet => ({
  path: texts,
  name: 'mine',
  isCopied: false,
  reader: null,
  config: {},
  ...change,
});

it('texts are registered, and opened by their name, which is no name of images', async () => {
  const { set, summary } = await addSet(wanted(), context);
  expect(summary).toBe('a text of 6 different words, 4 tokens for training');
  expect(set).toMatchObject({ is: 'words', reader: 'text', facts: { vocabulary: 6, notes: [] } });
  expect(await findRegistered(dataDir, 'mine')).toEqual(set);
  expect(await openCorpus('mine', context.opening)).toMatchObject({ name: 'mine', id: set.id });
  expect(await isCorpusName('mine', context.opening)).toBe(true);
  expect((await failureOf(openDataset('mine', context.opening))).code).toBe('data/not-images');
});

it('texts are copied, found again where they were moved to, and checked', async () => {
  const { set } = await addSet(wanted(), context);
  const { set: copy, sameAs } = await addSet(wanted({ name: 'copy', isCopied: true }), context);
  expect([sameAs, copy.id]).toEqual([['mine'], set.id]);
  const moved = join(folder, 'elsewhere');
  await rename(texts, moved);
  expect((await failureOf(openCorpus('mine', context.opening))).code).toBe('data/source-gone');
  await relocateSet('mine', moved, context);
  expect((await verifySet('mine', context)).isAsRegistered).toBe(true);
  expect((await openCorpus('copy', context.opening)).id).toBe(set.id);
  await writeFile(join(moved, 'tales.test.txt'), 'another line\n');
  expect((await verifySet('mine', context)).isAsRegistered).toBe(false);
});

it('a text is told nothing, and a folder of images with a list of its training part is none', async () => {
  const told = await failureOf(addSet(wanted({ config: { classes: ['a'] } }), context));
  expect(told.code).toBe('data/bad-config');
  await mkdir(join(texts, 'cats'));
  expect((await failureOf(addSet(wanted(), context))).code).toBe('data/unknown-layout');
  const asked = await addSet(wanted({ reader: 'text' }), context);
  expect(asked.set.is).toBe('words');
});
