import { assert } from '../base/assert.ts';
import type { Executable } from '../engine/index.ts';
import { ALPHAS } from '../nn/index.ts';
import {
  alphaShape,
  candidatesOf,
  CELL_KINDS,
  deriveArchitecture,
  deriveGenotype,
  edgeCount,
  edgeIndex,
  edgesIn,
  isPair,
  isHyperCuboid,
  isPath,
  isRecurrent,
  kindsOf,
} from '../spaces/index.ts';
import type {
  Architecture,
  CellKind,
  CellSpace,
  Genotype,
  GenotypeCell,
  GenotypeEdge,
  HyperCuboid,
  SearchSpace,
} from '../spaces/index.ts';
import type { Alphas } from './events.ts';

/** Beside logits of 0 its share of a softmax is 1 in float32, so that of equal shares the lower state comes first. */
const CERTAIN = 20;
/** Its share is below that of `CERTAIN`, and above that of any primitive that was not chosen. */
const SECOND = 10;

/**
 * Alphas that stand for a cell: `deriveGenotype` gives exactly it, the order of its edges included. They were not learnt from anything,
 * and nothing but the derived cell may be read off them.
 *
 * @returns raw alphas [E][P]: 0 but at the cell's choices
 */
export function alphasOf(architecture: Architecture, space: SearchSpace): Alphas {
  if (isHyperCuboid(space)) return alphasOfPath(architecture, space);
  assert(!isPath(architecture), 'a space of cells gives cells');
  if (isPair(architecture)) return alphasOfPairs(architecture, space);
  const certain = (name: string) =>
    space.primitives.map((primitive) => (primitive.name === name ? CERTAIN : 0));
  const rows = isRecurrent(architecture)
    ? edgesIn(space).map(({ node, input }) => {
        const chosen = architecture.recurrent[node];
        return certain(chosen?.input === input ? chosen.primitive : '');
      })
    : architecture.operations.map(certain);
  const alphas = { normal: rows, reduction: [] };
  const isSame = isSameText(deriveArchitecture(space, alphas), architecture);
  assert(isSame, 'alphas of the space can stand for the cell');
  return alphas;
}

function alphasOfPath(architecture: Architecture, space: HyperCuboid): Alphas {
  assert(isPath(architecture), 'a hypercuboid gives paths');
  const candidates = candidatesOf(space);
  const rows = architecture.operations.map(({ primitive, channelsIn, channelsOut }) =>
    candidates.map(({ from, to, primitive: p }) =>
      space.channels[from] === channelsIn &&
      space.channels[to] === channelsOut &&
      space.primitives[p]?.name === primitive
        ? CERTAIN
        : 0,
    ),
  );
  const alphas = { normal: rows, reduction: [] };
  assert(
    isSameText(deriveArchitecture(space, alphas), architecture),
    'alphas of the space can stand for the path',
  );
  return alphas;
}

function alphasOfPairs(genotype: Genotype, space: CellSpace): Alphas {
  const alphas = { normal: rowsOf(genotype.normal, space), reduction: rowsOf(genotype.reduction, space) };
  const derived = deriveGenotype(space, alphas);
  const isSame = CELL_KINDS.every((kind) => equal(derived[kind], genotype[kind]));
  assert(isSame, 'alphas of the space can stand for the cell');
  return alphas;
}

/** The alphas that an executable holds. */
export async function readAlphas(executable: Executable, space: SearchSpace): Promise<Alphas> {
  const [count, columns] = alphaShape(space);
  const kinds = kindsOf(space);
  const rows = async (kind: CellKind) => {
    if (!kinds.includes(kind)) return [];
    const values = await executable.read(ALPHAS[kind]);
    assert(values.length === count * columns, 'alphas are [E,P]');
    return Array.from({ length: values.length / columns }, (_, row) =>
      Array.from(values.subarray(row * columns, (row + 1) * columns)),
    );
  };
  return { normal: await rows('normal'), reduction: await rows('reduction') };
}

function rowsOf({ edges }: GenotypeCell, space: CellSpace): readonly (readonly number[])[] {
  const names = space.primitives.map(({ name }) => name);
  const rows: (readonly number[])[] = Array.from({ length: edgeCount(space.intermediateNodes) }, () =>
    names.map(() => 0),
  );
  edges.forEach(({ primitive, input }, i) => {
    const first: GenotypeEdge | undefined = i % 2 === 1 ? edges[i - 1] : undefined;
    const logit = first !== undefined && first.input > input ? SECOND : CERTAIN;
    const row = edgeIndex({ node: Math.floor(i / 2), input });
    rows[row] = names.map((name) => (name === primitive ? logit : 0));
  });
  return rows;
}

const equal = (a: GenotypeCell, b: GenotypeCell): boolean => isSameText(cellText(a), cellText(b));

const isSameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const cellText = ({ edges, concat }: GenotypeCell) => [
  edges.map(({ primitive, input }) => [primitive, input]),
  concat,
];
