import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../main/api/client.ts';
import type { Client } from '../../../main/api/client.ts';
import { openLibrary } from '../../../main/library/index.ts';
import type { CellLibrary, DraftChange, NewCell } from '../../../main/library/index.ts';
import { findPublished } from '../../../main/spaces/index.ts';
import { DraftDisk } from './draft-disk.ts';
import type { DraftNow } from './draft-disk.ts';
import { beginJournal, pushed, undone } from './journal.ts';

const published = (name: string) => findPublished(name).genotype;
const step = (title: string) => ({ title, genotype: published(title), group: null });

let folder: string;
let library: CellLibrary;
let isReachable: boolean;
let now: DraftNow;
let disk: DraftDisk;

/** The library itself behind a client, without a host between. */
function libraryClient(): Client {
  const answer = async (name: string, request: unknown): Promise<unknown> => {
    if (!isReachable) throw new Error('The host cannot be reached.');
    if (name === 'cells.create') return library.create(request as NewCell);
    const { cell, ...change } = request as DraftChange & { readonly cell: string };
    return library.save(cell, change);
  };
  const nothing = () => () => undefined;
  return createClient({ call: answer, subscribe: nothing, onState: nothing, dispose: () => undefined });
}
const onDisk = async (): Promise<readonly string[]> =>
  (await library.open(disk.id.value ?? '')).states.map(({ title }) => title);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-draft-'));
  library = openLibrary(folder, () => 1);
  isReachable = true;
  const meaning = { ops: 'darts', space: null } as const;
  now = { title: 'mine', journal: beginJournal('begin', published('DARTS_V2')), meaning };
  disk = new DraftDisk({ client: libraryClient(), now: () => now, saved: () => Promise.resolve() });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the file of a draft', () => {
  it('follows the steps, those that were undone too', async () => {
    now = { ...now, journal: pushed(now.journal, step('DARTS_V1')) };
    await disk.save();
    expect(disk.saving.value).toBe('saved');
    now = { ...now, journal: undone(now.journal) };
    disk.later();
    expect(disk.saving.value).toBe('saving');
    await disk.settled();
    expect(await onDisk()).toEqual(['begin', 'DARTS_V1']);
    expect((await library.open(disk.id.value ?? '')).at).toBe(0);
    now = { ...now, journal: pushed(now.journal, step('NASNet')) };
    await disk.save();
    expect(await onDisk()).toEqual(['begin', 'NASNet']);
  });

  it('goes in parts where the steps are many', async () => {
    let { journal } = now;
    for (let i = 0; i < 450; i++) journal = pushed(journal, step(i % 2 === 0 ? 'DARTS_V1' : 'DARTS_V2'));
    now = { ...now, journal };
    await disk.save();
    expect(await onDisk()).toHaveLength(451);
    expect((await library.open(disk.id.value ?? '')).at).toBe(450);
  });

  it('says what could not be saved, and saves it when it is tried again', async () => {
    isReachable = false;
    await disk.save();
    expect([disk.saving.value, disk.problem.value]).toEqual(['refused', 'The host cannot be reached.']);
    isReachable = true;
    await disk.save();
    expect([disk.saving.value, disk.problem.value]).toEqual(['saved', null]);
  });

  it('never goes over what another window did', async () => {
    await disk.save();
    const id = disk.id.value ?? '';
    const states = (await library.open(id)).states.map((state) => ({ ...state, title: 'theirs' }));
    await library.save(id, { revision: 1, keep: 1, states, at: 1, meaning: now.meaning });
    now = { ...now, journal: pushed(now.journal, step('DARTS_V1')) };
    await disk.save();
    expect(disk.saving.value).toBe('changed');
    expect(await onDisk()).toEqual(['begin', 'theirs']);
    disk.forget();
    await disk.save();
    expect(disk.id.value).not.toBe(id);
    expect(await onDisk()).toEqual(['begin', 'DARTS_V1']);
  });

  it('is not made again where another window removed the cell', async () => {
    await disk.save();
    await library.remove(disk.id.value ?? '');
    now = { ...now, journal: pushed(now.journal, step('DARTS_V1')) };
    await disk.save();
    expect(disk.saving.value).toBe('changed');
  });
});
