/** One damaged set: opened or added, looked at, and what was left behind. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defined } from '../../../main/base/assert.ts';
import { AppError } from '../../../main/base/errors.ts';
import { addSet, isCorpusName, listRegistered, openCorpus, openDataset } from '../../../main/data/index.ts';
import type { Corpus, Dataset, NewSet } from '../../../main/data/index.ts';
import { problemOf, textProblemOf } from './check-set.ts';
import { damageOf } from './damage.ts';
import type { Damage } from './damage.ts';
import type { FuzzOutcome } from './protocol.ts';
import type { DamageSource } from './sources.ts';

/** What a case is. */
export interface OpenedCase {
  readonly source: DamageSource;
  /** -1: undamaged. */
  readonly seed: number;
  /** Of this process. */
  readonly folder: string;
  readonly temporary: string;
}

/** The name of its folder: what is refused is named. */
const SET = 'unsound-set';

interface Said {
  readonly result: FuzzOutcome['result'];
  readonly words: string;
  readonly reader: string | null;
}

const wrong = (words: string): Said => ({ result: 'wrong', words, reader: null });

/** Opens a set, or adds it: by turns in place and copied. */
export async function openCase({ source, seed, folder, temporary }: OpenedCase): Promise<FuzzOutcome> {
  const damage = seed < 0 ? null : damageOf(source, seed);
  const set = join(folder, source.id.replaceAll(/\W/g, '-'), SET);
  const dataDir = join(folder, 'data');
  if (!existsSync(set)) putSet(set, source);
  const damaged = join(set, damage?.path ?? '');
  if (damage !== null) putDamaged(damaged, damage.change);
  const path = source.opened === '' ? set : join(set, source.opened);
  const began = performance.now();
  const isAdded = seed < 0 || seed % 4 === 1 || source.config !== null;
  const said = await saying(path, () =>
    isAdded
      ? added({ path, config: source.config ?? {}, isCopied: seed % 8 === 1 }, dataDir)
      : opened(path, dataDir),
  );
  const milliseconds = performance.now() - began;
  const left = leftBehind(dataDir, temporary);
  rmSync(dataDir, { recursive: true, force: true });
  if (damage !== null) mend(damaged, source.files.get(damage.path));
  const { result, words, reader } = left === null ? said : wrong(`it left ${left} behind (${said.words})`);
  const megabytes = process.memoryUsage().rss / 2 ** 20;
  return { what: damage?.what ?? source.id, result, words, reader, milliseconds, megabytes };
}

async function saying(path: string, open: () => Promise<Said>): Promise<Said> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof AppError))
      return wrong(error instanceof Error ? (error.stack ?? '') : String(error));
    const { code, message } = error;
    // One line, which may end with a command to copy.
    const isSentence = /^[^\n]{20,}[.?'`]$/.test(message) && !/\bundefined\b/.test(message);
    return code.startsWith('data/') && isSentence && message.includes(SET)
      ? { result: 'refused', words: code, reader: null }
      : wrong(`${code} says of ${path}: ${message}`);
  }
}

async function opened(path: string, dataDir: string): Promise<Said> {
  const options = opening(dataDir);
  if (await isCorpusName(path, options)) return judgedText(await openCorpus(path, options), null);
  return judged(await openDataset(path, options), null);
}

const opening = (dataDir: string) => ({ resourcesDir: join(dataDir, 'none'), dataDir });

/** A set that is refused must not be registered; one that is must be whole, and open by its name. */
async function added(given: Pick<NewSet, 'path' | 'config' | 'isCopied'>, dataDir: string): Promise<Said> {
  const context = { opening: opening(dataDir), now: () => 0, onProgress: () => undefined };
  try {
    const { set } = await addSet({ ...given, name: 'damaged', reader: null }, context);
    const { sets, problems } = await listRegistered(dataDir);
    if (sets.length !== 1 || problems.length > 0)
      return wrong(`it is not registered whole: ${problems.join()}`);
    const isText = set.is === 'words';
    const found = await (isText ? openCorpus : openDataset)('damaged', opening(dataDir));
    if (found.id !== set.id) return wrong(`it was added as ${set.id} and is ${found.id}`);
    return 'vocabulary' in found ? judgedText(found, set.reader) : await judged(found, set.reader);
  } catch (error) {
    const sets = join(dataDir, 'sets');
    if (existsSync(sets) && readdirSync(sets).length > 0)
      return wrong(`it was refused, and sets holds ${readdirSync(sets).join()}: ${String(error)}`);
    throw error;
  }
}

async function judged(dataset: Dataset, reader: string | null): Promise<Said> {
  const problem = await problemOf(dataset);
  return problem === null ? { result: 'opened', words: dataset.id, reader } : wrong(problem);
}

function judgedText(corpus: Corpus, reader: string | null): Said {
  const problem = textProblemOf(corpus);
  return problem === null ? { result: 'opened', words: corpus.id, reader } : wrong(problem);
}

/** What is being written begins with a dot, wherever it is. */
function leftBehind(dataDir: string, temporary: string): string | null {
  const [inTemporary] = readdirSync(temporary);
  if (inTemporary !== undefined) {
    rmSync(join(temporary, inTemporary), { recursive: true });
    return inTemporary;
  }
  return namesIn(dataDir).find((name) => name.startsWith('.') || /tmp|partial/i.test(name)) ?? null;
}

/** All names below a folder, without those of a set that was copied there. */
function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const isOurs = entry.isDirectory() && entry.name !== 'files';
    return [entry.name, ...(isOurs ? namesIn(join(folder, entry.name)) : [])];
  });
}

function putSet(folder: string, { files }: DamageSource): void {
  for (const [path, bytes] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

function mend(file: string, bytes: Uint8Array | undefined): void {
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, defined(bytes, 'what is damaged is a file of the set'));
}

function putDamaged(file: string, change: Damage['change']): void {
  rmSync(file);
  if (change.kind === 'bytes') writeFileSync(file, change.bytes);
  else if (change.kind === 'folder') mkdirSync(file);
  else if (change.kind === 'pipe') execFileSync('mkfifo', [file]);
  else if (change.kind === 'link-to-itself') symlinkSync(file, file);
  else if (change.kind === 'link-to-zeros') symlinkSync('/dev/zero', file);
}
