/** How long each op of a traced run took: the part of TensorFlow's RunMetadata that says so. */
import protobuf from 'protobufjs/light.js';
import type { OpTime } from '../executor.ts';

/** Field numbers as in TensorFlow's step_stats.proto and config.proto. */
const SCHEMA = {
  nested: {
    NodeStats: {
      fields: {
        name: { id: 1, type: 'string' },
        start: { id: 3, type: 'int64' },
        end: { id: 4, type: 'int64' },
      },
    },
    DeviceStats: {
      fields: {
        device: { id: 1, type: 'string' },
        nodes: { id: 2, type: 'NodeStats', rule: 'repeated' },
      },
    },
    StepStats: { fields: { devices: { id: 1, type: 'DeviceStats', rule: 'repeated' } } },
    RunMetadata: { fields: { stats: { id: 1, type: 'StepStats' } } },
  },
} as const;

interface Metadata {
  readonly stats?: {
    readonly devices?: readonly {
      readonly nodes?: readonly { readonly name: string; readonly start?: number; readonly end?: number }[];
    }[];
  };
}

/** Reads a serialized RunMetadata; sums the calls of each kind of node. */
export function opTimesOf(metadata: Uint8Array): readonly OpTime[] {
  const type = protobuf.Root.fromJSON(SCHEMA).lookupType('RunMetadata');
  const { stats } = type.toObject(type.decode(metadata), { longs: Number }) as Metadata;
  const times = new Map<string, { calls: number; seconds: number }>();
  for (const { nodes = [] } of stats?.devices ?? []) {
    for (const { name, start = 0, end = 0 } of nodes) {
      const op = kindOf(name);
      const time = times.get(op) ?? { calls: 0, seconds: 0 };
      times.set(op, { calls: time.calls + 1, seconds: time.seconds + (end - start) / 1e6 });
    }
  }
  return [...times].map(([op, time]) => ({ op, ...time })).sort((a, b) => b.seconds - a.seconds);
}

/** Nodes are named `program/Op_12`. */
const kindOf = (node: string): string => /([A-Za-z0-9]+)_\d+$/.exec(node)?.[1] ?? node;
