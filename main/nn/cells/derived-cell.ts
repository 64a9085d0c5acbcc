import { defined } from '../../base/assert.ts';
import type { Var } from '../../engine/index.ts';
import { edgesInto, findPrimitive, nodeCount } from '../../spaces/index.ts';
import type { GenotypeCell, GenotypeEdge, Primitive } from '../../spaces/index.ts';
import { dropPath } from '../layers/drop-path.ts';
import { primitiveDef } from '../primitives/registry.ts';
import type { Tracer } from '../tracer.ts';
import { nodeShape, preprocess, requireSize, strideOf, sumOf } from './states.ts';
import type { CellInputs, CellPlace } from './states.ts';

/** A cell of a derived network. */
export interface DerivedCell extends CellPlace {
  readonly genotype: GenotypeCell;
  /** What the genotype's names stand for. */
  readonly primitives: readonly Primitive[];
  /** See `Place` of a primitive. */
  readonly midChannels?: number | null;
  /** A mask of drop path [N,1,1,1] for each edge of the genotype; empty where there is none. */
  readonly dropPathMasks: readonly Var[];
}

/**
 * A cell of a derived network: each node is the sum of its two edges, and the result the genotype's nodes joined in its order:
 * [N,H',W',concat * channels].
 *
 * @throws nn/size-mismatch, nn/odd-size, nn/odd-channels, spaces/primitive-unknown
 */
export function derivedCell(t: Tracer, inputs: CellInputs, cell: DerivedCell): Var {
  const states: Var[] = [...preprocess(t, inputs, { ...cell, affine: true })];
  const shape = nodeShape(defined(states[0], 'a cell has two inputs'), cell);
  for (let node = 0; node < nodeCount(cell.genotype); node++) {
    const terms = edgesInto(cell.genotype, node).flatMap((edge, i) => {
      const x = defined(states[edge.input], 'genotypes are checked to read earlier states');
      const y = edgeOf(t, x, { cell, edge, index: 2 * node + i });
      if (y === null) return [];
      requireSize(t.at('_ops').at(2 * node + i), { what: edge.primitive, found: y, needed: shape });
      return [y];
    });
    states.push(sumOf(t, terms, shape));
  }
  const joined = cell.genotype.concat.map((state) => defined(states[state], 'genotypes are checked'));
  return t.b.one('concat', joined, { axis: 3 });
}

interface DerivedEdge {
  readonly cell: DerivedCell;
  readonly edge: GenotypeEdge;
  readonly index: number;
}

function edgeOf(t: Tracer, x: Var, { cell, edge, index }: DerivedEdge): Var | null {
  const { midChannels } = cell;
  const where = { among: 'the op table', path: [t.name, '_ops', index] };
  const { definition } = findPrimitive(cell.primitives, edge.primitive, where);
  const y = primitiveDef(definition).trace(t.at('_ops').at(index), x, {
    definition,
    stride: strideOf(cell, edge.input),
    affine: true,
    ...(midChannels === undefined ? {} : { midChannels }),
  });
  const mask = cell.dropPathMasks[index];
  // An identity is never dropped: what comes back is x itself.
  return y === null || y === x || mask === undefined ? y : dropPath(t, y, mask);
}
