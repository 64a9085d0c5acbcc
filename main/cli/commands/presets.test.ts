import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import { presetsOf } from '../kinds.ts';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dartboard-presets-'));
});
afterAll(() => rm(home, { recursive: true }));

describe('presets', () => {
  it('lists all of both kinds, each with its source', async () => {
    const { code, lines } = await call(['presets', 'list', '--json'], home);
    const [{ presets } = {}] = lines;
    expect(code).toBe(0);
    expect(presets).toHaveLength(
      Object.keys(presetsOf('search')).length + Object.keys(presetsOf('train')).length,
    );
    expect(presets).toContainEqual({
      kind: 'train',
      name: 'darts',
      title: 'DARTS on CIFAR-10',
      source: 'Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.2; cnn/train.py',
    });
  });

  it('shows settings that a run can begin from', async () => {
    const { stdout } = await call(['presets', 'show', 'search', 'tiny'], home);
    const file = join(home, 'mine.json');
    await writeFile(file, stdout);
    const { code, lines } = await call(['estimate', 'search', '--config', file, '--json'], home);
    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
  });

  it('shows what names stand for only where the preset says so', async () => {
    const network = async (name: string): Promise<object> => {
      const { stdout } = await call(['presets', 'show', 'train', name], home);
      return (JSON.parse(stdout) as { network: object }).network;
    };
    expect(await network('quick')).toMatchObject({ kind: 'cifar', initChannels: 16, cells: 5 });
    expect(await network('quick')).not.toHaveProperty('opTable');
    expect(await network('quick')).not.toHaveProperty('reductions');
    expect(await network('quick-sharp')).toMatchObject({ opTable: 'sharp' });
  });

  it('says which there are', async () => {
    const { code, stderr } = await call(['presets', 'show', 'search', 'dart'], home);
    expect(code).toBe(2);
    expect(stderr).toMatch(/There is no search preset named "dart" \(did you mean darts\?\)/);
  });
});
