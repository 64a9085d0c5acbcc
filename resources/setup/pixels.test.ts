import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addonKey, compileAddon } from './compile-addon.mjs';
import { checkoutPaths, PROJECT_ROOT } from './paths.mjs';
import { buildPixels, findPixels, isPixelsLinked, linkPixels } from './pixels.mjs';
import { SetupProblem } from './problem.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dartboard-pixels-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A compilation of one source. */
function compilation(source = '', env = process.env) {
  const sources = join(folder, 'sources');
  mkdirSync(sources, { recursive: true });
  writeFileSync(join(sources, 'one.cc'), source);
  return {
    ...{
      what: 'The addon',
      sources,
      folder,
      addon: join(folder, 'one.node'),
      compileFlags: [],
      linkFlags: [],
    },
    ...{ logFile: join(folder, 'log'), env },
  };
}

describe('compileAddon', () => {
  it('says what the compiler says, and where all of it is', async () => {
    const failing = compileAddon(compilation('int main() { return nowhere; }', process.env));
    await expect(failing).rejects.toThrow(SetupProblem);
    await expect(failing).rejects.toThrow(/^The addon does not compile \(error: .*nowhere.*\)\. .*log\.$/);
  });

  it('says how a compiler ended that says nothing', async () => {
    const compiler = join(folder, 'compiler');
    writeFileSync(compiler, '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
    const failing = compileAddon(compilation('', { ...process.env, CXX: compiler }));
    await expect(failing).rejects.toThrow('The addon does not compile (exit code 128).');
  });

  it('names a missing compiler and how to get it', async () => {
    const failing = compileAddon(compilation('', { PATH: folder }));
    await expect(failing).rejects.toThrow('The addon must be compiled, and g++ is missing. Install with: ');
  });
});

describe('addonKey', () => {
  it('is another one when a source or anything else is another one', () => {
    const { sources } = compilation('1', {});
    const key = addonKey(sources, ['a']);
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(addonKey(sources, ['b'])).not.toBe(key);
    writeFileSync(join(sources, 'notes.md'), 'no source');
    expect(addonKey(sources, ['a'])).toBe(key);
    writeFileSync(join(sources, 'one.h'), '');
    writeFileSync(join(sources, 'one.cc'), '2');
    expect(addonKey(sources, ['a'])).not.toBe(key);
  });
});

describe('the addon for images', () => {
  it('is compiled once, found again, and put where the program looks', async () => {
    const real = checkoutPaths(PROJECT_ROOT);
    const native = join(folder, 'native');
    cpSync(real.pixelsNative, native, { recursive: true });
    const checkout = {
      ...checkoutPaths(folder),
      nodeModules: real.nodeModules,
      pixelsNative: native,
    };
    const request = { cache: join(folder, 'cache'), checkout, env: process.env };
    expect(findPixels(request)).toBeNull();
    const built = await buildPixels(request);
    expect(built.version).toMatch(/^(libjpeg-turbo \d.*|without libjpeg-turbo)$/);
    expect(findPixels(request)).toEqual(built);
    expect(readdirSync(join(built.path, '..')).sort()).toEqual(['installed.json', 'pixels.node']);
    expect(isPixelsLinked(checkout, built.path)).toBe(false);
    linkPixels(checkout, built.path);
    expect(isPixelsLinked(checkout, built.path)).toBe(true);
    writeFileSync(join(native, 'resample.h'), '#error changed');
    expect(findPixels(request)).toBeNull();
    await expect(buildPixels(request)).rejects.toThrow(
      /The addon for images does not compile \(error: .*changed/,
    );
    expect(readdirSync(join(folder, 'cache', 'pixels'))).toHaveLength(1);
  }, 60_000);
});
