import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';

const IS_DARTS =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';
const dartboard = (...argv: string[]): Promise<Called> => call(argv, '/nowhere');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-nb201-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('dartboard nb201 query', () => {
  it('gives exactly what the benchmark knows', async () => {
    const { code, lines, stderr } = await dartboard('nb201', 'query', '9930', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(Object.keys(lines[0] ?? {})).toEqual([
      'index',
      'arch',
      'params',
      'flops',
      'accuracy',
      'rank',
      'percentile',
    ]);
    expect(lines[0]).toMatchObject({
      index: 9930,
      arch: IS_DARTS,
      params: 1_288_506,
      flops: 184_730_250,
      accuracy: { c10_test_200: 94.363, c100_test_200: 73.513, in16_test_200: 46.344 },
      rank: { c10_test_200: 3, c100_test_200: 1, in16_test_200: 26 },
      percentile: { c100_test_200: 100 },
    });
  });

  it('takes a cell in every form', async () => {
    const file = join(folder, 'cell.txt');
    await writeFile(file, `${IS_DARTS}\n`);
    const document = join(folder, 'cell.json');
    const operations = [...IS_DARTS.matchAll(/\w+(?=~)/g)].map(String);
    await writeFile(document, JSON.stringify({ wiring: 'complete', operations }));
    for (const form of [IS_DARTS, '(2, 2, 0, 2, 2, 2)', file, document])
      expect((await dartboard('nb201', 'query', form, '--json')).lines[0]).toMatchObject({ index: 9930 });
  });

  it('says it in words, with its class where that is wanted', async () => {
    const { stdout } = await dartboard('nb201', 'query', '1835', '--class');
    expect(stdout).toMatch(/^1835 {2}\|skip_connect~0\|/);
    expect(stdout).toMatch(/^0\.073306 M parameters, 7\.783050 M multiply-adds \(CIFAR-10\)$/m);
    expect(stdout).toMatch(/^c10_test_200 +54\.297 +15231 +2\.52 {2}CIFAR-10, test, 200 epochs/m);
    expect(stdout).toMatch(/^\d+ cells? computes? /m);
    expect(stdout).toMatch(/^ *1835 +54\.297 /m);
    const { lines } = await dartboard('nb201', 'query', '1835', '--class', '--json');
    expect(lines[0]?.['class']).toMatchObject({ canonical: expect.any(String) });
  });

  it.each([
    [
      '15625',
      /^dartboard: There is no architecture 15625 in NAS-Bench-201: expected a whole number from 0 to 15624\.\n$/,
    ],
    ['DARTS_V2', /^dartboard: "DARTS_V2" is no architecture of NAS-Bench-201: expected an index/],
    ['|none~0|+|none~0|none~2|+|none~0|none~1|none~2|', /^dartboard: Line 1, column 18: expected /],
    [IS_DARTS.replace('skip', 'skop'), /has no primitive "skop_connect" \(did you mean skip_connect/],
    ['(1, 2, 3)', /expected six numbers from 0 to 4/],
    ['{"wiring": "complete"', /^dartboard: The cell is no JSON document: /],
    ['{"wiring": "complete", "operations": ["none"]}', /no complete cell of 1 edges/],
    ['nowhere.txt', /nowhere\.txt cannot be read: it does not exist/],
  ])('refuses %j in one sentence', async (cell, sentence) => {
    const { code, stdout, stderr } = await dartboard('nb201', 'query', cell);
    expect([code === 1 || code === 2, stdout]).toEqual([true, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dartboard: [^\n]*\n$/);
  });
});

describe('dartboard nb201 tournament', () => {
  const size = ['--repeats', '4', '--budget', '15', '--seed', '3'];

  it('gives summaries and curves, the same for the same seed', async () => {
    const run = () => dartboard('nb201', 'tournament', '--methods', 'local,random', ...size, '--json');
    const { code, lines, stderr } = await run();
    expect([code, stderr]).toEqual([0, '']);
    expect(lines[0]).toMatchObject({
      data: 'cifar10',
      repeats: 4,
      budget: 15,
      seed: 3,
      reward: 'c10_val_12',
      optimum: { cifar10: 94.373 },
      methods: [{ method: 'local' }, { method: 'random', published: null }],
    });
    expect((await run()).lines).toEqual(lines);
  });

  it('says it in words, published averages beside its own', async () => {
    const { stdout } = await dartboard('nb201', 'tournament', '--repeats', '3', '--methods', 'evolution');
    expect(stdout).toMatch(
      /^3 searches of each method, 90 cells trained in each, seed 0; chosen by c10_val_12$/m,
    );
    expect(stdout).toMatch(/^ {2}published +93\.92 ± 0\.30 +71\.84 ± 0\.99 +45\.54 ± 1\.03$/m);
    expect(stdout).toMatch(/^optimum +94\.37 +73\.51 +47\.31$/m);
    const other = await dartboard('nb201', 'tournament', '--data', 'imagenet16', ...size);
    expect(other.stdout).toMatch(/chosen by in16_val_12$/m);
    expect(other.stdout).not.toContain('published');
  });

  it.each([
    [
      ['--methods', 'evolutoin'],
      /--methods: expected some of random, evolution, local and reinforce, with commas between \(did you mean evolution\?\), got "evolutoin"/,
    ],
    [['--methods', 'toString'], /--methods: expected some of/],
    [['--data', 'mnist'], /--data: expected cifar10, cifar100 or imagenet16, got "mnist"/],
    [['--repeats', '0'], /--repeats: expected a whole number from 1 to 100000, got "0"/],
    [['--budget', '1e3'], /--budget: expected a whole number from 1 to 100000/],
    [['--budget', '100000', '--repeats', '9999'], /--budget: 9999 searches of 100000 cells are too many/],
    [['--seed', '-1'], /--seed: expected a whole number from 0/],
  ])('takes %j for wrong use', async (argv, sentence) => {
    const { code, stderr, stdout } = await dartboard('nb201', 'tournament', ...argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^dartboard: [^\n]*\n$/);
  });
});

describe('dartboard count --network nasbench201', () => {
  const sizes = ['--channels', '16', '--layers', '5', '--input', '32x32x3', '--classes', '10'];
  const count = (...more: string[]) => dartboard('count', IS_DARTS, '--network', 'nasbench201', ...more);

  it('counts as the benchmark does', async () => {
    const { code, lines } = await count(...sizes, '--ops', 'nasbench201', '--json');
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ params: 1_288_506, macs: 184_730_240, multiplyAdds: 184_730_250 });
    expect(lines[0]?.['layers']).toHaveLength(19);
    const byIndex = await dartboard('count', '9930', '--network', 'nasbench201', ...sizes, '--json');
    expect(byIndex.lines).toEqual(lines);
    const { stdout } = await count(...sizes);
    expect(stdout).toMatch(/^network: 1\.288506 M params, 184\.730240 M macs, 184\.730250 M multiply-adds$/m);
  });

  it.each([
    [
      [...sizes, '--mid-channels', '4'],
      '--mid-channels says nothing of the network nasbench201; leave it out.',
    ],
    [[...sizes, '--ops', 'darts'], '--ops says nothing of the network nasbench201; leave it out.'],
    [[...sizes, '--layers', '101'], '--layers: expected a whole number from 1 to 100, got 101.'],
    [[...sizes, '--channels', '9999'], '--channels: expected a whole number from 1 to 4096, got 9999.'],
    [[...sizes, '--input', '30x32x3'], 'Images of 30x32 do not fit'],
  ])('refuses %j', async (argv, sentence) => {
    const { code, stderr } = await count(...argv);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(sentence);
  });
});
