import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packagesInPlace } from './npm-packages.mjs';
import { checkoutPaths } from './paths.mjs';

const LOCK = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/for-another-platform': { version: '1.0.0', optional: true },
  },
};

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dartboard-npm-'));
  mkdirSync(join(root, 'node_modules'));
  write('package-lock.json', LOCK);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(name, content) {
  writeFileSync(join(root, name), JSON.stringify(content));
}

const inPlace = () => packagesInPlace(checkoutPaths(root));

it('does not take an empty or half-filled node_modules for an installation', () => {
  expect(inPlace()).toBe(false);
  write('node_modules/.package-lock.json', { packages: {} });
  expect(inPlace()).toBe(false);
});

it('takes what npm itself installed from the same lock file, without the packages of other platforms', () => {
  write('node_modules/.package-lock.json', { packages: { 'node_modules/zod': { version: '4.6.7' } } });
  expect(inPlace()).toBe(true);
});

it('sees another version and a package too many', () => {
  write('node_modules/.package-lock.json', { packages: { 'node_modules/zod': { version: '4.6.6' } } });
  expect(inPlace()).toBe(false);
  const more = { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/left': { version: '1.0.0' } };
  write('node_modules/.package-lock.json', { packages: more });
  expect(inPlace()).toBe(false);
});
