import { describe, expect, it } from 'vitest';
import { findPublished, nodeCount, parseArchitectureString, PUBLISHED } from '../../main/spaces/index.ts';
import { cellDrawing } from './drawing.ts';
import { graphEdges } from './edges.ts';
import { boxAround, overlap, pointAt } from './geometry.ts';
import type { Point } from './geometry.ts';
import { LABEL_HEIGHT } from './labels.ts';
import { shownCell } from './shown-cell.ts';

const SIZE = { width: 440, height: 480 };
const LOOKS = { colourOf: () => 'black', weightOf: () => null, withCandidates: false };

function draw(name: string, size = SIZE) {
  const cell = shownCell(findPublished(name).genotype, 'normal');
  return cellDrawing({ ...cell, edges: graphEdges(cell, LOOKS) }, { size });
}

const COLUMNS = Array.from({ length: 200 }, (_, i) => i / 199);

/** How often the second way changes from one side of the first to the other, where both pass the same column. */
function crossings(a: readonly Point[], b: readonly Point[]): number {
  const sides = a.flatMap(({ x, y }) => {
    const next = b.findIndex((point) => point.x >= x);
    const [before, after] = [b[next - 1], b[next]];
    return before === undefined || after === undefined ? [] : [Math.sign((before.y + after.y) / 2 - y)];
  });
  return sides.filter((side, i) => i > 0 && side !== sides[i - 1]).length;
}

describe('the drawing of a cell', () => {
  it.each(PUBLISHED.map(({ name }) => name))('of %s is always the same', (name) => {
    expect(JSON.stringify(draw(name))).toBe(JSON.stringify(draw(name)));
    const { states, edges, labels, outputs } = draw(name);
    const { normal } = findPublished(name).genotype;
    expect(states).toHaveLength(nodeCount(normal) + 2);
    expect(edges).toHaveLength(normal.edges.length);
    expect(labels.map(({ text }) => text).sort()).toEqual(
      normal.edges.map(({ primitive }) => primitive).sort(),
    );
    expect(outputs.map(({ state }) => state)).toEqual(normal.concat);
  });

  it('has inputs left, nodes in order, the output right', () => {
    const { states, output } = draw('DARTS_V2');
    const xs = [...states.slice(1).map(({ middle }) => middle.x), output?.middle.x ?? 0];
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(states.map(({ name }) => name)).toEqual(['k-2', 'k-1', '0', '1', '2', '3']);
  });

  it('hides no label behind another', () => {
    const { labels } = draw('DARTS_V2');
    const boxes = labels.map(({ middle, width }) => boxAround(middle, width, LABEL_HEIGHT));
    boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => expect(overlap(box, other)).toBe(0)));
  });

  it('of a complete cell crosses no edges and hides no label', () => {
    const best =
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';
    const cell = shownCell(parseArchitectureString(best), 'normal');
    const size = { width: 430, height: 230 };
    const { states, output, edges, labels } = cellDrawing(
      { ...cell, edges: graphEdges(cell, LOOKS) },
      { size },
    );
    expect(states.map(({ name }) => name)).toEqual(['0', '1', '2', '3']);
    expect(output).toBeNull();
    const boxes = [
      ...labels.map(({ middle, width }) => boxAround(middle, width, LABEL_HEIGHT)),
      ...states.map(({ middle, radius }) => boxAround(middle, 2 * radius, 2 * radius)),
    ];
    boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => expect(overlap(box, other)).toBe(0)));
    // Edges that share no state are told apart by the order in which they pass over a column.
    const ways = edges.map(({ curve, edge }) => ({ edge, points: COLUMNS.map((t) => pointAt(curve, t)) }));
    for (const [i, a] of ways.entries()) {
      for (const b of ways.slice(i + 1)) {
        const shares = [a.edge.from, a.edge.to].some((state) => [b.edge.from, b.edge.to].includes(state));
        if (!shares) expect(crossings(a.points, b.points)).toBe(0);
      }
    }
  });

  it('puts what is given on the edges, and its states where they are given', () => {
    const edges = graphEdges(shownCell(findPublished('DARTS_V2').genotype, 'normal'), LOOKS);
    const places = {
      states: Array.from({ length: 6 }, (_, i) => ({ x: 60 * i, y: 100 })),
      output: { x: 400, y: 100 },
    };
    const drawing = cellDrawing(
      { inputs: 2, nodes: 4, concat: [5], edges },
      { size: SIZE, places, textOf: ({ from }) => `from ${from}`, isLabelled: ({ to }) => to === 2 },
    );
    expect(drawing.labels.map(({ text }) => text)).toEqual(['from 0', 'from 1']);
    expect(drawing.states[3]?.middle).toEqual({ x: 180, y: 100 });
  });
});
