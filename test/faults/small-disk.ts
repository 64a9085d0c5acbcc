import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../../main/base/system-failure.ts';

/** A disk that is soon full. */
export interface SmallDisk {
  /** Where it is mounted. */
  readonly path: string;
  /** Leaves not a byte. */
  fill(): void;
  /** Leaves all that there is. */
  empty(): Promise<void>;
  remove(): Promise<void>;
}

/** A disk in memory of that size; null where this user may mount nothing. */
export async function mountSmallDisk(sizeBytes: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'dartboard-disk-'));
  const mounted = mountHere(folder, sizeBytes) ?? (await mountInNamespace(folder, sizeBytes));
  if (mounted === null) {
    await rm(folder, { recursive: true });
    return null;
  }
  const { path, unmount } = mounted;
  const filler = join(path, 'filler');
  return {
    path,
    fill: () => fillWith(filler),
    empty: () => rm(filler, { force: true }),
    async remove() {
      unmount();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Others may write at the same time, so what is free is found out by writing. */
function fillWith(path: string): void {
  const file = openSync(path, 'a');
  for (let chunk = 64 << 10; chunk >= 1;) {
    try {
      writeSync(file, Buffer.alloc(chunk));
    } catch (error) {
      if (systemCode(error) !== 'ENOSPC') throw error;
      chunk >>= 1;
    }
  }
  closeSync(file);
}

interface Mounted {
  readonly path: string;
  readonly unmount: () => void;
}

const mountArguments = (folder: string, sizeBytes: number): readonly string[] => [
  ...['-t', 'tmpfs', '-o', `size=${String(sizeBytes)},mode=0777`, 'dartboard-test', folder],
];

function mountHere(folder: string, sizeBytes: number): Mounted | null {
  try {
    execFileSync('mount', mountArguments(folder, sizeBytes), { stdio: 'ignore' });
  } catch {
    return null;
  }
  return { path: folder, unmount: () => execFileSync('umount', ['-l', folder]) };
}

/** In a mount namespace of its own, where every user may mount; it is reached through a process that stays in there. */
async function mountInNamespace(folder: string, sizeBytes: number): Promise<Mounted | null> {
  const script = 'mount "$@" && echo mounted && exec sleep 3600';
  const inside = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', ...mountArguments(folder, sizeBytes)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<null>((resolve) => {
    inside.once('error', () => resolve(null));
    inside.once('exit', () => resolve(null));
  });
  const said = await Promise.race([once(inside.stdout, 'data'), ended]);
  if (said === null) return null;
  return { path: join(`/proc/${String(inside.pid)}/root`, folder), unmount: () => void inside.kill() };
}
