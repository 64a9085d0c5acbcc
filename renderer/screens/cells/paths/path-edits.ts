/** What can be done to a path through a hypercuboid, and why something cannot. Every edit gives a path whose operations fit together. */
import type { ChannelPath, HyperCuboid } from '../../../../main/spaces/index.ts';
import type { Edited } from '../use-edits.ts';

/** The path after an edit and what was done, or why it was not. */
export type EditedPath = Edited<ChannelPath>;

const refuse = (refused: string): EditedPath => ({ cell: null, refused });

/** What a person calls a stage. */
export const stageName = (stage: number): string => `stage ${stage + 1}`;

/** Where features are: behind the stem, or behind a stage. */
const columnName = (column: number): string => (column === 0 ? 'the stem' : stageName(column - 1));

/** The channels of a column of features: 0 is behind the stem, n behind stage n - 1. */
export function channelsAt({ operations }: ChannelPath, column: number): number | null {
  const found = column === 0 ? operations[0]?.channelsIn : operations[column - 1]?.channelsOut;
  return found ?? null;
}

/** Gives a stage another primitive. */
export function setPrimitive(
  path: ChannelPath,
  space: HyperCuboid,
  { stage, primitive }: { readonly stage: number; readonly primitive: string },
): EditedPath {
  if (path.operations[stage] === undefined) return refuse('Select a stage first.');
  const names = space.primitives.map(({ name }) => name);
  if (!names.includes(primitive)) {
    return refuse(`There is no ${primitive} in ${space.title}; there are ${names.join(', ')}.`);
  }
  const operations = path.operations.map((one, i) => (i === stage ? { ...one, primitive } : one));
  return { cell: { ...path, operations }, said: `${primitive} in ${stageName(stage)}` };
}

/** Gives a column of features another channel count: what ends there and what begins there follow. */
export function setChannels(
  path: ChannelPath,
  space: HyperCuboid,
  { column, channels }: { readonly column: number; readonly channels: number },
): EditedPath {
  if (channelsAt(path, column) === null) return refuse('Select a stage first.');
  if (!space.channels.includes(channels)) {
    return refuse(`${channels} channels are not of ${space.title}, which has ${space.channels.join(', ')}.`);
  }
  const operations = path.operations.map((one, i) => ({
    ...one,
    ...(i === column ? { channelsIn: channels } : {}),
    ...(i === column - 1 ? { channelsOut: channels } : {}),
  }));
  return { cell: { ...path, operations }, said: `${channels} channels behind ${columnName(column)}` };
}

/** Gives a column of features the next larger channel count, or the next smaller one. */
export function stepChannels(
  path: ChannelPath,
  space: HyperCuboid,
  { column, by }: { readonly column: number; readonly by: 1 | -1 },
): EditedPath {
  const now = channelsAt(path, column);
  if (now === null) return refuse('Select a stage first.');
  const next = space.channels[space.channels.indexOf(now) + by];
  if (next !== undefined) return setChannels(path, space, { column, channels: next });
  const which = by === 1 ? 'most' : 'fewest';
  return refuse(`${now} channels are the ${which} that ${space.title} has.`);
}

/** Takes an operation of the hypercuboid into the path; its neighbours follow. */
export function takeOperation(
  path: ChannelPath,
  space: HyperCuboid,
  taken: {
    readonly stage: number;
    readonly primitive: string;
    readonly channelsIn: number;
    readonly channelsOut: number;
  },
): EditedPath {
  const { stage, primitive, channelsIn, channelsOut } = taken;
  const steps = [
    (one: ChannelPath) => setPrimitive(one, space, { stage, primitive }),
    (one: ChannelPath) => setChannels(one, space, { column: stage, channels: channelsIn }),
    (one: ChannelPath) => setChannels(one, space, { column: stage + 1, channels: channelsOut }),
  ];
  let cell = path;
  for (const step of steps) {
    const edited = step(cell);
    if ('refused' in edited) return edited;
    ({ cell } = edited);
  }
  return { cell, said: `${channelsIn}-${channelsOut} ${primitive} in ${stageName(stage)}` };
}
