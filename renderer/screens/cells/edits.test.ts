import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGenotype, findFormat, findPublished } from '../../../main/spaces/index.ts';
import type { Genotype } from '../../../main/spaces/index.ts';
import {
  addNode,
  copyCell,
  nextInput,
  removeNode,
  rewire,
  rewiringProblem,
  setPrimitive,
  swapCells,
  toggleConcat,
} from './edits.ts';
import type { Edited } from './edits.ts';
import { beginJournal, pushed, redone, shownIn, undone } from './journal.ts';
import { meaningFor, meaningOfPublished, misfit, rulesOf } from './rules.ts';
import type { Rules } from './rules.ts';

const text = (genotype: Genotype): string => findFormat('python').print(genotype);
const V2 = findPublished('DARTS_V2').genotype;
const DARTS = rulesOf({ ops: 'darts', space: 'darts' });
const FREE = rulesOf({ ops: 'sharp', space: null });

const kind = fc.constantFrom('normal' as const, 'reduction' as const);
const index = fc.integer({ min: 0, max: 11 });
const anyEdit = fc.oneof(
  fc
    .record({ kind, index, primitive: fc.nat(20) })
    .map(({ primitive, ...place }) => (genotype: Genotype, rules: Rules): Edited => {
      const name = rules.palette[primitive % rules.palette.length]?.name ?? '';
      return setPrimitive(genotype, { places: [place], primitive: name }, rules);
    }),
  fc.record({ kind, index, input: fc.integer({ min: -1, max: 9 }) }).map(
    (target) =>
      (genotype: Genotype, rules: Rules): Edited =>
        rewire(genotype, target, rules),
  ),
  kind.map(
    (one) =>
      (genotype: Genotype, rules: Rules): Edited =>
        addNode(genotype, one, rules),
  ),
  fc.record({ kind, node: fc.integer({ min: -1, max: 6 }) }).map(
    (target) =>
      (genotype: Genotype, rules: Rules): Edited =>
        removeNode(genotype, target, rules),
  ),
  fc.record({ kind, node: fc.integer({ min: -1, max: 6 }) }).map(
    (target) =>
      (genotype: Genotype, rules: Rules): Edited =>
        toggleConcat(genotype, target, rules),
  ),
  kind.map(
    (to) =>
      (genotype: Genotype, rules: Rules): Edited =>
        copyCell(genotype, to, rules),
  ),
  fc.constant((genotype: Genotype, rules: Rules): Edited => swapCells(genotype, rules)),
);

describe.each([
  ['a space', DARTS, V2],
  ['free cells', FREE, findPublished('NASNet').genotype],
] as const)('edits in %s', (_, rules, begin) => {
  it('stay legal whatever is done, and undo gives back every text to the byte', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 60 }), (edits) => {
        let journal = beginJournal('begin', begin);
        const texts = [text(begin)];
        for (const edit of edits) {
          const edited = edit(shownIn(journal), rules);
          if (edited.genotype === null) {
            expect(edited.refused).toMatch(/\.$/);
            continue;
          }
          checkGenotype(edited.genotype);
          expect(misfit(edited.genotype, rules)).toBeNull();
          const next = pushed(journal, { title: edited.said, genotype: edited.genotype, group: null });
          if (next !== journal) texts.push(text(edited.genotype));
          journal = next;
        }
        for (const expected of [...texts].reverse()) {
          expect(text(shownIn(journal))).toBe(expected);
          journal = undone(journal);
        }
        for (const expected of texts) {
          expect(text(shownIn(journal))).toBe(expected);
          journal = redone(journal);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('an edit', () => {
  it('says why a wiring is refused', () => {
    const problem = (index: number, input: number): string | null =>
      rewiringProblem(V2, { kind: 'normal', index, input }, DARTS);
    expect(problem(2, 3)).toBe('Node 1 cannot read itself.');
    expect(problem(2, 4)).toContain('node 2 comes after it');
    expect(problem(0, 1)).toContain('a node reads two different states');
    expect(rewiringProblem(V2, { kind: 'normal', index: 0, input: 1 }, FREE)).toBeNull();
    expect(problem(4, 2)).toBeNull();
  });

  it('keeps the nodes of a space, and renumbers those of a free cell', () => {
    expect(addNode(V2, 'normal', DARTS)).toMatchObject({ genotype: null });
    const free = rulesOf({ ops: 'darts', space: null });
    const removed = removeNode(V2, { kind: 'normal', node: 0 }, free);
    expect(removed.genotype?.normal.edges.map(({ input }) => input)).toEqual([0, 1, 1, 0, 0, 0]);
    expect(removed.genotype?.normal.concat).toEqual([2, 3, 4]);
  });

  it('walks the legal inputs', () => {
    expect(nextInput(V2, { kind: 'normal', index: 4, step: 1 }, DARTS)).toBe(2);
    expect(nextInput(V2, { kind: 'normal', index: 0, step: 1 }, DARTS)).toBeNull();
  });

  it('joins what is typed into one step', () => {
    const typed = (genotype: Genotype) => ({ title: 'text', genotype, group: 'text-1' });
    const one = pushed(beginJournal('begin', V2), typed(findPublished('DARTS_V1').genotype));
    const two = pushed(one, typed(findPublished('NASNet').genotype));
    expect(two.states).toHaveLength(2);
    expect(text(shownIn(undone(two)))).toBe(text(V2));
    expect(pushed(two, typed(findPublished('NASNet').genotype))).toBe(two);
  });
});

describe('the meaning of names', () => {
  it('is the published one, or the first that fits', () => {
    expect(meaningOfPublished('DARTS_V2')).toEqual({ ops: 'darts', space: 'darts' });
    const found = meaningFor(findPublished('SHARP_DARTS').genotype, { ops: 'darts', space: 'darts' });
    expect(found).toEqual({ meaning: { ops: 'sharp', space: null } });
    const edges = [0, 1].map((input) => ({ primitive: 'conv_9x9', input }));
    const cell = { edges, concat: [2] };
    const unknown = meaningFor({ normal: cell, reduction: cell }, { ops: 'darts', space: null });
    expect(unknown).toMatchObject({ problem: expect.stringContaining('conv_9x9') });
  });
});
