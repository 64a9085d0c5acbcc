import { isPath, spaceAround } from '../../main/spaces/index.ts';
import type { Architecture, ChannelPath } from '../../main/spaces/index.ts';

/** The path that an architecture is, if there is a hypercuboid to draw it over; null: it is none, or of operations that mean nothing here. */
export const drawnPath = (architecture: Architecture | null): ChannelPath | null =>
  architecture !== null && isPath(architecture) && spaceAround(architecture) !== null ? architecture : null;
