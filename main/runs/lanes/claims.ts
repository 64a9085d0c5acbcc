/**
 * Who computes on which device of a machine, and who waits for one: a file for each, with the mark of the process. A file whose
 * process has ended means nothing, so a trainer that is killed frees its device by that alone; nobody has to count.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../../base/system-failure.ts';
import { unreadable, unwritable } from '../errors.ts';
import { isAlive, processMarkSchema } from '../process-mark.ts';
import type { ProcessMark } from '../process-mark.ts';

/** One that computes, or waits. */
export interface Claim {
  /** Who came earlier has a lower number. */
  readonly number: number;
  /** The run, or the job, that it is for. */
  readonly id: string;
  /** The ids of the lanes; null of one that waits. */
  readonly lanes: readonly string[] | null;
  /** How many it waits for. */
  readonly count: number;
  readonly mark: ProcessMark;
}

const NAME = /^claim\.(\d+)\.json$/;
const schema = z.object({
  id: z.string(),
  lanes: z.array(z.string()).nullable(),
  count: z.int().positive(),
  mark: processMarkSchema,
});

/** The claims in `folder`, the earliest first; of each it says whether its process lives. */
export async function readClaims(folder: string): Promise<readonly (Claim & { readonly isLive: boolean })[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
  const claims = names.map(async (name) => {
    const number = NAME.exec(name)?.[1];
    if (number === undefined) return [];
    const claim = await readClaim(folder, Number(number));
    return claim === null ? [] : [claim];
  });
  return (await Promise.all(claims)).flat().sort((a, b) => a.number - b.number);
}

async function readClaim(
  folder: string,
  number: number,
): Promise<(Claim & { readonly isLive: boolean }) | null> {
  let text: string;
  try {
    text = await readFile(fileOf(folder, number), 'utf8');
  } catch (error) {
    // Released while we looked.
    if (systemCode(error) === 'ENOENT') return null;
    throw unreadable(fileOf(folder, number), error);
  }
  const parsed = schema.safeParse(documentIn(text));
  // Claims appear whole; one that is not was left by a power cut, which ended its process too.
  if (!parsed.success) return { ...DAMAGED, number };
  return { number, ...parsed.data, isLive: isAlive(parsed.data.mark) === true };
}

const DAMAGED = {
  id: '',
  lanes: null,
  count: 1,
  mark: { pid: 1, host: '', born: null },
  isLive: false,
} as const;

function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Writes a claim in one step. It is quick and at once, and not synced: after a power cut it means nothing.
 *
 * @throws AppError `runs/unwritable`
 */
export function writeClaim(folder: string, { number, ...claim }: Claim): void {
  const path = fileOf(folder, number);
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    writeFileSync(temporary, JSON.stringify(claim));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unwritable(path, error);
  }
}

/** Takes a claim back. */
export async function removeClaim(folder: string, number: number): Promise<void> {
  await rm(fileOf(folder, number), { force: true });
}

const fileOf = (folder: string, number: number): string => join(folder, `claim.${number}.json`);
