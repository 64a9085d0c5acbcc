/** How often the system killed a process for lack of memory. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A count that only the system raises. */
export interface OomKills {
  /** Where it is read. */
  readonly file: string;
  readonly kills: number;
}

/** The shape of it in files. */
export const oomKillsSchema: z.ZodType<OomKills> = z.object({
  file: z.string(),
  kills: z.int().nonnegative(),
});

/**
 * The count of this process's control group (container, batch job), which its children and the processes that look after them share;
 * null where the system does not tell. That of the whole machine would count the misfortunes of strangers.
 *
 * @param root - the folder that `/proc` and `/sys` lie in
 */
export async function oomKills(root = '/'): Promise<OomKills | null> {
  const groups = await readFile(join(root, 'proc/self/cgroup'), 'utf8').catch(() => '');
  const v2 = /^0::(.*)$/m.exec(groups)?.[1];
  const v1 = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups)?.[1];
  const files = [
    ...(v2 === undefined ? [] : [join('sys/fs/cgroup', v2, 'memory.events')]),
    ...(v1 === undefined ? [] : [join('sys/fs/cgroup/memory', v1, 'memory.oom_control')]),
    // A container may see its own group as the root of all.
    'sys/fs/cgroup/memory.events',
    'sys/fs/cgroup/memory/memory.oom_control',
  ];
  for (const file of files) {
    const kills = await killsIn(join(root, file));
    if (kills !== null) return { file: join(root, file), kills };
  }
  return null;
}

/** Whether the count was raised since. */
export async function hasRisen({ file, kills }: OomKills): Promise<boolean> {
  return ((await killsIn(file)) ?? kills) > kills;
}

async function killsIn(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
