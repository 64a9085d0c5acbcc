/** Graphs as bytes: the part of TensorFlow's protocol buffers that a graph without functions needs. */
import protobuf from 'protobufjs/light.js';
import type { DType, NodeAttr } from '../../program/index.ts';
import type { NodeData, TensorAttr } from './nodes.ts';

/** Field numbers as in TensorFlow's types, tensor, attr_value, node_def, graph, config and rewriter_config .proto files. */
const SCHEMA = {
  nested: {
    Dim: { fields: { size: { id: 1, type: 'int64' } } },
    Shape: { fields: { dim: { id: 2, type: 'Dim', rule: 'repeated' } } },
    TensorProto: {
      fields: {
        dtype: { id: 1, type: 'int32' },
        shape: { id: 2, type: 'Shape' },
        content: { id: 4, type: 'bytes' },
        floats: { id: 5, type: 'float', rule: 'repeated' },
        ints: { id: 7, type: 'int32', rule: 'repeated' },
        bools: { id: 11, type: 'bool', rule: 'repeated' },
        halves: { id: 13, type: 'int32', rule: 'repeated' },
      },
    },
    ListValue: {
      fields: {
        s: { id: 2, type: 'bytes', rule: 'repeated' },
        i: { id: 3, type: 'int64', rule: 'repeated' },
      },
    },
    AttrValue: {
      fields: {
        list: { id: 1, type: 'ListValue' },
        s: { id: 2, type: 'bytes' },
        i: { id: 3, type: 'int64' },
        f: { id: 4, type: 'float' },
        b: { id: 5, type: 'bool' },
        type: { id: 6, type: 'int32' },
        shape: { id: 7, type: 'Shape' },
        tensor: { id: 8, type: 'TensorProto' },
      },
    },
    NodeDef: {
      fields: {
        name: { id: 1, type: 'string' },
        op: { id: 2, type: 'string' },
        input: { id: 3, type: 'string', rule: 'repeated' },
        device: { id: 4, type: 'string' },
        attr: { id: 5, keyType: 'string', type: 'AttrValue' },
      },
    },
    VersionDef: { fields: { producer: { id: 1, type: 'int32' } } },
    GraphDef: {
      fields: { node: { id: 1, type: 'NodeDef', rule: 'repeated' }, versions: { id: 4, type: 'VersionDef' } },
    },
    RewriterConfig: { fields: { disabled: { id: 19, type: 'bool' } } },
    GraphOptions: { fields: { rewrites: { id: 10, type: 'RewriterConfig' } } },
    GpuOptions: { fields: { allowGrowth: { id: 4, type: 'bool' } } },
    ConfigProto: {
      fields: {
        deviceCount: { id: 1, keyType: 'string', type: 'int32' },
        intraOpThreads: { id: 2, type: 'int32' },
        interOpThreads: { id: 5, type: 'int32' },
        gpu: { id: 6, type: 'GpuOptions' },
        softPlacement: { id: 7, type: 'bool' },
        threadsOfItsOwn: { id: 9, type: 'bool' },
        graph: { id: 10, type: 'GraphOptions' },
      },
    },
  },
} as const;

/** TensorFlow's numbers of element types. */
const TYPE_NUMBER: Record<DType | 'int64' | 'uint8', number> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  float16: 19,
};

/** The version of the graph language: that of TensorFlow 2.9, the oldest runtime this one is loaded by. */
const PRODUCER = 1087;

const root = protobuf.Root.fromJSON(SCHEMA);

/** A GraphDef. */
export function encodeGraph(nodes: readonly NodeData[]): Uint8Array {
  const type = root.lookupType('GraphDef');
  return type
    .encode(type.fromObject({ node: nodes.map(nodeMessage), versions: { producer: PRODUCER } }))
    .finish();
}

/** How a session runs its graph. */
export interface SessionConfig {
  /** Threads that run ops side by side. */
  readonly interOpThreads: number;
  /** Threads that share the work of one op. */
  readonly intraOpThreads: number;
  /** CPU devices among which equations can be placed; all of them are the one processor. */
  readonly processors: number;
}

/**
 * A ConfigProto. TensorFlow's own graph rewrites are off: the engine's passes have done what pays, the rewrites take longer than
 * they save (most of the time to the first step), and they may change the order of sums behind one's back.
 */
export function encodeConfig({ processors, ...threads }: SessionConfig): Uint8Array {
  const type = root.lookupType('ConfigProto');
  const message = {
    ...threads,
    deviceCount: { CPU: processors },
    gpu: { allowGrowth: true },
    softPlacement: true,
    threadsOfItsOwn: true,
    graph: { rewrites: { disabled: true } },
  };
  return type.encode(type.fromObject(message)).finish();
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const shapeMessage = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size })) });

function nodeMessage(node: NodeData): object {
  const attr = Object.fromEntries(
    Object.entries(node.attrs).map(([name, value]) => [name, attrMessage(value)]),
  );
  return { name: node.name, op: node.op, input: node.inputs, device: node.device, attr };
}

function attrMessage(attr: NodeAttr | TensorAttr): object {
  if ('type' in attr) return { type: TYPE_NUMBER[attr.type] };
  if ('int' in attr) return { i: attr.int };
  if ('float' in attr) return { f: attr.float };
  if ('bool' in attr) return { b: attr.bool };
  if ('text' in attr) return { s: bytes(attr.text) };
  if ('ints' in attr) return { list: { i: attr.ints } };
  if ('texts' in attr) return { list: { s: attr.texts.map(bytes) } };
  if ('shape' in attr) return { shape: shapeMessage(attr.shape) };
  return { tensor: tensorMessage(attr.tensor) };
}

function tensorMessage({ dtype, shape, values }: TensorAttr['tensor']): object {
  const head = { dtype: TYPE_NUMBER[dtype], shape: shapeMessage(shape) };
  switch (dtype) {
    case 'float32':
      return { ...head, floats: values };
    case 'int32':
      return { ...head, ints: values };
    case 'bool':
      return { ...head, bools: values.map((value) => value !== 0) };
    case 'bfloat16':
      return { ...head, halves: values.map(toBfloat16) };
    case 'float16':
      return { ...head, halves: values.map(toFloat16) };
  }
}

/** The upper half of a float32, rounded to nearest even. */
function toBfloat16(value: number): number {
  const word = new Uint32Array(new Float32Array([value]).buffer)[0] ?? 0;
  return ((word + 0x7fff + ((word >>> 16) & 1)) >>> 16) & 0xffff;
}

/** IEEE half precision, rounded to nearest; values beyond its range become infinite. */
function toFloat16(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | Math.round(size / 2 ** -24);
  const exponent = Math.floor(Math.log2(size));
  const mantissa = Math.round((size / 2 ** exponent - 1) * 1024);
  return sign | (((exponent + 15) << 10) + mantissa);
}
