import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gpuMeter, parseGpus } from './gpus.ts';

const MIB = 2 ** 20;

describe('the answer of nvidia-smi', () => {
  it('is a line a GPU', () => {
    expect(
      parseGpus('0, Tesla V100-SXM2-16GB, 100, 15000, 16160\r\n1, NVIDIA A100, PCIe, 0, 0, 40536\n'),
    ).toEqual([
      {
        index: 0,
        name: 'Tesla V100-SXM2-16GB',
        utilization: 1,
        memoryUsedBytes: 15000 * MIB,
        memoryTotalBytes: 16160 * MIB,
      },
      {
        index: 1,
        name: 'NVIDIA A100, PCIe',
        utilization: 0,
        memoryUsedBytes: 0,
        memoryTotalBytes: 40536 * MIB,
      },
    ]);
    expect(parseGpus('\n')).toEqual([]);
  });

  it('leaves out a GPU that does not tell', () => {
    expect(parseGpus('0, NVIDIA H200, [N/A], 5, 6\n1, NVIDIA H200, 3, 5, 6\n')).toMatchObject([{ index: 1 }]);
  });

  it.each([
    '0, X, 87 %, 1 MiB, 2 MiB',
    '0, X, 87, 1',
    'Failed to initialize NVML',
    '-1, X, 1, 1, 1',
    '0, X, 1, 1e3, 1',
  ])('that says anything else is refused: %j', (line) => {
    expect(() => parseGpus(`${line}\n`)).toThrow(/nvidia-smi says/);
  });
});

describe.runIf(process.platform !== 'win32')('a meter of GPUs', () => {
  let folder: string;
  const { PATH: path = '' } = process.env;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dartboard-gpus-'));
  });
  afterEach(async () => {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true, force: true });
  });
  const never = new AbortController().signal;
  async function answering(script: string): Promise<void> {
    const file = join(folder, 'nvidia-smi');
    await writeFile(file, `#!/bin/sh\necho x >> ${folder}/asked\n${script}\n`);
    await chmod(file, 0o755);
    process.env['PATH'] = `${folder}:/usr/bin:/bin`;
  }
  const asked = async (): Promise<number> =>
    (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n').length;

  it('has none where the program is not there, and does not look again', async () => {
    process.env['PATH'] = folder;
    const meter = gpuMeter(never);
    expect(await meter()).toEqual([]);
    await answering("echo '0, X, 1, 2, 3'");
    expect(await meter()).toEqual([]);
    expect(await gpuMeter(never)()).toHaveLength(1);
  });

  it('gives up after three failures in a row, not after one', async () => {
    await answering('exit 9');
    const meter = gpuMeter(never);
    for (let i = 0; i < 2; i++) expect(await meter()).toEqual([]);
    await answering("echo '0, X, 1, 2, 3'");
    expect(await meter()).toHaveLength(1);
    await answering('exit 9');
    for (let i = 0; i < 6; i++) expect(await meter()).toEqual([]);
    expect(await asked()).toBe(2 + 1 + 3);
  });

  it('does not wait for a program that hangs once it is closed', async () => {
    await answering('exec sleep 60');
    const closing = new AbortController();
    const asking = gpuMeter(closing.signal)();
    setTimeout(() => closing.abort(), 100);
    const began = performance.now();
    expect(await asking).toEqual([]);
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
