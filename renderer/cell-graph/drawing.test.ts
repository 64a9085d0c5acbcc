import { describe, expect, it } from 'vitest';
import { findPublished, nodeCount, PUBLISHED } from '../../main/spaces/index.ts';
import { cellDrawing } from './drawing.ts';
import { graphEdges } from './edges.ts';
import { boxAround, overlap } from './geometry.ts';
import { LABEL_HEIGHT } from './labels.ts';

const SIZE = { width: 440, height: 480 };
const LOOKS = { colourOf: () => 'black', weightOf: () => null, withCandidates: false };

function draw(name: string, size = SIZE) {
  const { normal } = findPublished(name).genotype;
  const edges = graphEdges(normal, LOOKS);
  return cellDrawing({ nodes: nodeCount(normal), concat: normal.concat, edges }, { size });
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
    const xs = [...states.slice(1).map(({ middle }) => middle.x), output.middle.x];
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(states.map(({ name }) => name)).toEqual(['k-2', 'k-1', '0', '1', '2', '3']);
  });

  it('hides no label behind another', () => {
    const { labels } = draw('DARTS_V2');
    const boxes = labels.map(({ middle, width }) => boxAround(middle, width, LABEL_HEIGHT));
    boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => expect(overlap(box, other)).toBe(0)));
  });

  it('puts what is given on the edges, and its states where they are given', () => {
    const edges = graphEdges(findPublished('DARTS_V2').genotype.normal, LOOKS);
    const places = {
      states: Array.from({ length: 6 }, (_, i) => ({ x: 60 * i, y: 100 })),
      output: { x: 400, y: 100 },
    };
    const drawing = cellDrawing(
      { nodes: 4, concat: [5], edges },
      { size: SIZE, places, textOf: ({ from }) => `from ${from}`, isLabelled: ({ to }) => to === 2 },
    );
    expect(drawing.labels.map(({ text }) => text)).toEqual(['from 0', 'from 1']);
    expect(drawing.states[3]?.middle).toEqual({ x: 180, y: 100 });
  });
});
