import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import { dataFixture, EXPECTED_DATA, filesOfFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';

let home: TestHome;
let source: string;
beforeEach(async () => {
  home = await testHome();
  source = join(home.folder, 'cifar');
  await putFiles(source, await filesOfFixture('cifar-10-python.tar.gz'));
});
afterEach(() => home.dispose());

const data = (...argv: readonly string[]) => call(['data', ...argv], home.folder);
const json = async (...argv: readonly string[]) => (await data(...argv, '--json')).lines.at(-1);
const ARCHIVE = dataFixture('cifar-10-python.tar.gz');
const EXPECTED = EXPECTED_DATA['cifar-10'];

describe('data', () => {
  it('is empty to begin with, and says what to do', async () => {
    const { code, stdout } = await data('list');
    expect(code).toBe(0);
    expect(stdout).toContain('dartboard data add PATH');
    expect(stdout).toContain('fashion-mnist-small');
    expect(await json('list')).toMatchObject({
      sets: [],
      embedded: [{ name: 'fashion-mnist-small' }, { name: 'moby-dick' }],
    });
  });

  it('add, list, show, verify and remove tell of a set in words and as JSON', async () => {
    const added = await data('add', source, '--name', 'mine');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(added.stdout).toContain('mine is registered: ');
    expect(added.stdout).toContain(
      `${EXPECTED.train.count} for training, ${EXPECTED.test.count} for testing`,
    );
    // The set has fewer images than the preset takes.
    expect(added.stdout).toContain('dartboard search --preset quick --data mine --set images=null\n');
    expect((await data('list')).stdout).toMatch(/^mine +\d+ +\d+ +10 classes +32x32 +\d{4}-\d\d-\d\d +\//m);
    const listed = await json('list');
    expect(listed).toMatchObject({
      sets: [{ name: 'mine', splits: [], train: { count: EXPECTED.train.count } }],
    });
    const sheet = join(home.folder, 'sheet.png');
    const shown = await json('show', 'mine', '--duplicates', '--samples', sheet, '--per-class', '2');
    expect(shown).toMatchObject({
      name: 'mine',
      train: { count: EXPECTED.train.count },
      statistics: { mean: EXPECTED.mean.map((value) => expect.closeTo(value, 10) as number) },
      duplicates: { groups: expect.any(Number) as number },
      samples: { rows: 10, columns: 2 },
    });
    expect([...(await readFile(sheet)).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect((await data('show', source)).stdout).toContain('airplane');
    expect(await json('verify', 'mine')).toMatchObject({ name: 'mine', verified: true });
    const removed = await data('remove', 'mine');
    expect(removed.stdout).toBe(
      `mine is no longer registered. Its files stay where they are, in ${source}.\n`,
    );
    expect((await stat(join(source, 'data_batch_1'))).isFile()).toBe(true);
  });

  it('add --copy has files of its own, which are only deleted when that is said', async () => {
    await data('add', ARCHIVE, '--name', 'own', '--copy');
    const asked = await data('remove', 'own');
    expect(asked.code).toBe(2);
    expect(asked.stderr).toMatch(/deletes .* of files in .*: say so with --yes\.\n$/);
    expect(await json('remove', 'own', '--yes')).toMatchObject({
      name: 'own',
      freedBytes: (await stat(ARCHIVE)).size,
      left: null,
    });
    expect(await readdir(join(home.paths.data, 'sets'))).toEqual([]);
  });

  it('add --set tells the reader what the files do not say', async () => {
    const classes = Array.from({ length: 10 }, (_, i) => `class ${i}`);
    const small = 'resources/data/fashion-mnist-small';
    const added = await json('add', small, '--name', 'named', '--set', `classes=${JSON.stringify(classes)}`);
    expect(added).toMatchObject({ reader: 'idx', classes });
    const wrong = await data('add', small, '--set', 'clases=["a"]');
    expect(wrong.stderr).toContain('There is no setting "clases" (did you mean classes?)');
    expect(wrong.code).toBe(2);
  });

  it('verify ends with 1 where the files have changed', async () => {
    await data('add', source, '--name', 'mine');
    const bytes = await readFile(join(source, 'test_batch'));
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(join(source, 'test_batch'), bytes);
    const { code, stdout } = await data('verify', 'mine');
    expect(code).toBe(1);
    expect(stdout).toContain('mine is no longer what was registered');
  });

  it('relocate needs the same content', async () => {
    await data('add', source, '--name', 'mine');
    expect(await json('relocate', 'mine', ARCHIVE)).toMatchObject({ path: ARCHIVE });
    const other = await data('relocate', 'mine', dataFixture('cifar-100-python.tar.gz'));
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toContain('does not hold the data set mine');
  });

  it('cache says what it holds, and is cleared', async () => {
    expect((await data('cache')).stdout).toContain('is empty');
    await data('add', source, '--name', 'mine');
    const cached = await json('cache');
    expect(cached).toMatchObject({ folder: join(home.paths.data, 'cache') });
    expect(await json('cache', '--clear')).toMatchObject({ folder: join(home.paths.data, 'cache') });
    expect(await json('verify', 'mine')).toMatchObject({ verified: true });
  });
});

describe('data split', () => {
  it('makes, lists, exports and imports splits', async () => {
    await data('add', source, '--name', 'mine');
    expect((await data('split', 'mine')).stdout).toContain('has no saved splits');
    const halves = await json('split', 'mine', '--kind', 'halves');
    expect(halves).toMatchObject({ split: 'halves', of: 'train', made: { how: 'halves' } });
    const { lines } = await data('split', 'mine', '--kind', 'kfold', '--folds', '3', '--seed', '2', '--json');
    expect(lines.map(({ split }) => split)).toEqual([0, 1, 2].map((fold) => `fold-${fold}-of-3-seed-2`));
    expect(await json('split', 'mine')).toMatchObject({ splits: { length: 4 } });
    const out = join(home.folder, 'out', 'halves.json');
    const exported = await json('split', 'mine', '--export', 'halves', '--out', out);
    expect(exported).toMatchObject({ id: halves?.['id'], file: out });
    await data('add', ARCHIVE, '--name', 'other');
    const imported = await json('split', 'other', '--import', out, '--name', 'theirs');
    expect(imported).toMatchObject({ split: 'theirs', id: halves?.['id'] });
    expect(await json('split', 'mine', '--remove', 'halves')).toEqual({ name: 'mine', removed: 'halves' });
    expect(await json('split', 'mine')).toMatchObject({ splits: { length: 3 } });
    expect((await data('split', 'mine', '--remove', 'halves')).code).not.toBe(0);
    const removed = await data('remove', 'other');
    expect(removed.stderr).toContain('its splits theirs');
  });

  it('of a set that is not registered goes to a file', async () => {
    const out = join(home.folder, 'split.json');
    const refused = await data('split', source, '--kind', 'halves');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(await json('split', source, '--kind', 'halves', '--fraction', '0.75', '--out', out)).toMatchObject(
      {
        file: out,
      },
    );
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({
      format: 'dartboard split/1',
      of: 'train',
    });
  });

  it.each([
    [['--kind', 'kfold'], '--kind kfold needs --folds K.'],
    [['--kind', 'halves', '--folds', '2'], '--kind halves has no --folds.'],
    [['--seed', '1'], '--seed goes with --kind.'],
    [['--kind', 'halves', '--import', 'x'], 'Give one of --kind and --import, not both.'],
    [['--export', 'halves'], '--export writes to a file: give --out FILE.'],
    [['--kind', 'halves', '--fraction', '1'], '--fraction: expected a number above 0 and below 1, got "1".'],
    [['--kind', 'kfold', '--folds', '2', '--name', 'x'], 'Several splits cannot have one --name'],
  ])('%j: %s', async (argv, words) => {
    await data('add', source, '--name', 'mine');
    if (argv[0] === '--export') await data('split', 'mine', '--kind', 'halves');
    const { code, stderr, stdout } = await data('split', 'mine', ...argv);
    expect(stderr).toContain(words);
    expect([code, stdout]).toEqual([2, '']);
  });
});
