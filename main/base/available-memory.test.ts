import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { totalmem, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { availableMemory } from './available-memory.ts';

const MIB = 2 ** 20;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dartboard-memory-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A machine with 8 GiB free and a process of 100 MiB that has 1000 MiB of addresses. */
const MACHINE = {
  'proc/meminfo': `MemTotal: 99999999 kB\nMemAvailable:    ${8192 * 1024} kB\n`,
  'proc/self/status': `Name:\tnode\nVmSize:\t ${1000 * 1024} kB\nVmRSS:\t  ${100 * 1024} kB\n`,
  'proc/self/limits':
    'Limit  Soft Limit  Hard Limit  Units\nMax address space         unlimited            unlimited            bytes\n',
};

async function found(files: Readonly<Record<string, string>>): Promise<number> {
  for (const [path, text] of Object.entries({ ...MACHINE, ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return (await availableMemory({ platform: 'linux', root })) / MIB;
}

it('is what the machine has free and what the process has', async () => {
  expect(await found({})).toBe(8292);
});

it('is what a control group leaves, without the pages of files that it gives up', async () => {
  const group = 'sys/fs/cgroup/jobs/one';
  const files = {
    'proc/self/cgroup': '0::/jobs/one\n',
    [`${group}/memory.max`]: `${1024 * MIB}\n`,
    [`${group}/memory.current`]: `${600 * MIB}\n`,
    [`${group}/memory.stat`]: `anon 1\nfile 2\ninactive_file ${200 * MIB}\n`,
  };
  expect(await found(files)).toBe(1024 - 600 + 200 + 100);
});

it('is what a group around it leaves', async () => {
  const files = {
    'proc/self/cgroup': '0::/jobs/one\n',
    'sys/fs/cgroup/jobs/one/memory.max': 'max\n',
    'sys/fs/cgroup/jobs/one/memory.current': `${MIB}\n`,
    'sys/fs/cgroup/jobs/memory.max': `${512 * MIB}\n`,
    'sys/fs/cgroup/jobs/memory.current': `${12 * MIB}\n`,
  };
  expect(await found(files)).toBe(600);
});

it('knows the first version of control groups, whose folders a container may not see', async () => {
  const files = {
    'proc/self/cgroup': '9:name=systemd:/\n4:memory:/docker/abc\n0::/\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': `${2048 * MIB}\n`,
    'sys/fs/cgroup/memory/memory.usage_in_bytes': `${48 * MIB}\n`,
    'sys/fs/cgroup/memory/memory.stat': `inactive_file 7\ntotal_inactive_file 0\n`,
  };
  expect(await found(files)).toBe(2100);
});

it('is what a limit of address space leaves, and never less than the process has', async () => {
  const limits = (mib: number) => ({
    'proc/self/limits': `Max address space         ${mib * MIB}           ${mib * MIB}           bytes\n`,
  });
  expect(await found(limits(1500))).toBe(600);
  expect(await found(limits(900))).toBe(100);
});

it('asks the system where it is not Linux, and finds something here', async () => {
  for (const bytes of [await availableMemory(), await availableMemory({ platform: 'darwin', root })]) {
    expect(bytes).toBeGreaterThan(process.memoryUsage.rss() / 2);
    expect(bytes).toBeLessThan(2 * totalmem());
  }
});
