import { describe, expect, it } from 'vitest';
import { OPS } from '../../ops/registry.ts';
import { Builder, float32 } from '../../program/index.ts';
import type { Bundle } from '../../program/index.ts';
import { lowerBundle } from './graph.ts';
import type { Graph } from './graph.ts';
import { placementFor } from './placement.ts';

/** w + sum over both halves of x of (x + x + x) w, each half on its device. */
function bundle(places: readonly (0 | 1 | undefined)[]): Bundle {
  const b = new Builder(OPS);
  const [x, w] = [b.feed('x', float32(4)), b.read('w', float32(2))];
  const whole = { axis: 0, sizes: [2, 2] };
  const halves =
    places[0] === undefined ? b.all('split', [x], whole) : b.on('host', () => b.all('split', [x], whole));
  const parts = halves.map((half, i) =>
    b.on(places[i], () =>
      b.one('mul', [b.one('addN', [half, half, half]), b.one('mul', [w, b.fill(3, float32(2))])]),
    ),
  );
  const sum = b.one('addN', [w, ...parts]);
  return {
    variables: { w: float32(2) },
    programs: { step: b.build('step', { fetches: { sum }, updates: { w: sum } }) },
  };
}

const devicesOf = ({ nodes }: Graph, op: string): readonly string[] =>
  nodes.filter((node) => node.op === op).map(({ device }) => device);
const [HOST, FIRST, SECOND] = ['/device:CPU:0', '/device:GPU:0', '/device:GPU:1'];

describe('lowerBundle', () => {
  it('leaves everything to TensorFlow where nothing is placed', () => {
    const { nodes } = lowerBundle(bundle([]), OPS, placementFor(2));
    expect(new Set(nodes.map(({ device }) => device))).toEqual(new Set(['']));
  });

  it('names the devices of placed equations; variables and the rest stand on the first, feeds on the host', () => {
    const graph = lowerBundle(bundle([0, 1]), OPS, placementFor(2));
    expect(devicesOf(graph, 'Mul')).toEqual([FIRST, FIRST, SECOND, SECOND]);
    expect(devicesOf(graph, 'SplitV')).toEqual([HOST]);
    expect(devicesOf(graph, 'Placeholder')).toEqual([HOST, FIRST]);
    for (const op of ['VarHandleOp', 'ReadVariableOp', 'AssignVariableOp']) {
      expect(new Set(devicesOf(graph, op))).toEqual(new Set([FIRST]));
    }
    expect(graph.nodes.filter(({ device }) => device === '')).toEqual([]);
  });

  it('has constants on each device that uses them', () => {
    const { nodes } = lowerBundle(bundle([0, 1]), OPS, placementFor(2));
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const crossing = nodes.flatMap((node) =>
      node.inputs.flatMap((input) => {
        const source = byName.get(input.replace(/^\^|:\d+$/g, ''));
        return source === undefined || source.device === node.device ? [] : [source.op];
      }),
    );
    // To the second device the variable, and its product back; to each its half, which three additions use.
    expect(crossing.sort()).toEqual(['Mul', 'ReadVariableOp', ...Array.from({ length: 6 }, () => 'SplitV')]);
    const constants = new Set(nodes.filter(({ op }) => op === 'Const').map(({ device }) => device));
    expect(constants).toEqual(new Set([HOST, FIRST, SECOND]));
  });

  it('refuses a device that the machine does not have', () => {
    const lowered = () => lowerBundle(bundle([0, 1]), OPS, placementFor(1));
    expect(lowered).toThrow(
      'The program needs 2 devices or more, and this machine has 1 (/device:GPU:0). Set "devices" to what the machine has.',
    );
    expect(lowered).toThrow(expect.objectContaining({ code: 'engine/no-device' }));
  });

  it('takes the processor for the one device of a machine without GPUs', () => {
    const { nodes } = lowerBundle(bundle([0, 0]), OPS, placementFor(0));
    expect(new Set(nodes.map(({ device }) => device))).toEqual(new Set([HOST]));
  });
});
