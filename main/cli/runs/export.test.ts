import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';
import { dartsRun } from '../../../test/support/darts-run.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';

let here: TestHome;
let there: TestHome;
beforeEach(async () => {
  [here, there] = [await testHome(), await testHome()];
});
afterEach(async () => {
  await here.dispose();
  await there.dispose();
});

const dartboard = (...argv: string[]): Promise<Called> => call(argv, here.folder);

describe('dartboard export', () => {
  it.each(['tensorboard', 'csv', 'json', 'genotype', 'genotype-json', 'bundle'])(
    'writes %s',
    async (format) => {
      const run = await dartsRun(here);
      const out = join(here.folder, 'out', 'x');
      const { code, lines, stderr } = await dartboard(
        'export',
        run.id,
        '--format',
        format,
        '--out',
        out,
        '--json',
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(lines).toEqual([{ path: out, format, runs: [run.id], notes: [] }]);
      expect((await stat(out)).isDirectory()).toBe(format === 'tensorboard' || format === 'csv');
      const again = await dartboard('export', 'latest', '--format', format, '--out', out);
      expect(again).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/x exists already\. .*--force\.\n$/),
      });
      const forced = await dartboard('export', 'latest', '--format', format, '--out', out, '--force');
      expect(forced).toMatchObject({ code: 0, stdout: `The run ${run.id} is in ${out}.\n` });
      expect(await readdir(join(here.folder, 'out'))).toEqual(['x']);
    },
  );

  it.each([
    [['export', 'latest', '--format', 'xml', '--out', 'x'], /--format: expected .*tensorboard/],
    [['export', 'latest', '--format', 'csv'], /Required option '--out <path>' not specified/],
    [
      ['runs', 'export', 'latest', '--out', 'x', '--checkpoints', 'some'],
      /--checkpoints: expected all, newest or none/,
    ],
  ])('takes %j for wrong use', async (argv, sentence) => {
    expect(await dartboard(...argv)).toMatchObject({ code: 2, stderr: expect.stringMatching(sentence) });
  });
});

describe('dartboard runs export and import', () => {
  it('take runs elsewhere, where they are the same', async () => {
    const runs = [await dartsRun(here), await dartsRun(here, { seed: 2, failsAfter: 7 })];
    const file = join(here.folder, 'mine.dartboard');
    const packed = await dartboard('runs', 'export', ...runs.map(({ id }) => id), '--out', file);
    expect(packed).toMatchObject({ code: 0, stdout: `2 runs are in ${file}.\n`, stderr: '' });
    const taken = await call(['runs', 'import', file, '--json'], there.folder);
    expect(taken.lines).toMatchObject(runs.map(({ id }) => ({ file, run: id, outcome: 'imported' })));
    for (const { id } of runs) {
      const [shown] = (await call(['runs', 'show', id, '--json'], here.folder)).lines;
      const [found] = (await call(['runs', 'show', id, '--json'], there.folder)).lines;
      expect(found).toEqual({ ...shown, folder: join(there.paths.runs, id) });
      expect(found?.['weightsSha256']).toMatch(/^[0-9a-f]{64}$/);
    }
    const again = await call(['runs', 'import', file], there.folder);
    expect(again.stdout).toMatch(
      /^(The run \w{26} \(Drawn, not computed\) is here already; it was left as it is\.\n){2}$/,
    );
  });
});
