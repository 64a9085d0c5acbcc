import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { Var } from '../../engine/index.ts';
import { tablePrimitives } from '../../spaces/index.ts';
import type { Genotype, GenotypeCell, OpTableName, Primitive, ReductionRule } from '../../spaces/index.ts';
import { derivedCell } from '../cells/derived-cell.ts';
import type { DerivedCell } from '../cells/derived-cell.ts';
import type { CellInputs } from '../cells/states.ts';
import { dropPathMasks } from '../layers/drop-path.ts';
import { Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import { CONVENTIONS } from './conventions.ts';
import { auxiliaryHead, classifier } from './head.ts';
import { planCells } from './plan.ts';
import type { ImageNetworkOptions } from './plan.ts';
import { STEMS } from './stem.ts';
import type { NetworkName } from './stem.ts';

/** A derived network. */
export interface DerivedNetworkOptions extends ImageNetworkOptions {
  readonly mode: Mode;
  /** The stem, and what goes with it. */
  readonly network: NetworkName;
  /** What the genotype's names stand for, and which code's conventions hold. */
  readonly opTable: OpTableName;
  /** What the genotype's names stand for, where they are not all in the op table. */
  readonly primitives?: readonly Primitive[];
  /** Whether there is an auxiliary head in training. */
  readonly auxiliary: boolean;
  /** Whether edges are dropped in training: `dropPathKeep` f32[] and `seed` i32[2] are fed then. */
  readonly dropPath: boolean;
  /** Mid channels of choke convolutions; null: the cell's channels; left out: 32, the published default. */
  readonly midChannels?: number | null;
  /** Which cells halve the size; the published networks: at one and two thirds. */
  readonly reductions?: ReductionRule;
  /** Whether evaluation also gives what each cell gives, as `cells.N` [N,H,W,C]; left out: no. */
  readonly cellOutputs?: boolean;
}

/** Where the auxiliary head stands: the output of that cell. */
const auxiliaryCell = (cells: number): number => Math.floor((2 * cells) / 3);

/**
 * The network of a genotype: `images` [N,H,W,C] to `logits` [N,K], in training also `auxiliaryLogits` [N,K] where there is an
 * auxiliary head. Evaluation has neither head nor drop path, so it has fewer parameters than training: bind them by name.
 *
 * @throws nn/odd-size, nn/odd-channels, nn/size-mismatch, nn/head-size where the images do not fit; spaces/primitive-unknown
 */
export function traceDerivedNetwork(genotype: Genotype, options: DerivedNetworkOptions): Network {
  const { batch, height, width, inputChannels, classes, mode } = options;
  const t = Tracer.begin(mode);
  const images = t.b.feed('images', float32(batch, height, width, inputChannels));
  const stem = STEMS[options.network];
  const outputs: Var[] = [];
  let inputs: CellInputs = stem.trace(t, images, options.initChannels);
  cellsOf(t, genotype, options).forEach((cell, i) => {
    const layer = t.at('cells').at(i);
    inputs = [inputs[1], layer.section(() => derivedCell(layer, inputs, cell))];
    outputs.push(inputs[1]);
  });
  if (mode === 'eval' || !options.auxiliary) {
    const given = mode === 'eval' && options.cellOutputs === true ? outputs : [];
    const maps = Object.fromEntries(given.map((output, i) => [`cells.${i}`, output]));
    return t.finish('derived', { ...maps, logits: classifier(t, inputs[1], classes) });
  }
  const at = auxiliaryCell(options.cells);
  const { secondNorm } = CONVENTIONS[options.opTable][options.network];
  const head = t.at('auxiliary_head');
  const [rectified, auxiliaryLogits] = head.section(() => {
    const map = t.b.one('relu', [defined(outputs[at], 'it is one of the cells')]);
    return [map, auxiliaryHead(head, map, { classes, secondNorm })] as const;
  });
  // The head's first ReLU works in place in the references. Later cells begin with one anyway, but where the head stands on the last
  // cell (one to three cells), the classifier sees the rectified map.
  const last = at === options.cells - 1 ? rectified : inputs[1];
  return t.finish('derived', { logits: classifier(t, last, classes), auxiliaryLogits });
}

/** The cells in order, each with its masks of drop path. */
function cellsOf(t: Tracer, genotype: Genotype, options: DerivedNetworkOptions): readonly DerivedCell[] {
  const { midChannels, opTable, network } = options;
  const primitives = options.primitives ?? tablePrimitives(opTable);
  const concat = genotype[CONVENTIONS[opTable][network].normalConcat].concat;
  const cells = { normal: { ...genotype.normal, concat }, reduction: genotype.reduction };
  const places = planCells(options, options.reductions ?? 'thirds', STEMS[network].reduces);
  const genotypes = places.map(({ reduction }): GenotypeCell => cells[reduction ? 'reduction' : 'normal']);
  const edges = genotypes.map((cell) => cell.edges.length);
  const sites = edges.reduce((sum, count) => sum + count, 0);
  const masks = options.dropPath && t.mode === 'train' ? dropPathMasks(t, sites, options.batch) : [];
  let site = 0;
  return places.map((place, i) => {
    const first = site;
    site += edges[i] ?? 0;
    return {
      ...place,
      genotype: defined(genotypes[i], 'every place has a cell'),
      primitives,
      dropPathMasks: masks.slice(first, site),
      ...(midChannels === undefined ? {} : { midChannels }),
    };
  });
}
