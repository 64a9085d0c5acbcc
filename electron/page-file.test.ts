import { describe, expect, it } from 'vitest';
import { pageFile } from './page-file.ts';

describe('the files of the pages', () => {
  it.each([
    ['app://dartboard/index.html', '/pages/index.html'],
    ['app://dartboard/assets/a.js?v=1#x', '/pages/assets/a.js'],
  ])('finds %s', (url, path) => {
    expect(pageFile('/pages', url)).toBe(path);
  });

  it.each([
    'app://dartboard/',
    'app://dartboard/..%2fmain.cjs',
    'app://dartboard/..%5cmain.cjs',
    'app://dartboard/%00',
    'app://dartboard/%',
    'app://elsewhere/index.html',
    'nonsense',
  ])('refuses %s', (url) => {
    expect(pageFile('/pages', url)).toBeNull();
  });

  it('does not take a folder for its neighbour', () => {
    expect(pageFile('/pages', 'app://dartboard/..%2fpages-old/index.html')).toBeNull();
  });
});
