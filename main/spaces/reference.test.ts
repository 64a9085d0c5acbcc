import { describe, expect, it } from 'vitest';
import { checkOwnId, referenceTo, resolveSpace, spaceReferenceSchema, tableOfSpace } from './reference.ts';
import { CELL_SPACES, SPACES } from './registry.ts';
import { spaceFromFile, spaceToFile } from './space-file.ts';
import type { CellSpace } from './space.ts';

const own: CellSpace = { ...SPACES.darts, id: 'mine', title: 'Mine', intermediateNodes: 2, concatNodes: 2 };
const parsed = (value: unknown) => spaceReferenceSchema.safeParse(value);

describe('a reference to a space', () => {
  it('is the name of a published one, and the whole of any other', () => {
    expect(referenceTo(SPACES.sharper)).toBe('sharper');
    expect(referenceTo(own)).toEqual(spaceToFile(own));
    for (const space of [...Object.values(SPACES), own])
      expect(resolveSpace(referenceTo(space))).toEqual(space);
  });

  it('is not the name of a published one that was changed', () => {
    expect(referenceTo({ ...SPACES.darts, intermediateNodes: 5 })).toMatchObject({ intermediateNodes: 5 });
  });

  it('is plain data that stays the same when it is written and read again', () => {
    const text = JSON.stringify(referenceTo(own));
    const again = spaceReferenceSchema.parse(JSON.parse(text));
    expect(JSON.stringify(again)).toBe(text);
    expect(resolveSpace(again)).toEqual(own);
  });

  it('is completed from a file as a person writes it', () => {
    const { restrictions: _, source: __, ...least } = spaceToFile(own);
    expect(spaceReferenceSchema.parse(least)).toEqual({ ...least, restrictions: [] });
    expect(spaceReferenceSchema.parse('a name, whether there is such a space or not')).toContain('a name');
  });

  it.each([
    [3, '', 'expected the name of a search space (darts, '],
    [undefined, '', 'is missing; expected the name of a search space (darts, '],
    [null, '', ', got null'],
    [
      { ...spaceToFile(own), concatNodes: 9 },
      'concatNodes',
      'expected at most the 2 intermediateNodes, got 9',
    ],
    [
      { ...spaceToFile(own), primitives: ['nome'] },
      'primitives.0',
      'has no primitive "nome" (did you mean none?)',
    ],
    [{ ...spaceToFile(own), steps: 4 }, '', 'unknown field "steps"'],
  ])('refuses %j at its place', (value, path, problem) => {
    const { error } = parsed(value);
    expect(error?.issues).toHaveLength(1);
    expect(error?.issues[0]?.path.join('.')).toBe(path);
    expect(error?.issues[0]?.message).toContain(problem);
  });
});

describe('the id of an own space', () => {
  it('may not be that of a published one, unless it is that one', () => {
    expect(() => checkOwnId(own)).not.toThrow();
    expect(() => checkOwnId(spaceFromFile(spaceToFile(SPACES.darts)))).not.toThrow();
    expect(() => checkOwnId({ ...own, id: 'darts' }, ['space'])).toThrow(
      'space.id: "darts" is the id of a published space, from which this one differs; choose another id.',
    );
  });
});

it('a space is of an op table if all its primitives are', () => {
  expect(Object.values(CELL_SPACES).map(tableOfSpace)).toEqual([
    'darts',
    ...Array.from({ length: 4 }, () => 'sharp'),
    'isdarts',
    'nasbench201',
  ]);
  const [first] = own.primitives;
  const mixed = {
    ...own,
    primitives: [...SPACES.sharper.primitives, ...(first === undefined ? [] : [first])],
  };
  expect(tableOfSpace(mixed)).toBeNull();
  const ownBlock = { name: 'x', table: null, definition: { block: 'plain', kernel: 3 } } as const;
  expect(tableOfSpace({ ...own, primitives: [ownBlock] })).toBeNull();
});
