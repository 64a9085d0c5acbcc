/** Figure sets on the disk, a file each, and the files that figures become. */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { figureSetSchema } from '../../api/index.ts';
import type { FigureKeeper, FigureSet } from '../../api/index.ts';
import { writeDurably } from '../../base/durable.ts';
import { messageOf } from '../../base/errors.ts';
import { systemCode } from '../../base/system-failure.ts';
import { cliError } from '../errors.ts';

/**
 * The figure sets in a folder.
 *
 * @param folder - it is made when the first set is kept
 */
export function createFigureKeeper(folder: string): FigureKeeper {
  const pathOf = (id: string): string => join(folder, `${id}.json`);
  return {
    list: () => listSets(folder),
    save: async (set) => {
      await mkdir(folder, { recursive: true });
      await writeDurably(pathOf(set.id), [`${JSON.stringify({ format: 1, ...set }, null, 2)}\n`]);
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    write: async ({ folder: into, name, at, data, isLast }) => {
      if (!isAbsolute(into)) {
        throw cliError('cli/wrong-use', {
          problem: `Figures are written into a folder that is named from its root; "${into}" is not.`,
        });
      }
      await mkdir(into, { recursive: true });
      const path = join(into, name);
      await addPart(`${path}.part`, at, Buffer.from(data, 'base64'));
      if (isLast) await rename(`${path}.part`, path);
      return path;
    },
  };
}

async function addPart(path: string, at: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, at === 0 ? 'w' : 'r+');
  try {
    await file.write(bytes, 0, bytes.length, at);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function listSets(folder: string): Promise<{ sets: FigureSet[]; problems: string[] }> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const sets: FigureSet[] = [];
  const problems: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    try {
      const read: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
      sets.push(setOf(read));
    } catch (error) {
      problems.push(`${join(folder, name)} is not a figure set: ${messageOf(error)}. Repair or remove it.`);
    }
  }
  return { sets: sets.sort((a, b) => a.title.localeCompare(b.title, 'en')), problems };
}

function setOf(read: unknown): FigureSet {
  if (typeof read !== 'object' || read === null || !('format' in read)) throw new Error('it has no format');
  const { format, ...set } = read;
  if (format !== 1) throw new Error(`its format ${String(format)} is of a newer version`);
  const parsed = figureSetSchema.safeParse(set);
  if (!parsed.success)
    throw new Error(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  return parsed.data;
}
