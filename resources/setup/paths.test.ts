import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { hasDisplay } from './display.mjs';
import { cacheFolder } from './paths.mjs';

it('follows the platform and the environment to the cache', () => {
  const env = { HOME: '/home/ada' };
  expect(cacheFolder(env, 'linux')).toBe('/home/ada/.cache/dartboard');
  expect(cacheFolder({ ...env, XDG_CACHE_HOME: '/fast' }, 'linux')).toBe('/fast/dartboard');
  expect(cacheFolder({ ...env, XDG_CACHE_HOME: 'relative' }, 'linux')).toBe('/home/ada/.cache/dartboard');
  expect(cacheFolder(env, 'darwin')).toBe('/home/ada/Library/Caches/dartboard');
  expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'dartboard', 'Cache'));
  expect(cacheFolder({}, 'linux')).toBe(join(homedir(), '.cache', 'dartboard'));
  expect(cacheFolder({ ...env, DARTBOARD_CACHE: 'here' }, 'linux')).toBe(resolve('here'));
});

it('knows when a window can be shown', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'darwin')).toBe(true);
});
