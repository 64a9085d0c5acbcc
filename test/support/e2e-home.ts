/** A home with a finished search and a finished training of its cell, as somebody has it who has tried the program. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newHome, startProgram } from './e2e-process.ts';
import { ROOT } from './e2e-runtimes.ts';

/** A folder for a user's data, to be removed. */
export type Home = ReturnType<typeof newHome>;

/**
 * A copy of the prepared home of this build: runs made by the program itself with the tiny preset, the search with seeds 0 and 1.
 * The first that asks makes it, which takes some twenty seconds.
 */
export async function preparedHome(): Promise<Home> {
  const original = join(tmpdir(), `dartboard-prepared-${readFileSync(join(ROOT, 'dist', '.stamp'), 'utf8')}`);
  if (!existsSync(original)) await prepare(original);
  const home = newHome();
  cpSync(original, home.path, { recursive: true });
  return home;
}

/** Homes of builds of earlier days are of no use any more. */
function removeOld(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => /^dartboard-prepar(?:ed|ing)-/.test(each))) {
    const path = join(tmpdir(), name);
    if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

async function prepare(original: string): Promise<void> {
  removeOld();
  const partial = mkdtempSync(join(tmpdir(), 'dartboard-preparing-'));
  try {
    for (const args of [
      ['start', '--preset', 'tiny', '--once'],
      ['search', '--preset', 'tiny', '--seed', '1'],
    ]) {
      const program = startProgram(args, partial);
      const code = await program.ended;
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${program.printed()}`);
    }
    renameSync(partial, original);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another test was faster.
    if (!existsSync(original)) throw error;
  }
}
