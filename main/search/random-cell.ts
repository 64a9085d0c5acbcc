import { defined } from '../base/assert.ts';
import type { Rng } from '../base/rng.ts';
import { allowedOn, edgesIn, isHyperCuboid, stagesOf } from '../spaces/index.ts';
import type {
  Architecture,
  CellKind,
  CellSpace,
  ChannelPath,
  Genotype,
  GenotypeCell,
  GenotypeEdge,
  HyperCuboid,
  PathOperation,
  SearchSpace,
} from '../spaces/index.ts';

/**
 * A cell of each kind, uniform among those that the space can give: for each node two different states, uniform among all pairs, and for
 * each of both edges a primitive, uniform among those that it may take and that compute something.
 *
 * An edge that a restriction leaves one primitive gets the whole softmax whatever its alpha is, and so is derived before any edge of a
 * higher state: pairs without it are not drawn, as no search could give them.
 */
export const randomGenotype = (space: CellSpace, rng: Rng): Genotype => ({
  normal: randomCell(space, 'normal', rng),
  reduction: randomCell(space, 'reduction', rng),
});

/**
 * An architecture, uniform among those that the space can give: pairs as `randomGenotype`; of complete cells a primitive for each edge, the zero
 * operation among them, as in NAS-Bench-201; paths with the same chance each.
 */
export function randomArchitecture(space: SearchSpace, rng: Rng): Architecture {
  if (isHyperCuboid(space)) return randomPath(space, rng);
  if (space.wiring === 'pairs') return randomGenotype(space, rng);
  const operations = edgesIn(space).map((edge) => {
    const allowed = allowedOn(space, 'normal', edge);
    return drawn(
      rng,
      space.primitives.filter((_, p) => allowed[p]),
    ).name;
  });
  return { wiring: 'complete', operations };
}

/** Every path has as many ways on from every feature, so that features and operations drawn one by one make all paths equally likely. */
function randomPath(space: HyperCuboid, rng: Rng): ChannelPath {
  const { channels, primitives, base } = space;
  let channelsIn = drawn(rng, channels);
  const operations = stagesOf(space).map(({ stride }): PathOperation => {
    const channelsOut = drawn(rng, channels);
    const operation = { primitive: drawn(rng, primitives).name, stride, channelsIn, channelsOut };
    channelsIn = channelsOut;
    return operation;
  });
  return { wiring: 'path', operations, base };
}

/** An edge into a node that can be chosen. */
interface Candidate {
  readonly input: number;
  readonly primitives: readonly string[];
  readonly isForced: boolean;
}

function randomCell(space: CellSpace, kind: CellKind, rng: Rng): GenotypeCell {
  const { intermediateNodes, concatNodes } = space;
  const edges = Array.from({ length: intermediateNodes }, (_, node): readonly GenotypeEdge[] => {
    const pair = drawn(rng, pairsOf(candidatesInto(space, kind, node)));
    return pair.map(({ input, primitives }) => ({ input, primitive: drawn(rng, primitives) }));
  }).flat();
  const concat = Array.from({ length: concatNodes }, (_, i) => intermediateNodes + 2 - concatNodes + i);
  return { edges, concat };
}

function candidatesInto(space: CellSpace, kind: CellKind, node: number): readonly Candidate[] {
  return Array.from({ length: node + 2 }, (_, input): Candidate => {
    const allowed = allowedOn(space, kind, { node, input });
    const open = space.primitives.filter((__, p) => allowed[p]);
    const primitives = open.filter(({ definition }) => definition.block !== 'zero').map(({ name }) => name);
    return { input, primitives, isForced: open.length === 1 };
  }).filter(({ primitives }) => primitives.length > 0);
}

/** All pairs of states, the lower first. */
function pairsOf(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const pairs = candidates.flatMap((high, at) => candidates.slice(0, at).map((low) => [low, high]));
  return pairs.filter(([low, high]) =>
    candidates.every(
      (other) => other === low || other === high || !other.isForced || other.input > (high?.input ?? 0),
    ),
  );
}

function drawn<T>(rng: Rng, from: readonly T[]): T {
  return defined(from[rng.integer(from.length)], 'a checked space leaves every node two edges');
}
