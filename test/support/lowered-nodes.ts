import { OPS, opOf } from '../../main/engine/index.ts';
import type { Program } from '../../main/engine/index.ts';
import { GraphRecorder } from './graph-recorder.ts';
import type { RecordedNode } from './graph-recorder.ts';

/** The TensorFlow nodes of a program's equations, each with operands that are named by their numbers. */
export function loweredNodes(program: Program): readonly RecordedNode[] {
  const g = new GraphRecorder();
  for (const { op, inputs, outputs, attrs } of program.equations) {
    opOf(OPS, op).toGraph(g, {
      inputs: inputs.map(({ id }) => `%${id}`),
      inputTypes: inputs.map(({ type }) => type),
      outputTypes: outputs.map(({ type }) => type),
      dtype: outputs[0]?.type.dtype ?? 'float32',
      attrs,
    });
  }
  return g.nodes;
}

/** The element types that nodes of one kind compute in, each once. */
export function typesOf(nodes: readonly RecordedNode[], op: string, attr = 'T'): readonly string[] {
  const types = nodes.filter((node) => node.op === op).map(({ attrs }) => attrs[attr]);
  return [...new Set(types.map((type) => (type !== undefined && 'type' in type ? type.type : 'none')))];
}
