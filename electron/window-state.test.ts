import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { windowState } from './window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'dartboard-window-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the state of the window', () => {
  it('comes back as it was saved', () => {
    const state = windowState(join(folder, 'new', 'window.json'));
    expect(state.bounds()).toBeNull();
    state.save({ x: -20, y: 5, width: 1200, height: 800 });
    expect(state.bounds()).toEqual({ x: -20, y: 5, width: 1200, height: 800 });
  });

  it.each([
    '',
    '[]',
    '7',
    '{"x":1}',
    '{"x":"a","y":0,"width":1,"height":1}',
    '{"x":0,"y":0,"width":0,"height":9}',
  ])('is none where the record is %j', (text) => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, text);
    expect(windowState(file).bounds()).toBeNull();
  });

  it('does not keep a window from closing where nothing can be written', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() =>
      windowState(join(folder, 'file', 'window.json')).save({ x: 0, y: 0, width: 1, height: 1 }),
    ).not.toThrow();
  });
});
