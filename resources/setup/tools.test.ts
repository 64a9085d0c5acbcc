import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireDiskSpace } from './disk.mjs';
import { describeProblem, SetupProblem } from './problem.mjs';
import { findCompiler, findNpm, findTool, requireNode, requireTools } from './tools.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dartboard-tools-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('requireTools', () => {
  it('names a missing tool and how to get it, in one sentence each', async () => {
    const missing = requireTools(['g++'], { PATH: folder });
    await expect(missing).rejects.toThrow(/^To set up, g\+\+ is missing\. Install with: \S+/);
    await expect(missing).rejects.toThrow(SetupProblem);
  });

  it('names all that are missing at once, and pip not beside a missing Python', async () => {
    const missing = requireTools(['npm', 'python3', 'pip', 'g++'], { PATH: folder });
    await expect(missing).rejects.toThrow('To set up, npm and python3 and g++ are missing.');
  });

  it('tells a Python without pip from no Python', async () => {
    writeFileSync(join(folder, 'python3'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await expect(requireTools(['python3', 'pip'], { PATH: folder })).rejects.toThrow(
      'To set up, pip is missing.',
    );
  });

  it('says nothing when all are there', async () => {
    writeFileSync(join(folder, 'g++'), '', { mode: 0o755 });
    await expect(requireTools(['g++'], { PATH: folder })).resolves.toBeUndefined();
  });
});

describe('finding tools', () => {
  it('takes only what may be run', () => {
    writeFileSync(join(folder, 'tar'), '');
    expect(findTool('tar', { PATH: folder })).toBeNull();
    writeFileSync(join(folder, 'npm'), '', { mode: 0o755 });
    expect(findTool('npm', { PATH: `/nowhere:${folder}` })).toBe(join(folder, 'npm'));
  });

  it('takes the compiler that CXX names', () => {
    const path = join(folder, 'my-compiler');
    writeFileSync(path, '', { mode: 0o755 });
    expect(findCompiler({ PATH: '', CXX: path })).toBe(path);
    expect(findCompiler({ PATH: folder, CXX: 'my-compiler' })).toBe(path);
    expect(findCompiler({ PATH: folder })).toBeNull();
  });

  it('prefers the npm that runs us', () => {
    const cli = join(folder, 'npm-cli.js');
    writeFileSync(cli, '');
    expect(findNpm({ PATH: '', npm_execpath: cli })).toEqual({ program: process.execPath, args: [cli] });
    expect(findNpm({ PATH: folder, npm_execpath: '/other/yarn.js' })).toBeNull();
  });
});

describe('requireNode', () => {
  it('refuses an old one and takes a new one', () => {
    expect(() => requireNode('18.19.0')).toThrow('Dartboard needs Node.js 20 or newer, and this is 18.19.0.');
    expect(() => requireNode('20.0.0')).not.toThrow();
    expect(() => requireNode('26.1.0')).not.toThrow();
  });
});

describe('requireDiskSpace', () => {
  it('refuses what does not fit, also for a folder that is not there yet', async () => {
    const place = join(folder, 'not', 'yet');
    await expect(requireDiskSpace(place, 1e18, { what: 'TensorFlow' })).rejects.toThrow(
      /^TensorFlow needs 1000000000000 MB on the disk of .* and \d+ MB are free\. Free some space, or set DARTBOARD_CACHE/,
    );
    await expect(requireDiskSpace(place, 1, { what: 'TensorFlow' })).resolves.toBeUndefined();
  });
});

describe('describeProblem', () => {
  it('is one sentence and a remedy for a person, without a stack', () => {
    const text = describeProblem(new SetupProblem('The disk is full.', 'Free some space.'), {});
    expect(text).toBe('dartboard: The disk is full. Free some space.');
  });

  it('says of our own bugs how to see more, and shows it when asked', () => {
    const bug = new Error('x is not a function', { cause: new Error('deeper') });
    expect(describeProblem(bug, {})).toMatch(
      /^dartboard: Set-up failed unexpectedly: x is not a function\. .*DARTBOARD_DEBUG=1/,
    );
    expect(describeProblem(bug, {})).not.toContain('\n');
    expect(describeProblem(bug, { DARTBOARD_DEBUG: '1' })).toMatch(
      /tools\.test\.ts[\s\S]*caused by: Error: deeper/,
    );
  });

  it('knows a full disk and a forbidden folder', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(describeProblem(full, {})).toBe(
      'dartboard: The disk is full. Free some space, or set DARTBOARD_CACHE to a folder on a larger disk.',
    );
    const forbidden = Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/srv/cache' });
    expect(describeProblem(forbidden, {})).toContain('/srv/cache may not be written to');
  });
});
