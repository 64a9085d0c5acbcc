import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtStamp, sourceStamp, STAMP } from './stamp.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dartboard-stamp-'));
  mkdirSync(join(root, 'main', 'base'), { recursive: true });
  writeFileSync(join(root, 'main', 'base', 'rng.ts'), 'export const seed = 1;');
  writeFileSync(join(root, 'package-lock.json'), '{}');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

it('changes with the content of a source', () => {
  const before = sourceStamp(root);
  expect(sourceStamp(root)).toBe(before);
  writeFileSync(join(root, 'main', 'base', 'rng.ts'), 'export const seed = 2;');
  expect(sourceStamp(root)).not.toBe(before);
});

it('changes with a new, renamed or removed source, and with the lock file', () => {
  const seen = new Set([sourceStamp(root)]);
  writeFileSync(join(root, 'main', 'clock.ts'), '');
  seen.add(sourceStamp(root));
  rmSync(join(root, 'main', 'clock.ts'));
  writeFileSync(join(root, 'main', 'time.ts'), '');
  seen.add(sourceStamp(root));
  rmSync(join(root, 'main', 'base'), { recursive: true });
  seen.add(sourceStamp(root));
  writeFileSync(join(root, 'package-lock.json'), '{ }');
  seen.add(sourceStamp(root));
  expect(seen.size).toBe(5);
});

it('does not change with a test or with what is outside the sources', () => {
  const before = sourceStamp(root);
  writeFileSync(join(root, 'main', 'base', 'rng.test.ts'), 'test');
  writeFileSync(join(root, 'README.md'), 'read me');
  mkdirSync(join(root, 'dist'));
  expect(sourceStamp(root)).toBe(before);
});

it('is compared with the stamp of the build', () => {
  const dist = join(root, 'dist');
  expect(builtStamp(dist)).toBeNull();
  mkdirSync(dist);
  writeFileSync(join(dist, STAMP), sourceStamp(root));
  expect(builtStamp(dist)).toBe(sourceStamp(root));
});
