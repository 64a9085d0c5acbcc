import { describe, expect, it } from 'vitest';
import { FORMATS, SPACES, findFormat, findSpace, formatNames } from './registry.ts';
import { checkSpace } from './space.ts';

describe('the registries', () => {
  it('list each space by its id, ready to be searched', () => {
    for (const [id, space] of Object.entries(SPACES)) {
      expect(space.id).toBe(id);
      expect(() => checkSpace(space)).not.toThrow();
      expect(findSpace(id)).toBe(space);
    }
  });

  it('list the formats', () => {
    expect(formatNames()).toEqual(Object.keys(FORMATS));
    expect(findFormat('json')).toBe(FORMATS.json);
  });
});
