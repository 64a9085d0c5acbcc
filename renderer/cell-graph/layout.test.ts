import { describe, expect, it } from 'vitest';
import { boxAround, overlap, pathOf, pointAt } from './geometry.ts';
import { labelWidth, LABEL_HEIGHT, placeLabels } from './labels.ts';
import { curveBetween, lanesOf, placesOf, STATE_RADIUS } from './layout.ts';

const SIZE = { width: 430, height: 290 };
const DARTS_V2 = [
  ['sep_conv_3x3', 0, 2],
  ['sep_conv_3x3', 1, 2],
  ['sep_conv_3x3', 0, 3],
  ['sep_conv_3x3', 1, 3],
  ['sep_conv_3x3', 1, 4],
  ['skip_connect', 0, 4],
  ['skip_connect', 0, 5],
  ['dil_conv_3x3', 2, 5],
] as const;

function task(size = SIZE) {
  const { states } = placesOf(4, size);
  const inset = { from: STATE_RADIUS, to: STATE_RADIUS };
  const edges = DARTS_V2.map(([text, from, to]) => {
    const [start, end] = [states[from], states[to]];
    if (start === undefined || end === undefined) throw new Error('a state is missing');
    return { text, curve: curveBetween(start, end, { lane: 0, inset }) };
  });
  const obstacles = states.map((state) => boxAround(state, 2 * STATE_RADIUS, 2 * STATE_RADIUS));
  return { edges, obstacles, bounds: { left: 0, top: 0, right: size.width, bottom: size.height } };
}

describe('layout of a cell', () => {
  it('is the same every time', () => {
    expect(placesOf(4, SIZE)).toEqual(placesOf(4, SIZE));
    expect(placeLabels(task())).toEqual(placeLabels(task()));
    expect(placesOf(4, SIZE).states.map(({ x, y }) => [Math.round(x), Math.round(y)])).toMatchInlineSnapshot(`
      [
        [
          21,
          85,
        ],
        [
          21,
          205,
        ],
        [
          126,
          21,
        ],
        [
          198,
          269,
        ],
        [
          271,
          105,
        ],
        [
          343,
          177,
        ],
      ]
    `);
  });

  it.each([1, 2, 3, 4, 5, 7, 12])('keeps %i nodes in order, apart and inside', (nodes) => {
    const { states, output } = placesOf(nodes, SIZE);
    expect(states).toHaveLength(nodes + 2);
    const xs = states.slice(2).map(({ x }) => x);
    const last = (output?.x ?? 0) - STATE_RADIUS;
    expect(xs.every((x, i) => x > (i === 0 ? STATE_RADIUS * 3 : (xs[i - 1] ?? 0)) && x < last)).toBe(true);
    for (const { x, y } of states) {
      expect(Math.min(x, y, SIZE.width - x, SIZE.height - y)).toBeGreaterThanOrEqual(STATE_RADIUS);
    }
    const boxes = states.map((state) => boxAround(state, 2 * STATE_RADIUS, 2 * STATE_RADIUS));
    boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => expect(overlap(box, other)).toBe(0)));
  });

  it.each([1, 2, 3, 4, 7, 12])('keeps a complete cell of %i nodes in order, apart and inside', (nodes) => {
    const { states, output } = placesOf(nodes, SIZE, { inputs: 1, hasOutput: false });
    expect([states.length, output]).toEqual([nodes + 1, null]);
    const xs = states.map(({ x }) => x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    for (const { x, y } of states) {
      expect(Math.min(x, y, SIZE.width - x, SIZE.height - y)).toBeGreaterThanOrEqual(STATE_RADIUS);
    }
    const boxes = states.map((state) => boxAround(state, 2 * STATE_RADIUS, 2 * STATE_RADIUS));
    boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => expect(overlap(box, other)).toBe(0)));
  });

  it.each([1, 2, 8, 12])('keeps a recurrent cell of %i nodes in order, apart and inside', (nodes) => {
    const { states, output } = placesOf(nodes, SIZE, { inputs: 1, hasOutput: true });
    expect(states).toHaveLength(nodes + 1);
    const xs = [...states.map(({ x }) => x), output?.x ?? 0];
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    const ends = output === null ? states : [...states, output];
    for (const { x, y } of ends) {
      expect(Math.min(x, y, SIZE.width - x, SIZE.height - y)).toBeGreaterThanOrEqual(STATE_RADIUS);
    }
    const boxes = ends.map((state) => boxAround(state, 2 * STATE_RADIUS, 2 * STATE_RADIUS));
    boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => expect(overlap(box, other)).toBe(0)));
  });

  it('puts parallel edges side by side', () => {
    expect(lanesOf(['0-2', '1-2', '0-2'])).toEqual([-0.5, 0, 0.5]);
    const lane = (at: number) =>
      pointAt(curveBetween({ x: 0, y: 50 }, { x: 200, y: 50 }, { lane: at, inset: { from: 0, to: 0 } }), 0.5)
        .y;
    expect(lane(0.5) - lane(-0.5)).toBeGreaterThan(LABEL_HEIGHT);
  });

  it('writes a path', () => {
    const curve = curveBetween({ x: 0, y: 10 }, { x: 100, y: 20 }, { lane: 0, inset: { from: 5, to: 5 } });
    expect(pathOf(curve)).toBe('M5.0 10.0C50.0 10.0 50.0 20.0 95.0 20.0');
    expect([pointAt(curve, 0), pointAt(curve, 1)]).toEqual([
      { x: 5, y: 10 },
      { x: 95, y: 20 },
    ]);
  });

  it.each([SIZE, { width: 340, height: 250 }, { width: 510, height: 306 }])(
    'hides no label and no node at %o',
    (size) => {
      const given = task(size);
      const boxes = placeLabels(given).map((middle, i) =>
        boxAround(middle, labelWidth(given.edges[i]?.text ?? ''), LABEL_HEIGHT),
      );
      const hidden = boxes.flatMap((box, i) => [
        ...boxes.slice(i + 1).map((other) => overlap(box, other)),
        ...given.obstacles.map((obstacle) => overlap(box, obstacle)),
      ]);
      expect(Math.max(...hidden)).toBe(0);
    },
  );
});
