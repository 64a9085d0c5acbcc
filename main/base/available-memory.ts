import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** Where the system tells of itself, and of the calling process. */
export interface MemorySource {
  readonly platform: NodeJS.Platform;
  /** The folder that `/proc` and `/sys` lie in. */
  readonly root: string;
}

const THIS_MACHINE: MemorySource = { platform: process.platform, root: '/' };

/**
 * The bytes that this process could have in memory, with those that it has: the least of what the machine has free, what its control
 * groups (containers, batch systems) leave it, and what its own limit of address space does.
 */
export async function availableMemory(source: MemorySource = THIS_MACHINE): Promise<number> {
  if (source.platform !== 'linux') return freemem() + process.memoryUsage.rss();
  const read = (path: string) => textOf(join(source.root, path));
  const own = await read('proc/self/status');
  const headrooms = await Promise.all([
    read('proc/meminfo').then((text) => kilobytes(text, 'MemAvailable') ?? freemem()),
    leftByGroups(read),
    leftOfAddresses(read, kilobytes(own, 'VmSize') ?? 0),
  ]);
  return Math.max(0, Math.min(...headrooms)) + (kilobytes(own, 'VmRSS') ?? 0);
}

type Read = (path: string) => Promise<string>;

/** A file's text; nothing where the system does not have it. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
}

/** `Name: 12 kB` in bytes. */
function kilobytes(text: string, name: string): number | null {
  const found = new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(text)?.[1];
  return found === undefined ? null : Number(found) * 1024;
}

/** How the two versions of control groups name their files. */
const GROUP_FILES = {
  v1: {
    line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m,
    folder: 'sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    reclaimable: /^total_inactive_file (\d+)$/m,
  },
  v2: {
    line: /^0::(.*)$/m,
    folder: 'sys/fs/cgroup',
    limit: 'memory.max',
    usage: 'memory.current',
    reclaimable: /^inactive_file (\d+)$/m,
  },
} as const;

/** What the group of this process and those around it leave; infinite where none has a limit. */
async function leftByGroups(read: Read): Promise<number> {
  const groups = await read('proc/self/cgroup');
  const left = Object.values(GROUP_FILES).flatMap((files) => {
    const path = files.line.exec(groups)?.[1];
    return path === undefined ? [] : foldersAround(path).map((group) => leftByGroup(read, files, group));
  });
  return Math.min(Number.POSITIVE_INFINITY, ...(await Promise.all(left)));
}

/** `/a/b`, `/a` and the root. */
function foldersAround(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, cut) => parts.slice(0, parts.length - cut).join('/'));
}

async function leftByGroup(
  read: Read,
  files: (typeof GROUP_FILES)[keyof typeof GROUP_FILES],
  group: string,
): Promise<number> {
  const fileOf = (name: string) => read(join(files.folder, group, name));
  const limit = Number.parseInt(await fileOf(files.limit), 10);
  const usage = Number.parseInt(await fileOf(files.usage), 10);
  if (Number.isNaN(limit) || Number.isNaN(usage)) return Number.POSITIVE_INFINITY;
  // Pages of files that the system gives up when memory is needed.
  const reclaimable = Number(files.reclaimable.exec(await fileOf('memory.stat'))?.[1] ?? 0);
  return limit - usage + reclaimable;
}

/** `ulimit -v`. */
async function leftOfAddresses(read: Read, usedBytes: number): Promise<number> {
  const limit = /^Max address space\s+(\d+)/m.exec(await read('proc/self/limits'))?.[1];
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit) - usedBytes;
}
