import { describe, expect, it } from 'vitest';
import { findPublished, parseArchitectureString } from '../../main/spaces/index.ts';
import {
  archOf,
  EDGE_NAMES,
  isBenchmarkCell,
  KNOWN_CELLS,
  looksLikeArch,
  OPERATIONS,
  readArch,
  withOperation,
} from './benchmark-cell.ts';

const SKIPS = parseArchitectureString(KNOWN_CELLS.skips.text);

describe('cells of the benchmark', () => {
  it('are complete, of six edges and its five operations', () => {
    expect(isBenchmarkCell(SKIPS)).toBe(true);
    expect(isBenchmarkCell(findPublished('DARTS_V2').genotype)).toBe(false);
    expect(isBenchmarkCell({ wiring: 'complete', operations: SKIPS.operations.slice(0, 3) })).toBe(false);
    expect(isBenchmarkCell(withOperation(SKIPS, 0, 'sep_conv_3x3'))).toBe(false);
    expect(archOf(withOperation(SKIPS, 0, 'sep_conv_3x3'))).toBeNull();
  });

  it('name their edges and operations as the benchmark does', () => {
    expect(EDGE_NAMES).toEqual(['0 → 1', '0 → 2', '1 → 2', '0 → 3', '1 → 3', '2 → 3']);
    expect(OPERATIONS.map(({ name }) => name)).toEqual([
      'none',
      'skip_connect',
      'nor_conv_1x1',
      'nor_conv_3x3',
      'avg_pool_3x3',
    ]);
  });

  it('change in one operation', () => {
    expect(archOf(withOperation(SKIPS, 2, 'none'))).toBe(
      '|skip_connect~0|+|skip_connect~0|none~1|+|skip_connect~0|skip_connect~1|skip_connect~2|',
    );
    expect(archOf(SKIPS)).toBe(KNOWN_CELLS.skips.text);
  });

  it.each([
    ['|none~0|', /^A cell of NAS-Bench-201 has 6 edges, .*; this one has 1\.$/],
    ['|none~0|+|none~0|none~2|+|none~0|none~1|none~2|', /^Line 1, column 18: expected /],
    [KNOWN_CELLS.skips.text.replace('skip', 'skop'), /did you mean skip_connect/],
  ])('are not read from %j, and why is said', (text, sentence) => {
    expect(() => readArch(text)).toThrow(sentence);
  });

  it('are read in any order of their sources', () => {
    const turned = KNOWN_CELLS.skips.text.replace('skip_connect~0|skip_connect~1', 'none~1|skip_connect~0');
    expect(readArch(` ${turned} `)).toBe(archOf(withOperation(SKIPS, 2, 'none')));
  });

  it('are told from other texts', () => {
    expect(looksLikeArch(` ${KNOWN_CELLS.skips.text}`)).toBe(true);
    expect(looksLikeArch('9930')).toBe(false);
    expect(looksLikeArch('Genotype(normal=[])')).toBe(false);
  });
});
