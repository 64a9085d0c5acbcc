import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import mixtures from '../../../test/fixtures/published-mixtures.json' with { type: 'json' };
import {
  FORMATS,
  genotypeToFile,
  PUBLISHED,
  PUBLISHED_PATHS,
  PUBLISHED_RECURRENT,
  SPACES,
  spaceToFile,
} from '../../spaces/index.ts';

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.dispose());

const dartboard = (...argv: string[]): Promise<Called> => call(argv, home.folder);

async function fileOf(name: string, value: unknown): Promise<string> {
  const file = join(home.folder, name);
  await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

describe('dartboard genotype convert', () => {
  const convert = async (genotype: string, to: string): Promise<string> => {
    const { lines } = await dartboard('genotype', 'convert', genotype, '--to', to, '--json');
    return String(lines[0]?.['text']);
  };

  it.each(PUBLISHED)(
    'gives $name back to the byte, there and back in either direction',
    async ({ name, genotype }) => {
      const python = await convert(name, 'python');
      const json = await convert(name, 'json');
      expect(python).toBe(FORMATS.python.print(genotype));
      expect(await convert(json, 'python')).toBe(python);
      expect(await convert(await fileOf('cell.py', `GENOTYPE = ${python}\n`), 'json')).toBe(json);
      expect(await convert(await convert(python, 'json'), 'python')).toBe(python);
    },
  );

  it.each([
    ...PUBLISHED_RECURRENT.map(({ name }) => [name, name === 'RNN_ENAS' ? null : 'darts-rnn']),
    ...PUBLISHED_PATHS.map(({ name }) => [name, 'multichannelnet']),
    ['|nor_conv_3x3~0|+|skip_connect~0|none~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|', 'nasbench201'],
  ])('gives %s back, and knows its space', async (name, space) => {
    const python = await convert(name ?? '', 'python');
    const json = await convert(name ?? '', 'json');
    expect(JSON.parse(json)).toHaveProperty('wiring');
    expect(await convert(json, 'python')).toBe(python);
    expect(await convert(await fileOf('found.txt', python), 'json')).toBe(json);
    expect((await dartboard('genotype', 'show', name ?? '')).stdout.endsWith(`${python}\n`)).toBe(true);
    const inSpace = space === null ? [] : ['--space', space];
    const { stderr } = await dartboard('genotype', 'validate', name ?? '', ...inSpace);
    expect(stderr).toBe('');
  });

  it('writes what it says, and a line break', async () => {
    const { stdout } = await dartboard('genotype', 'convert', 'DARTS_V1', '--to', 'python');
    expect(stdout).toBe(`${await convert('DARTS_V1', 'python')}\n`);
  });
});

describe('dartboard genotype validate', () => {
  it("checks against a space of the user's own", async () => {
    const wide = { ...spaceToFile(SPACES.sharper), id: 'mine', intermediateNodes: 5, concatNodes: 5 };
    const file = await fileOf('space.json', wide);
    const { code, stderr } = await dartboard('genotype', 'validate', 'SHARPER_SCALAR', '--space', file);
    expect(code).toBe(1);
    expect(stderr).toBe('dartboard: normal: has 4 nodes (two pairs each); allowed is 5 in the space mine.\n');
    expect((await dartboard('genotype', 'validate', 'SHARPER_SCALAR', '--space', 'sharper')).code).toBe(0);
  });
});

describe('dartboard genotype validate of a recurrent cell', () => {
  it('says what a space of cells of images finds instead', async () => {
    const { code, stderr } = await dartboard('genotype', 'validate', 'RNN_ENAS', '--space', 'darts');
    const sentence = 'This is a recurrent cell; a search of the space darts finds a pair of cells.';
    expect([code, stderr]).toEqual([1, `dartboard: ${sentence}\n`]);
  });

  it.each([
    [{ concat: [1, 2] }, /concat: is 1, 2; the output of a cell of the space darts-rnn is the states 1 to 8/],
    [
      { recurrent: [['relu', 0]], concat: [1] },
      /recurrent: has 1 nodes; a cell of the space darts-rnn has 8/,
    ],
    [{ recurrent: Array.from({ length: 8 }, () => ['none', 0]) }, /the space does not allow "none"/],
    [{ recurrent: Array.from({ length: 8 }, () => ['gelu', 0]) }, /has no primitive "gelu"/],
  ])('says why %j is none of the space', async (change, sentence) => {
    const whole = {
      wiring: 'recurrent',
      recurrent: Array.from({ length: 8 }, () => ['relu', 0]),
      concat: [1, 2, 3, 4, 5, 6, 7, 8],
    };
    const cell = JSON.stringify({ ...whole, ...change });
    const { code, stderr } = await dartboard('genotype', 'validate', cell, '--space', 'darts-rnn');
    expect([code, stderr]).toEqual([1, expect.stringMatching(sentence)]);
  });
});

describe('dartboard derive', () => {
  it.each([
    ['skip-none', 'SHARPER_MAX_W'],
    ['keep-none', 'SHARPER_MAX_W_genotype_no_hack'],
  ])('takes published mixtures, by the rule %s', async (rule, name) => {
    const { normal, reduce } = mixtures.SHARPER_MAX_W;
    const file = await fileOf('mixtures.json', { alphas_normal: normal, alphas_reduce: reduce });
    const given = ['derive', '--space', 'sharper', '--alphas', file, '--values', 'mixture', '--rule', rule];
    const published = PUBLISHED.find((one) => one.name === name)?.genotype ?? PUBLISHED[0]?.genotype;
    if (published === undefined) throw new Error('the library is empty');
    expect((await dartboard(...given, '--json')).lines).toEqual([{ genotype: genotypeToFile(published) }]);
    expect((await dartboard(...given)).stdout).toBe(`${FORMATS.python.print(published)}\n`);
    expect((await dartboard(...given, '--to', 'json', '--json')).lines).toHaveLength(1);
  });
});
