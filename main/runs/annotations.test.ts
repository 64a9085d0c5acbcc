import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, bundleSupport, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { annotate } from './annotate.ts';
import { MOST_NOTE, NO_ANNOTATIONS, readAnnotations } from './annotations.ts';
import type { AnnotationsChange } from './annotations.ts';
import type { StoredRun } from './summary.ts';

let home: TestHome;
let run: StoredRun;
beforeEach(async () => {
  home = await testHome();
  run = await home.store.create(arithmeticPlan());
  return () => home.dispose();
});

const said = () => readAnnotations(run.paths.annotations);
/** Files of the run that have to do with annotations. */
const files = async () => (await readdir(run.paths.folder)).filter((name) => name.startsWith('annotations'));

describe('annotate', () => {
  it('changes what is named and keeps the rest', async () => {
    expect(await said()).toEqual(NO_ANNOTATIONS);
    await annotate(run, { experiment: ' first ', tags: ['b', 'a', 'b'], starred: true });
    expect(await annotate(run, { note: '# Why\n', addTags: ['c', 'a'], removeTags: ['b'] })).toEqual({
      experiment: 'first',
      tags: ['a', 'c'],
      starred: true,
      note: '# Why\n',
    });
    await annotate(run, { experiment: null, starred: false });
    expect(await said()).toEqual({ experiment: null, tags: ['a', 'c'], starred: false, note: '# Why\n' });
    expect(await files()).toEqual(['annotations.json']);
  });

  it('writes nothing where nothing changes', async () => {
    await annotate(run, { removeTags: ['none'], starred: false });
    expect(await files()).toEqual([]);
  });

  it('loses nothing when several change one run at the same time', async () => {
    const tags = Array.from({ length: 20 }, (_, i) => `tag-${String(i).padStart(2, '0')}`);
    await Promise.all(tags.map((tag) => annotate(run, { addTags: [tag] })));
    expect((await said()).tags).toEqual(tags);
    expect(await files()).toEqual(['annotations.json']);
  });

  it('loses nothing when several processes do, and one of them is killed', async () => {
    const entry = await bundleSupport('annotating-process.ts', home.folder);
    const start = (name: string) => fork(entry, [run.paths.folder, name, '15']);
    const [one, two, killed] = [start('one'), start('two'), start('killed')];
    setTimeout(() => killed.kill('SIGKILL'), 300);
    const ended = [one, two, killed].map(
      (child) => new Promise<number | null>((resolve) => child.once('exit', resolve)),
    );
    expect((await Promise.all(ended)).slice(0, 2)).toEqual([0, 0]);
    const { tags } = await said();
    for (const name of ['one', 'two']) {
      expect(tags.filter((tag) => tag.startsWith(name))).toHaveLength(15);
    }
    // What a killed process left is no obstacle.
    await annotate(run, { addTags: ['after'] });
    expect((await said()).tags).toContain('after');
  });

  it('takes over the lock of a process that is gone', async () => {
    const lock = join(run.paths.folder, 'annotations.lock');
    await mkdir(lock);
    await writeFile(join(lock, 'lock.1'), JSON.stringify({ pid: 4_000_000, host: 'elsewhere', born: null }));
    const waiting = annotate(run, { starred: true });
    // Of a process elsewhere it cannot be known whether it lives: wait, until its lock is old.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await said()).toEqual(NO_ANNOTATIONS);
    await utimes(join(lock, 'lock.1'), 0, 0);
    expect(await waiting).toMatchObject({ starred: true });
  });

  it.each<[string, AnnotationsChange, RegExp]>([
    ['a name of two lines', { experiment: 'a\nb' }, /experiment: expected a name in one line/],
    ['an empty tag', { addTags: [''] }, /tags\.0/],
    ['too many tags', { tags: Array.from({ length: 101 }, (_tag, i) => String(i)) }, /at most 100 tags/],
    ['a note like a book', { note: 'x'.repeat(MOST_NOTE + 1) }, /note: expected at most 100000 letters/],
  ])('refuses %s and changes nothing', async (_, change, sentence) => {
    await expect(annotate(run, change)).rejects.toMatchObject({
      code: 'runs/bad-annotations',
      message: expect.stringMatching(sentence),
    });
    expect(await files()).toEqual([]);
  });

  it('never makes up for a damaged file', async () => {
    await writeFile(run.paths.annotations, '{"format":1,"starred":tr');
    await expect(annotate(run, { starred: true })).rejects.toMatchObject({
      code: 'runs/damaged-annotations',
    });
    expect(await readFile(run.paths.annotations, 'utf8')).toBe('{"format":1,"starred":tr');
  });

  it('does not bring back the folder of a run that was moved away', async () => {
    await rm(run.paths.folder, { recursive: true });
    await expect(annotate(run, { starred: true })).rejects.toMatchObject({ code: 'runs/unwritable' });
    await expect(readdir(run.paths.folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('annotations on the disk', () => {
  it('of a newer format are refused politely', async () => {
    await writeFile(run.paths.annotations, '{"format":2}');
    await expect(said()).rejects.toMatchObject({ code: 'runs/newer-format' });
  });

  it('are there from the start where the plan says so', async () => {
    const annotations = { ...NO_ANNOTATIONS, experiment: 'e', tags: ['t'] };
    const made = await home.store.create({ ...arithmeticPlan(), annotations });
    expect(await readAnnotations(made.paths.annotations)).toEqual(annotations);
  });
});
