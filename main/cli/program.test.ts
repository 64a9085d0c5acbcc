import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../test/support/cli.ts';
import type { Called } from '../../test/support/cli.ts';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const dartboard = (...argv: string[]): Promise<Called> => call(argv, home.folder);

describe('dartboard', () => {
  it.each([
    [['nonsense'], /Unknown command 'nonsense'\. See: dartboard --help/],
    [
      ['search', '--prest', 'x'],
      /Unknown option '--prest'; did you mean --preset\? See: dartboard search --help/,
    ],
    [['search'], /Give --preset NAME or --config FILE\./],
    [
      ['search', '--preset', 'none'],
      /There is no search preset named "none"; allowed are tiny, quick, .*\.\n$/,
    ],
    [['search', '--preset', 'toString'], /There is no search preset/],
    [['search', '--preset', 'tiny', '--config', 'x'], /not both/],
    [['search', '--preset', 'tiny', '--set', 'x=1'], /There is no setting "x"; allowed are /],
    [
      ['search', '--preset', 'tiny', '--seed', '-1'],
      /--seed: expected a whole number from 0 to 2147483647, got "-1"\./,
    ],
    [['search', '--preset', 'tiny', 'extra'], /Too many arguments/],
    [['train'], /Give either --from RUN or --genotype GENOTYPE\./],
    [['train', '--from', 'a', '--genotype', 'b'], /Give either/],
    [['count', 'DARTS_V2', '--ops', 'darts'], /Say what the images are: --input <HxWxC> is missing\./],
    [
      ['count', 'DARTS_V2', '--ops', 'darts', '--input', '32x32x3', '--classes', '10'],
      /Say how large the network is: --channels <number> is missing\./,
    ],
  ])('takes %j for wrong use', async (argv, sentence) => {
    const { code, stderr, stdout } = await dartboard(...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dartboard: [^\n]*\n$/);
    expect(stdout).toBe('');
  });

  it.each([
    [['search', '--preset', 'tiny', '--data', 'nowhere'], 'data/unknown-dataset'],
    [['search', '--preset', 'tiny', '--set', 'space=none'], 'spaces/space-unknown'],
    [['search', '--config', 'none.json'], 'cli/unreadable-file'],
    [['train', '--from', 'latest'], 'runs/none'],
    [['train', '--from', '../..'], 'runs/bad-id'],
    [['train', '--genotype', 'DARTS_V9'], 'spaces/genotype-unknown'],
    [['runs', 'show', 'zzz'], 'runs/not-found'],
    [['genotype', 'show', 'Genotype(normal=['], 'spaces/genotype-syntax'],
  ])('fails with one sentence and a code: %j', async (argv, code) => {
    const called = await dartboard(...argv, '--json');
    expect(called.code).toBe(1);
    expect(called.stderr).toMatch(/^dartboard: [^\n]*\n$/);
    expect(called.lines).toEqual([
      { error: { code, message: called.stderr.slice('dartboard: '.length, -1) } },
    ]);
    expect((await home.store.list()).runs).toEqual([]);
  });

  it('says what a truncated data set lacks, before there is a run', async () => {
    const folder = join(home.folder, 'images');
    await mkdir(folder);
    for (const name of [
      'train-images-idx3-ubyte',
      'train-labels-idx1-ubyte',
      't10k-images-idx3-ubyte',
      't10k-labels-idx1-ubyte',
    ]) {
      const source = await readFile(join('resources/data/fashion-mnist-small', `${name}.gz`));
      await writeFile(
        join(folder, `${name}.gz`),
        name.startsWith('train-images') ? source.subarray(0, 5000) : source,
      );
    }
    const { code, stderr } = await dartboard('search', '--preset', 'tiny', '--data', folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dartboard: .*train-images-idx3-ubyte\.gz is damaged: [^\n]*\n$/);
    expect((await home.store.list()).runs).toEqual([]);
  });

  it('shows its help and its version on stdout', async () => {
    expect(await dartboard('--help')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('search a cell'),
    });
    expect(await dartboard('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await dartboard('search', '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('tiny, quick, darts'),
    });
    expect((await dartboard()).code).toBe(2);
  });
});

describe('dartboard count', () => {
  const network = ['--channels', '36', '--layers', '20', '--input', '32x32x3', '--classes', '10', '--json'];

  it('gives the published figures', async () => {
    const { lines } = await dartboard('count', 'DARTS_V2', '--ops', 'darts', ...network);
    expect(lines[0]).toMatchObject({
      params: 3349342,
      macs: 528359040,
      multiplyAdds: 547473024,
      auxiliaryParams: 3825768 - 3349342,
      auxiliaryMacs: 529054848 - 528359040,
    });
    expect(lines[0]?.['layers']).toHaveLength(22);
  });

  it('takes a genotype from a file and as a text', async () => {
    const { stdout: python } = await dartboard('genotype', 'convert', 'DARTS_V2', '--to', 'python');
    const file = join(home.folder, 'cell.txt');
    await writeFile(file, python);
    for (const genotype of [file, python]) {
      const { lines } = await dartboard('count', genotype, '--ops', 'darts', ...network);
      expect(lines[0]).toMatchObject({ params: 3349342 });
    }
  });
});

describe('dartboard genotype and derive', () => {
  it('lists, shows and validates the library', async () => {
    const { lines } = await dartboard('genotype', 'list', '--json');
    const names = (lines[0]?.['genotypes'] as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['DARTS_V1', 'DARTS_V2']));
    expect((await dartboard('genotype', 'show', 'DARTS_V2', '--json')).lines[0]).toMatchObject({
      from: 'library',
      name: 'DARTS_V2',
      genotype: { normal_concat: [2, 3, 4, 5] },
    });
    expect((await dartboard('genotype', 'validate', 'DARTS_V2', '--space', 'darts')).code).toBe(0);
    expect((await dartboard('genotype', 'validate', 'AmoebaNet', '--space', 'darts')).code).toBe(1);
  });

  it('compares', async () => {
    const same = await dartboard('genotype', 'diff', 'DARTS_V2', 'DARTS_V2', '--json');
    expect(same.lines[0]).toMatchObject({ equal: true });
    const other = await dartboard('genotype', 'diff', 'DARTS_V1', 'DARTS_V2');
    expect(other.stdout).toMatch(/normal cell: \d of 8 edges are the same\n/);
  });

  it('derives what the reference derives', async () => {
    const { cases } = JSON.parse(await readFile('test/fixtures/parity/genotype_darts.json', 'utf8')) as {
      cases: readonly Case[];
    };
    const rows = ({ shape: [edges, columns], data }: Table): number[][] =>
      Array.from({ length: edges }, (_, e) => data.slice(e * columns, (e + 1) * columns));
    const file = join(home.folder, 'alphas.json');
    for (const one of cases.slice(0, 3)) {
      const alphas = { alphas_normal: rows(one.normal_alphas), alphas_reduce: rows(one.reduce_alphas) };
      await writeFile(file, JSON.stringify(alphas));
      const { lines } = await dartboard('derive', '--space', 'darts', '--alphas', file, '--json');
      const { normal, normal_concat, reduce, reduce_concat } = one;
      expect(lines).toEqual([{ genotype: { normal, normal_concat, reduce, reduce_concat } }]);
    }
  });
});

interface Table {
  readonly shape: readonly [number, number];
  readonly data: readonly number[];
}
interface Case {
  readonly normal_alphas: Table;
  readonly reduce_alphas: Table;
  readonly normal: unknown;
  readonly normal_concat: unknown;
  readonly reduce: unknown;
  readonly reduce_concat: unknown;
}
