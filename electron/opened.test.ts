import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { splitArguments, visitOf } from './opened.ts';

const folder = mkdtempSync(join(tmpdir(), 'dartboard-opened-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('takes its own files out of the arguments', () => {
  expect(
    splitArguments(['--preset', 'tiny', 'a.dartboard', '/b/C.Genotype', '--x.genotype'], '/home'),
  ).toEqual({
    files: ['/home/a.dartboard', '/b/C.Genotype'],
    rest: ['--preset', 'tiny', '--x.genotype'],
  });
});

it('reads the text of a cell, and of nothing else', () => {
  const cell = join(folder, 'a.genotype');
  writeFileSync(cell, 'Genotype()');
  expect(visitOf(cell)).toEqual({ kind: 'file', path: cell, text: 'Genotype()' });
  expect(visitOf(join(folder, 'missing.genotype'))).toMatchObject({ text: null });
  expect(visitOf(`${cell}.dartboard`)).toMatchObject({ text: null });
});
