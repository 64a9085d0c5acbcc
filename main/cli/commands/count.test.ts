/** The command gives the sizes that the reference programs count, to the last digit, with the rule of each beside it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import counts from '../../../test/fixtures/counts.json' with { type: 'json' };

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.dispose());

const NETWORKS: Readonly<Record<string, readonly string[]>> = {
  cifar10: ['--network', 'cifar', '--input', '32x32x3'],
  imagenet: ['--network', 'imagenet', '--input', '224x224x3'],
};
const TABLES: Readonly<Record<string, string>> = {
  DARTS: 'darts',
  'OPS (sharp)': 'sharp',
  'DARTS_OPS (sharp repo)': 'sharp-darts',
};

interface Setting {
  readonly genotype: string;
  readonly dataset: string;
  readonly op_table: string;
  readonly C: number;
  readonly layers: number;
  readonly num_classes: number;
  readonly C_mid: number | null;
}

async function count(setting: Setting): Promise<Record<string, unknown>> {
  const { genotype, dataset, op_table: table, C, layers, num_classes: classes, C_mid: mid } = setting;
  const sizes = ['--channels', String(C), '--layers', String(layers), '--classes', String(classes)];
  const { code, lines, stderr } = await call(
    [
      ...['count', genotype, '--ops', TABLES[table] ?? '', ...(NETWORKS[dataset] ?? []), ...sizes],
      // The DARTS code has no such setting.
      ...(table === 'DARTS' ? [] : ['--mid-channels', mid === null ? 'none' : String(mid)]),
      '--json',
    ],
    home.folder,
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return lines[0] ?? {};
}

describe('dartboard count equals the reference', () => {
  it('has every published setting', () => {
    expect(Object.keys(counts.models)).toHaveLength(36);
  });

  it.each(Object.entries(counts.models))('%s', async (_, model) => {
    const found = await count(model);
    const { params_no_aux, params_with_aux, macs_total, macs_total_with_aux_head, repo_flops_counter } =
      model;
    expect(found).toMatchObject({
      params: params_no_aux,
      auxiliaryParams: params_with_aux - params_no_aux,
      macs: macs_total,
      auxiliaryMacs: macs_total_with_aux_head - macs_total,
      multiplyAdds: repo_flops_counter,
    });
  });

  // The logs of the sharpDARTS code give these of runs with 14 cells and 96 mid channels.
  it.each([
    ['SHARPSEPCONV_DARTS_MAX_W', 2_477_062, '405.84'],
    ['SHARP_DARTS_MAX_W', 5_902_558, '935.22'],
  ])('%s with 14 cells and 96 mid channels, as logged', async (genotype, params, millions) => {
    const setting = { genotype, dataset: 'cifar10', op_table: 'OPS (sharp)', num_classes: 10 };
    const found = await count({ ...setting, C: 36, layers: 14, C_mid: 96 });
    expect(found['params']).toBe(params);
    expect((Number(found['multiplyAdds']) / 1e6).toFixed(2)).toBe(millions);
  });
});

describe('dartboard count', () => {
  const size = ['--channels', '4', '--layers', '3', '--input', '32x32x3', '--classes', '10'];

  it('says beside the numbers by which rule they were counted', async () => {
    const { stdout } = await call(['count', 'DARTS_V2', '--ops', 'darts', ...size], home.folder);
    expect(stdout).toMatch(/^network: 0\.\d{6} M params, \d+\.\d{6} M macs, \d+\.\d{6} M multiply-adds$/m);
    expect(stdout).toMatch(/^auxiliary head: 0\.\d{6} M params, 0\.\d{6} M macs$/m);
    expect(stdout).toMatch(/^macs: multiply-accumulates of convolutions and linear layers, for one image$/m);
    expect(stdout).toMatch(
      /^multiply-adds: the papers' figure, .* each output of a ReLU, each input of a pool /m,
    );
    const { lines } = await call(['count', 'DARTS_V2', '--ops', 'darts', ...size, '--json'], home.folder);
    expect(lines[0]?.['rules']).toEqual({
      params: expect.any(String),
      macs: expect.stringContaining('convolutions and linear layers'),
      multiplyAdds: expect.stringContaining('two where that has parameters'),
      auxiliary: expect.stringContaining('apart'),
    });
  });

  it('adds its layers up to its sums', async () => {
    const { lines } = await call(['count', 'SHARP_DARTS', '--ops', 'sharp', ...size, '--json'], home.folder);
    const layers = lines[0]?.['layers'] as Record<string, number>[];
    expect(layers.map(({ name }) => name)).toEqual(['stem', 'cells.0', 'cells.1', 'cells.2', 'classifier']);
    for (const sum of ['params', 'macs', 'multiplyAdds']) {
      expect(layers.reduce((total, layer) => total + (layer[sum] ?? Number.NaN), 0)).toBe(lines[0]?.[sum]);
    }
  });

  it("takes the primitives of a space of the user's own", async () => {
    const file = join(home.folder, 'space.json');
    const wide = { name: 'wide', block: 'separable', kernel: 3, dilation: 1, mid: { factor: 2 } };
    const space = { id: 'mine', title: 'Mine', primitives: [wide], intermediateNodes: 1, concatNodes: 1 };
    const network = { cells: 3, initChannels: 4, reductions: 'thirds' };
    await writeFile(file, JSON.stringify({ ...space, network }));
    const edges = [
      ['wide', 0],
      ['wide', 1],
    ];
    const cell = JSON.stringify({ normal: edges, normal_concat: [2], reduce: edges, reduce_concat: [2] });
    const { code, lines } = await call(['count', cell, '--space', file, ...size, '--json'], home.folder);
    expect(code).toBe(0);
    const plain = cell.replaceAll('wide', 'sep_conv_3x3');
    const other = await call(['count', plain, '--ops', 'darts', ...size, '--json'], home.folder);
    expect(Number(lines[0]?.['params'])).toBeGreaterThan(Number(other.lines[0]?.['params']));
  });

  it('spaces the reduction cells as it is told', async () => {
    const of = async (...more: string[]) =>
      (await call(['count', 'DARTS_V2', '--ops', 'sharp', ...size, ...more, '--json'], home.folder)).lines[0];
    expect(await of('--reduction-spacing', '1')).not.toMatchObject({ params: (await of())?.['params'] });
  });

  it.each([
    [['--layers', '9999999'], '--layers: expected a whole number from 1 to 200, got 9999999.'],
    [
      ['--layers', '200', '--reduction-spacing', '1'],
      '--channels: expected at most 16384 channels in the last cell, got 4 doubled at each of 200 reduction cells.',
    ],
    [
      ['--channels', '9999998'],
      '--channels: expected at most 16384 channels in the last cell, got 9999998 doubled at each of 2 reduction cells.',
    ],
  ])('refuses %j in one sentence, for the network could not be written out', async (more, sentence) => {
    const { code, stderr, stdout } = await call(
      ['count', 'DARTS_V2', '--ops', 'sharp', ...size, ...more],
      home.folder,
    );
    expect([code, stdout, stderr]).toEqual([2, '', `dartboard: ${sentence}\n`]);
  });

  it('wants to know what the names stand for', async () => {
    const { code, stderr } = await call(['count', 'DARTS_V2', ...size], home.folder);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'dartboard: Say what the names of primitives stand for with --ops (darts, sharp, sharp-darts, isdarts, nasbench201) or --space.\n',
    );
  });
});

describe('of paths through a hypercuboid', () => {
  const size = ['--network', 'path', '--input', '32x32x3', '--classes', '10'];
  const path = async (...args: readonly string[]) => call(['count', ...args, ...size, '--json'], home.folder);

  it.each(Object.values(counts.multichannel_models))('$genotype, as published and whole', async (model) => {
    const { genotype, params, macs_total: macs, repo_flops_counter: multiplyAdds, all_8_ops: whole } = model;
    const published = await path(genotype);
    expect(published.lines[0]).toMatchObject({ params, macs, multiplyAdds, operations: 8, last: 'dropped' });
    const all = await path(genotype, '--last', 'kept');
    expect(all.lines[0]).toMatchObject({
      ...{ params: whole.params, macs: whole.macs_total, multiplyAdds: whole.repo_flops_counter },
      last: 'kept',
    });
  });

  it('counts a list of nodes whole', async () => {
    const nodes = "['Source', 'Conv3x3_0', 'layer_0_stride_1_c_in_8_c_out_16_op_type_SharpSepConv']";
    const { lines } = await path(nodes, '--base', '32');
    expect(lines[0]).toMatchObject({ operations: 1, last: 'kept' });
    expect(Number(lines[0]?.['params'])).toBeGreaterThan(0);
  });

  it.each([
    [['DARTS_V2'], 'Entry 1 of this path: "DARTS_V2" is no node of a hypercuboid'],
    [['MULTI_CHANNEL_MAX_W_PATH', '--layers', '8'], '--layers says nothing of the network of a path'],
    [['layer_0_stride_1_c_in_8_c_out_16_op_type_Conv'], 'There is no operation "Conv" in a hypercuboid'],
  ])('refuses %j in a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await path(...args);
    expect(code).toBeGreaterThan(0);
    expect(`${stdout}${stderr}`).toContain(sentence);
  });
});
