import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { encodeLine } from '../../runs/index.ts';
import { SEARCH_PRESETS } from '../../search/index.ts';
import { deriveArchitecture, HYPERCUBOIDS } from '../../spaces/index.ts';

const space = HYPERCUBOIDS['multichannelnet-small'];
const alphas = {
  normal: Array.from({ length: 4 }, (_, stage) =>
    Array.from({ length: 32 }, (__, at) => Math.sin(5 * stage + 3 * at)),
  ),
  reduction: [],
};
const genotype = deriveArchitecture(space, alphas);

let home: TestHome;
let run: string;
/** The same on images that come with the program. */
let embedded: string;
let other: string;
beforeAll(async () => {
  home = await testHome();
  const { config } = SEARCH_PRESETS['multichannelnet-quick'];
  const event = { seq: 0, at: 1, type: 'alphas', epoch: 2, alphas, genotype } as const;
  const make = async (name: string): Promise<string> => {
    const data = { name, id: '0123456789abcdef' };
    const made = await home.store.create({ ...arithmeticPlan(), config: { ...config }, data });
    await writeFile(made.paths.events, encodeLine(event));
    return made.id;
  };
  run = await make('gone');
  embedded = await make('fashion-mnist-small');
  const cells = SEARCH_PRESETS.tiny.config;
  other = (await home.store.create({ ...arithmeticPlan(), config: { ...cells } })).id;
});
afterAll(async () => {
  home.store.catalog.close();
  await home.dispose();
});

interface Listed {
  readonly paths: readonly {
    readonly by: string;
    readonly score: number;
    readonly macs: number;
    readonly path: unknown;
  }[];
}

describe('paths', () => {
  it('lists what each extraction finds, the exact front, and what flows have of it', async () => {
    const { code, stdout } = await call(['paths', run, '--json'], home.folder);
    expect(code).toBe(0);
    const { paths } = JSON.parse(stdout) as Listed;
    expect(paths.find(({ by }) => by === 'longest')?.path).toEqual(genotype);
    const front = paths.filter(({ by }) => by === 'front');
    expect(front.length).toBeGreaterThan(1);
    // The cheapest first, and each dearer one weighs more.
    for (const [i, one] of front.entries()) {
      const before = front[i - 1];
      if (before === undefined) continue;
      expect(one.macs).toBeGreaterThan(before.macs);
      expect(one.score).toBeGreaterThan(before.score);
    }
    const best = Math.max(...paths.map(({ score }) => score));
    expect(front.at(-1)?.score).toBeCloseTo(best, 12);
    // No path of a flow is better than the front.
    for (const flow of paths.filter(({ by }) => by === 'flow')) {
      expect(front.some(({ macs, score }) => macs <= flow.macs && score >= flow.score - 1e-12)).toBe(true);
    }
  });

  it('counts for the images of the search where they are at hand, and else says for which', async () => {
    const { lines } = await call(['paths', run, '--json'], home.folder);
    expect(lines[0]?.['images']).toBe('32x32x3 in 10 classes (not those of the run: gone is not at hand)');
    const { lines: own } = await call(['paths', embedded, '--json'], home.folder);
    expect(own[0]?.['images']).toBe('28x28x1 in 10 classes');
    const macsOf = (listed: unknown): number => (listed as Listed['paths'])[0]?.macs ?? 0;
    expect(macsOf(own[0]?.['paths'])).toBeLessThan(macsOf(lines[0]?.['paths']));
  });

  it('takes the weights after an epoch', async () => {
    const after = await call(['paths', `${run}@2`], home.folder);
    expect([after.code, after.stdout]).toEqual([0, expect.stringContaining('found by')]);
    const none = await call(['paths', `${run}@7`], home.folder);
    expect(none.stderr).toContain('has no alphas after that many epochs; it has those of 0 to 2 epochs.');
  });

  it('is asked of searches of hypercuboids alone', async () => {
    const { code, stderr } = await call(['paths', other], home.folder);
    expect(code).not.toBe(0);
    expect(stderr).toContain('is no search of a hypercuboid, so it has no paths.');
  });
});
