/** Half-made things beside their later place, named so that what a killed process left can be told from what one is busy with. */
import { randomBytes } from 'node:crypto';
import { lstat, open, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { syncFolder } from '../../base/durable.ts';
import { systemCode } from '../../base/system-failure.ts';

const NAME = /^(?<pid>\d+)-[0-9a-f]{8}-(?<host>.+?)(?<ending>\.old|\.spool-\w+)?$/;

/** The path of something that is written on the way, beside what is made under a temporary name. */
export const spoolPath = (temporary: string, name: string): string => `${temporary}.spool-${name}`;

/** A name that nothing else has, with that beginning. */
export const temporaryName = (beginning: string): string =>
  `${beginning}${String(process.pid)}-${randomBytes(4).toString('hex')}-${hostname()}`;

/** The names of that beginning in a folder whose processes, on this machine, are gone; those that were stepping aside end with `.old`, and their spools with the names. */
export async function leftoversIn(folder: string, beginning: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => {
    const { pid, host } =
      NAME.exec(name.startsWith(beginning) ? name.slice(beginning.length) : '')?.groups ?? {};
    return pid !== undefined && host === hostname() && !isRunning(Number(pid));
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** Brings a file, or a folder with all that is in it, to the disk. */
export async function syncTree(path: string): Promise<void> {
  if ((await lstat(path)).isDirectory()) {
    for (const name of await readdir(path)) await syncTree(join(path, name));
    return syncFolder(path);
  }
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
