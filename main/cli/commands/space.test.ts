import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import counts from '../../../test/fixtures/counts.json' with { type: 'json' };
import { printSpace, SPACES, spaceToFile } from '../../spaces/index.ts';

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.dispose());

const dartboard = (...argv: string[]): Promise<Called> => call(argv, home.folder);

describe('dartboard space', () => {
  it('lists the published spaces', async () => {
    const { lines } = await dartboard('space', 'list', '--json');
    const spaces = lines[0]?.['spaces'] as { id: string; primitives: string[] }[];
    expect(spaces.map(({ id }) => id)).toEqual(Object.keys(SPACES));
    expect(spaces[0]?.primitives[0]).toBe('none');
  });

  it('shows one as the file that an own one begins with', async () => {
    const { lines } = await dartboard('space', 'show', 'sharpdarts', '--json');
    expect(lines).toEqual([{ space: spaceToFile(SPACES.sharpdarts) }]);
    expect(JSON.parse(printSpace(SPACES.sharpdarts))).toEqual(lines[0]?.['space']);
  });

  const { search_supernets: supernets } = counts;
  it.each([
    ['darts', supernets.darts_supernet],
    ['sharpdarts', supernets.sharpdarts_supernet_C16_L8_PRIMITIVES_OPS],
    ['sharpsepconv-darts', supernets.sharpsepconvdarts_supernet_C16_L8_DARTS_PRIMITIVES_OPS],
    ['sharper', supernets.sharper_supernet_C16_L8_SHARPER_PRIMITIVES_OPS],
  ])('counts the supernet of %s as the reference does', async (id, { params, macs, arch_params: shapes }) => {
    const { lines } = await dartboard('space', 'validate', id, '--json');
    const alphas = shapes.reduce((sum, [edges = 0, columns = 0]) => sum + edges * columns, 0);
    expect(lines[0]).toMatchObject({
      valid: true,
      supernet: { params, macs, alphas, cells: 8, initChannels: 16 },
    });
  });

  it('tells what a file holds', async () => {
    const file = join(home.folder, 'space.json');
    const restrictions = [{ cell: 'reduction', node: 0, primitives: ['skip_connect'] }];
    const network = { cells: 3, initChannels: 4, reductions: [1, 2] };
    const own = { id: 'mine', title: 'Mine', opTable: 'darts', intermediateNodes: 1, concatNodes: 1 };
    const primitives = ['none', 'skip_connect', 'sep_conv_3x3'];
    await writeFile(file, JSON.stringify({ ...own, primitives, restrictions, network }));
    const { lines } = await dartboard('space', 'validate', file, '--json');
    expect(lines[0]).toMatchObject({
      edges: 2,
      candidates: { normal: [3, 3], reduction: [1, 1] },
      genotypes: '4',
      supernet: { reductions: [1, 2] },
    });
    const { stdout } = await dartboard('space', 'validate', file);
    expect(stdout).toContain('Mine (mine) can be searched.\n');
    expect(stdout).toContain('reduction cell, candidates of each edge: 1 1\n');
    expect(stdout).toMatch(/^4 genotypes: two edges a node, the zero operation never chosen$/m);
  });
});
