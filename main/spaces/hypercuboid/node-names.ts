/** Paths as the published code writes them: the names of the nodes of its graph. */
import { HYPERCUBOIDS } from './catalog.ts';
import { hypercuboidError } from './errors.ts';
import { checkPath } from './path.ts';
import type { ChannelPath, PathOperation } from './path.ts';
import { stagesOf } from './space.ts';
import type { Candidate, HyperCuboid, Stage } from './space.ts';

const OPERATION =
  /^layer_(\d{1,4})_stride_([12])_c_in_(\d{1,6})_c_out_(\d{1,6})_op_type_([A-Za-z0-9_.+-]{1,64}?)(?:_opid_(\d{1,4}))?$/;
const AROUND =
  /^(?:Source|Conv3x3_\d{1,4}|BatchNorm_\d{1,4}|layer_\d{1,4}_add_c_out_\d{1,6}_stride_[12]|SharpSepConv\d{1,6}|add-SharpSep|global_pooling|Linear)$/;

/**
 * The path of a list of node names, with or without `_opid_K`, with or without what stands around the operations.
 *
 * @param base - channels behind the last operation, which the names do not tell; left out: those of the published code
 * @throws hypercuboid/path for a name that is none of the graph's, or operations that do not fit together
 */
export function pathOfNodes(nodes: readonly string[], base = HYPERCUBOIDS.multichannelnet.base): ChannelPath {
  const operations = nodes.flatMap((name, at): PathOperation[] => {
    const [, , stride, channelsIn, channelsOut, primitive] = OPERATION.exec(name) ?? [];
    if (primitive !== undefined) {
      return [
        {
          primitive,
          stride: Number(stride),
          channelsIn: Number(channelsIn),
          channelsOut: Number(channelsOut),
        },
      ];
    }
    if (AROUND.test(name)) return [];
    const problem = `"${name}" is no node of a hypercuboid, as layer_0_stride_1_c_in_32_c_out_64_op_type_SharpSepConv is`;
    throw hypercuboidError('hypercuboid/path', { at, problem });
  });
  const path: ChannelPath = { wiring: 'path', operations, base };
  checkPath(path);
  return path;
}

/** What a graph ends with. */
export const TAIL = ['add-SharpSep', 'global_pooling', 'Linear'] as const;

/** The nodes of the stem of the channel count at that place. */
export const stemNames = (place: number): readonly [convolution: string, normalization: string] => [
  `Conv3x3_${place}`,
  `BatchNorm_${place}`,
];

/** An operation of the space, by the places of its channel counts and its primitive. */
export function operationName(
  { layer, stride, from, to, primitive }: Candidate & Pick<Stage, 'layer' | 'stride'>,
  { channels, primitives }: HyperCuboid,
): string {
  const between = `c_in_${channels[from] ?? 0}_c_out_${channels[to] ?? 0}`;
  return `layer_${layer}_stride_${stride}_${between}_op_type_${primitives[primitive]?.name ?? ''}_opid_${primitive}`;
}

/** The sum of what a stage gives with that many channels. */
export const addName = (of: {
  readonly layer: number;
  readonly stride: number;
  readonly channels: number;
}): string => `layer_${of.layer}_add_c_out_${of.channels}_stride_${of.stride}`;

/** The base behind the last feature of that many channels. */
export const baseName = (channels: number): string => `SharpSepConv${channels}`;

/** The nodes of a path through the space, from `Source` to `Linear`. */
export function nodesOfPath({ operations }: ChannelPath, space: HyperCuboid): readonly string[] {
  const stages = stagesOf(space);
  const place = (channels: number): number => space.channels.indexOf(channels);
  const between = operations.flatMap(({ primitive: name, channelsIn, channelsOut }, i) => {
    const { layer = 0, stride = 1 } = stages[i] ?? {};
    const primitive = space.primitives.findIndex((one) => one.name === name);
    const operation = { layer, stride, from: place(channelsIn), to: place(channelsOut), primitive };
    return [operationName(operation, space), addName({ layer, stride, channels: channelsOut })];
  });
  return [
    'Source',
    ...stemNames(place(operations[0]?.channelsIn ?? 0)),
    ...between,
    baseName(operations.at(-1)?.channelsOut ?? 0),
    ...TAIL,
  ];
}

/** What the edges of a path weigh that no operation has: from `Source` 600, to `Linear` 800, and 1 each of the others. */
export const aroundLength = (operations: number): number => 600 + 1 + 1 + (operations - 1) + 1 + 1 + 1 + 800;
