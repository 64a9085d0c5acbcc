import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { homePaths, isRunId, runPaths } from './paths.ts';

describe('homePaths', () => {
  const on = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string => homePaths({ platform, env }).home;

  it('takes DARTBOARD_HOME before all else', () => {
    expect(on('linux', { DARTBOARD_HOME: '/a/b', XDG_DATA_HOME: '/c', HOME: '/d' })).toBe('/a/b');
    expect(on('linux', { DARTBOARD_HOME: 'b', HOME: '/d' })).toBe(resolve('b'));
  });

  it('takes the place of the platform', () => {
    expect(on('linux', { XDG_DATA_HOME: '/c', HOME: '/d' })).toBe('/c/dartboard');
    expect(on('linux', { XDG_DATA_HOME: 'relative', HOME: '/d' })).toBe('/d/.local/share/dartboard');
    expect(on('linux', { HOME: '/d' })).toBe('/d/.local/share/dartboard');
    expect(on('darwin', { HOME: '/d' })).toBe('/d/Library/Application Support/Dartboard');
    expect(on('win32', { APPDATA: '/r' })).toBe(join('/r', 'Dartboard'));
  });
});

describe('runPaths', () => {
  const id = '01jd0000000000000000000000';

  it('keeps every file of a run inside the folder of runs', () => {
    for (const path of Object.values<string>({ ...runPaths('/home/runs', id) })) {
      expect(path.startsWith(`/home/runs${sep}${id}`)).toBe(true);
    }
  });

  it.each([
    '..',
    '../../etc/passwd',
    `../${id}`,
    `${id}/..`,
    `${id}\0`,
    `${id}\n`,
    '/etc',
    'C:\\Windows',
    'con',
    '.new-01jd0000000000000000000000',
    id.toUpperCase(),
    '',
    '%2e%2e',
  ])('refuses %j', (hostile) => {
    expect(isRunId(hostile)).toBe(false);
    expect(() => runPaths('/home/runs', hostile)).toThrow(/internal: the id of a run/);
  });

  it('takes nothing but 26 letters and digits, whatever is thrown at it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        if (isRunId(text)) expect(text).toMatch(/^[0-9a-z]{26}$/);
      }),
    );
  });
});
