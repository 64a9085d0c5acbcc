import { defined } from '../../base/assert.ts';
import type { Var } from '../../engine/index.ts';
import { edgeIndex } from '../../spaces/index.ts';
import type { Tracer } from '../tracer.ts';
import { mixedNodes } from './mixed-nodes.ts';
import type { Mixed } from './mixed-nodes.ts';
import { nodeShape, preprocess, strideOf } from './states.ts';
import type { CellInputs, CellPlace } from './states.ts';

/** A cell of a supernet. */
export interface SearchCell extends CellPlace, Mixed {
  readonly concatNodes: number;
}

/**
 * A cell of a supernet: every node is the sum over all earlier states of their mixed edges, and the result the last nodes joined:
 * [N,H',W',concatNodes * channels].
 *
 * @throws nn/size-mismatch, nn/odd-size, nn/odd-channels
 */
export function searchCell(t: Tracer, inputs: CellInputs, cell: SearchCell): Var {
  const given = preprocess(t, inputs, { ...cell, affine: false });
  const states = mixedNodes(t, given, {
    ...cell,
    inputs: 2,
    shape: nodeShape(defined(given[0], 'a cell has two inputs'), cell),
    at: (edge) => t.at('_ops').at(edgeIndex(edge)).at('_ops'),
    stride: ({ input }) => strideOf(cell, input),
  });
  return t.b.one('concat', states.slice(-cell.concatNodes), { axis: 3 });
}
