import { z } from 'zod';
import { PRIMITIVE_NAME } from '../primitive.ts';
import { exactly, expected, wholeNumber } from '../schema.ts';
import { hypercuboidError } from './errors.ts';
import { MOST, stagesOf } from './space.ts';
import type { HyperCuboid } from './space.ts';

/** An operation of a path. */
export interface PathOperation {
  readonly primitive: string;
  readonly stride: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
}

/** What an operation is called: `32-64 SharpSepConv`. */
export const operationName = ({
  primitive,
  channelsIn,
  channelsOut,
}: Omit<PathOperation, 'stride'>): string => `${channelsIn}-${channelsOut} ${primitive}`;

/** A path through a hypercuboid: one operation of each stage, which takes what the one before it gives. */
export interface ChannelPath {
  readonly wiring: 'path';
  /** In the order in which images pass them; the stem gives what the first one takes. */
  readonly operations: readonly PathOperation[];
  /** Channels behind the last operation, before the global pool. */
  readonly base: number;
}

/** The shape of a path in files. */
export const pathSchema = exactly({
  wiring: z.literal('path', expected('"path"')),
  operations: z
    .array(
      exactly({
        primitive: z
          .string(expected('the name of a primitive'))
          .regex(PRIMITIVE_NAME, expected('the name of a primitive')),
        stride: wholeNumber(1, 2),
        channelsIn: wholeNumber(1, MOST.channel),
        channelsOut: wholeNumber(1, MOST.channel),
      }),
      expected('a list of operations'),
    )
    .min(1, expected('an operation at least'))
    .max(MOST.layers * MOST.strides, expected(`at most ${MOST.layers * MOST.strides} operations`)),
  base: wholeNumber(1, MOST.base),
});

/**
 * Passes if the operations fit together.
 *
 * @throws hypercuboid/path
 */
export function checkPath({ operations }: ChannelPath): void {
  if (operations.length === 0) {
    throw hypercuboidError('hypercuboid/path', { at: null, problem: 'it has no operation' });
  }
  operations.forEach(({ channelsIn }, at) => {
    const given = operations[at - 1]?.channelsOut;
    if (given === undefined || given === channelsIn) return;
    const problem = `it takes ${channelsIn} channels, and the operation before it gives ${given}`;
    throw hypercuboidError('hypercuboid/path', { at, problem });
  });
}

/**
 * Passes if the path leads through the space.
 *
 * @throws hypercuboid/path
 */
export function checkPathIn(path: ChannelPath, space: HyperCuboid): void {
  checkPath(path);
  const stages = stagesOf(space);
  const { operations } = path;
  if (operations.length !== stages.length) {
    const problem = `it has ${operations.length} operations, and ${space.title} has ${stages.length} stages`;
    throw hypercuboidError('hypercuboid/path', { at: null, problem });
  }
  const names = space.primitives.map(({ name }) => name);
  operations.forEach(({ primitive, stride, channelsIn, channelsOut }, at) => {
    const refuse = (problem: string): never => {
      throw hypercuboidError('hypercuboid/path', { at, problem });
    };
    if (!names.includes(primitive))
      refuse(`there is no "${primitive}" in ${space.title}; it has ${names.join(', ')}`);
    const wanted = stages[at]?.stride;
    if (stride !== wanted) refuse(`its stride is ${stride}, and that of the stage is ${String(wanted)}`);
    for (const count of [channelsIn, channelsOut]) {
      if (!space.channels.includes(count)) {
        refuse(`${count} channels are not of ${space.title}, which has ${space.channels.join(', ')}`);
      }
    }
  });
}
