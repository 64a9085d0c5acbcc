import { describe, expect, it } from 'vitest';
import { checkPathIn, findPublishedPath, HYPERCUBOIDS } from '../../../../main/spaces/index.ts';
import type { ChannelPath } from '../../../../main/spaces/index.ts';
import { channelsAt, setChannels, setPrimitive, stepChannels, takeOperation } from './path-edits.ts';
import type { EditedPath } from './path-edits.ts';

const space = HYPERCUBOIDS.multichannelnet;
const published = findPublishedPath('MULTI_CHANNEL_HANDMADE_PATH')?.path;
if (published === undefined) throw new Error('it is published');
const path: ChannelPath = published;

function done(edited: EditedPath): ChannelPath {
  if ('refused' in edited) throw new Error(edited.refused);
  checkPathIn(edited.cell, space);
  return edited.cell;
}
const refused = (edited: EditedPath): string => ('refused' in edited ? edited.refused : '');

describe('edits of a path', () => {
  it('give a path through its hypercuboid, whatever column and stage they change', () => {
    for (let column = 0; column <= path.operations.length; column += 1) {
      for (const channels of space.channels) {
        const edited = done(setChannels(path, space, { column, channels }));
        expect(channelsAt(edited, column)).toBe(channels);
      }
    }
    path.operations.forEach((_, stage) => {
      for (const { name: primitive } of space.primitives) {
        const edited = done(setPrimitive(path, space, { stage, primitive }));
        expect(edited.operations[stage]?.primitive).toBe(primitive);
      }
    });
  });

  it('take an operation, and have its neighbours follow', () => {
    const taken = { stage: 2, primitive: 'ResizablePool', channelsIn: 256, channelsOut: 32 };
    const { operations } = done(takeOperation(path, space, taken));
    expect(operations[2]).toMatchObject({ primitive: 'ResizablePool', channelsIn: 256, channelsOut: 32 });
    expect([operations[1]?.channelsOut, operations[3]?.channelsIn]).toEqual([256, 32]);
  });

  it('step through the channel counts, and say where they end', () => {
    const low = done(setChannels(path, space, { column: 3, channels: 32 }));
    expect(channelsAt(done(stepChannels(low, space, { column: 3, by: 1 })), 3)).toBe(64);
    expect(refused(stepChannels(low, space, { column: 3, by: -1 }))).toBe(
      '32 channels are the fewest that MultiChannelNet has.',
    );
  });

  it('refuse what is not of the hypercuboid', () => {
    expect(refused(setChannels(path, space, { column: 1, channels: 48 }))).toMatch(/48 channels are not of/);
    expect(refused(setPrimitive(path, space, { stage: 1, primitive: 'odd' }))).toMatch(/There is no odd/);
    expect(refused(setPrimitive(path, space, { stage: 99, primitive: 'SharpSepConv' }))).toBe(
      'Select a stage first.',
    );
  });
});
