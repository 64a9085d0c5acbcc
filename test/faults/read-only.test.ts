/** A home that may be read but not written: everything can be looked at, and what would change it is refused with the remedy. */
import { readdirSync, statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredRun } from '../../main/runs/index.ts';
import { asNobody } from '../support/as-nobody.ts';
import { call } from '../support/cli.ts';
import type { Called } from '../support/cli.ts';
import { arithmeticPlan, testHome } from '../support/runs.ts';
import type { TestHome } from '../support/runs.ts';
import { compute, computeTo } from './arithmetic.ts';

const REFUSED =
  /cannot be written: permission denied\. Check who owns it and its permissions, or set DARTBOARD_HOME/;

let home: TestHome;
let stopped: StoredRun;
let before: readonly [Called, Called];
beforeAll(async () => {
  home = await testHome();
  await compute(await home.store.create(arithmeticPlan()));
  stopped = await home.store.create(arithmeticPlan());
  await computeTo(stopped, 6);
  before = await look();
  await setModes(0o555, 0o444);
});
afterAll(async () => {
  await setModes(0o755, 0o644);
  await home.dispose();
});

const look = async (): Promise<readonly [Called, Called]> => [
  await call(['runs', 'list', '--json'], home.folder),
  await call(['runs', 'show', stopped.id, '--json'], home.folder),
];

async function setModes(folders: number, files: number): Promise<void> {
  const names = readdirSync(home.folder, { recursive: true, encoding: 'utf8' });
  for (const path of ['', ...names].map((name) => join(home.folder, name))) {
    await chmod(path, statSync(path).isDirectory() ? folders : files);
  }
}

describe.runIf(process.platform !== 'win32')('a home that is read-only', () => {
  it('can be looked at', async () => {
    const found = await asNobody(look);
    // The list may say that it could not be made quicker.
    for (const [i, { code, stdout }] of found.entries()) {
      expect([code, stdout]).toEqual([0, before[i]?.stdout]);
    }
  });

  it.each([
    ['a new run', () => ['search', '--preset', 'tiny']],
    ['a resume', () => ['runs', 'resume', stopped.id]],
    ['a note', () => ['runs', 'annotate', stopped.id, '--note', 'mine']],
    ['a removal', () => ['runs', 'remove', stopped.id]],
    ['a place in the queue', () => ['search', '--preset', 'tiny', '--queue']],
  ])('refuses %s, and says what to do', async (_, args) => {
    const { code, stderr } = await asNobody(() => call(args(), home.folder));
    expect(stderr).toMatch(REFUSED);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });
});
