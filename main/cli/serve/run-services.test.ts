import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { createKeeper } from './run-services.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(async () => {
  home.store.catalog.close();
  await home.dispose();
});

describe('the keeper', () => {
  it('removes every run that can be removed, and says which cannot', async () => {
    const run = await home.store.create(arithmeticPlan());
    const stranger = '0'.repeat(26);
    await writeFile(join(home.paths.runs, stranger), 'a file in place of a folder');
    let changes = 0;
    const keeper = createKeeper(home.store, () => (changes += 1));
    await expect(keeper.remove([stranger, run.id])).rejects.toMatchObject({ code: 'runs/unreadable' });
    expect(existsSync(run.paths.folder)).toBe(false);
    expect(changes).toBe(1);
  });
});
