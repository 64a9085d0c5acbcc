/** Events as bytes: the part of TensorBoard's protocol buffers that a run needs. */
import protobuf from 'protobufjs/light.js';

/**
 * Field numbers as in TensorBoard's compat/proto/event.proto, summary.proto, histogram.proto, tensor.proto, tensor_shape.proto, in
 * plugins/hparams/plugin_data.proto and api.proto, and in protobuf's struct.proto.
 */
const SCHEMA = {
  nested: {
    Dim: { fields: { size: { id: 1, type: 'int64' } } },
    Shape: { fields: { dim: { id: 2, type: 'Dim', rule: 'repeated' } } },
    Tensor: {
      fields: {
        dtype: { id: 1, type: 'int32' },
        shape: { id: 2, type: 'Shape' },
        texts: { id: 8, type: 'bytes', rule: 'repeated' },
      },
    },
    Histogram: {
      fields: {
        min: { id: 1, type: 'double' },
        max: { id: 2, type: 'double' },
        num: { id: 3, type: 'double' },
        sum: { id: 4, type: 'double' },
        sumSquares: { id: 5, type: 'double' },
        bucketLimit: { id: 6, type: 'double', rule: 'repeated' },
        bucket: { id: 7, type: 'double', rule: 'repeated' },
      },
    },
    PluginData: { fields: { pluginName: { id: 1, type: 'string' }, content: { id: 2, type: 'bytes' } } },
    Metadata: { fields: { pluginData: { id: 1, type: 'PluginData' }, dataClass: { id: 4, type: 'int32' } } },
    Value: {
      fields: {
        tag: { id: 1, type: 'string' },
        simpleValue: { id: 2, type: 'float' },
        histo: { id: 5, type: 'Histogram' },
        tensor: { id: 8, type: 'Tensor' },
        metadata: { id: 9, type: 'Metadata' },
      },
    },
    Summary: { fields: { value: { id: 1, type: 'Value', rule: 'repeated' } } },
    Event: {
      fields: {
        wallTime: { id: 1, type: 'double' },
        step: { id: 2, type: 'int64' },
        fileVersion: { id: 3, type: 'string' },
        summary: { id: 5, type: 'Summary' },
      },
    },
    Setting: {
      fields: {
        number: { id: 2, type: 'double' },
        text: { id: 3, type: 'string' },
        flag: { id: 4, type: 'bool' },
      },
    },
    HparamInfo: { fields: { name: { id: 1, type: 'string' }, type: { id: 4, type: 'int32' } } },
    MetricName: { fields: { group: { id: 1, type: 'string' }, tag: { id: 2, type: 'string' } } },
    MetricInfo: { fields: { name: { id: 1, type: 'MetricName' }, datasetType: { id: 5, type: 'int32' } } },
    Experiment: {
      fields: {
        timeCreatedSecs: { id: 3, type: 'double' },
        hparamInfos: { id: 4, type: 'HparamInfo', rule: 'repeated' },
        metricInfos: { id: 5, type: 'MetricInfo', rule: 'repeated' },
      },
    },
    SessionStart: {
      fields: {
        hparams: { id: 1, keyType: 'string', type: 'Setting' },
        startTimeSecs: { id: 5, type: 'double' },
      },
    },
    SessionEnd: { fields: { status: { id: 1, type: 'int32' }, endTimeSecs: { id: 2, type: 'double' } } },
    HparamsData: {
      fields: {
        version: { id: 1, type: 'int32' },
        experiment: { id: 2, type: 'Experiment' },
        sessionStart: { id: 3, type: 'SessionStart' },
        sessionEnd: { id: 4, type: 'SessionEnd' },
      },
    },
  },
} as const;

const root = protobuf.Root.fromJSON(SCHEMA);
const eventType = root.lookupType('Event');
const hparamsType = root.lookupType('HparamsData');

/** Numbers in buckets; a bucket reaches from the limit of the one before, or `min`, to its own. */
export interface HistogramMessage {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly bucketLimit: readonly number[];
  readonly bucket: readonly number[];
}

/** One value of a summary, by its kind. */
export type ValueMessage = { readonly tag: string } & (
  | { readonly simpleValue: number }
  | { readonly histo: HistogramMessage }
  | {
      readonly tensor: {
        readonly dtype: number;
        readonly shape: { readonly dim: readonly { readonly size: number }[] };
        readonly texts?: readonly Uint8Array[];
      };
      readonly metadata: {
        readonly pluginData: { readonly pluginName: string; readonly content?: Uint8Array };
        readonly dataClass: number;
      };
    }
);

/** One event: the file's version, or values. */
export interface EventMessage {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly ValueMessage[] };
}

/** What a setting is. */
export type SettingMessage =
  { readonly number: number } | { readonly text: string } | { readonly flag: boolean };

/** What the plugin for hyperparameters is told. */
export interface HparamsMessage {
  readonly version: 0;
  readonly experiment?: {
    readonly timeCreatedSecs: number;
    readonly hparamInfos: readonly { readonly name: string; readonly type: number }[];
    readonly metricInfos: readonly {
      readonly name: { readonly group: string; readonly tag: string };
      readonly datasetType: number;
    }[];
  };
  readonly sessionStart?: {
    readonly hparams: Readonly<Record<string, SettingMessage>>;
    readonly startTimeSecs: number;
  };
  readonly sessionEnd?: { readonly status: number; readonly endTimeSecs: number };
}

/** An Event. */
export function encodeEvent(event: EventMessage): Uint8Array {
  return eventType.encode(event).finish();
}

/** An HParamsPluginData. */
export function encodeHparams(message: HparamsMessage): Uint8Array {
  return hparamsType.encode(message).finish();
}
