import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processorFlags } from './processor-flags.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-flags-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const written = async (text: string): Promise<string> => {
  const file = join(folder, 'cpuinfo');
  await writeFile(file, text);
  return file;
};

it('reads those of the first core', async () => {
  const core = 'processor\t: 0\nmodel name\t: X\nflags\t\t: fpu avx2 avx512_bf16\nbugs\t\t: a\n\n';
  const flags = await processorFlags(await written(core + core));
  expect([...(flags ?? [])]).toEqual(['fpu', 'avx2', 'avx512_bf16']);
});

it('knows nothing where the system tells nothing', async () => {
  expect(await processorFlags(join(folder, 'missing'))).toBeNull();
  expect(await processorFlags(await written('Features : neon bf16\n'))).toBeNull();
});
