import { opOf, OPS, sizeOf } from '../engine/index.ts';
import type { Equation, Var } from '../engine/index.ts';
import type { Network, Section } from './tracer.ts';

/** What one part of a network costs, for one image. */
export interface Cost {
  /** Trainable numbers. Running statistics and alphas are none. */
  readonly params: number;
  /** Multiply-accumulates of convolutions and linear layers. */
  readonly macs: number;
  /**
   * The papers' figure ("+x" in the tables of sharpDARTS): the multiply-accumulates, and one for each output of a ReLU, each input of
   * a pool (the global one included), and each input of a batch normalization, two if that has parameters.
   */
  readonly multiplyAdds: number;
}

/** The cost of a part, by its name: `stem`, `cells.0`, ... */
export interface LayerCost extends Cost {
  readonly name: string;
}

/** The cost of a network. All sums are without the auxiliary head. */
export interface NetworkCost extends Cost {
  /** 0 without an auxiliary head. */
  readonly auxiliaryParams: number;
  /** 0 without an auxiliary head. */
  readonly auxiliaryMacs: number;
  /** The parts in order, the auxiliary head not among them. */
  readonly layers: readonly LayerCost[];
}

/** The name of the part that is counted apart. */
export const AUXILIARY_HEAD = 'auxiliary_head';

/**
 * Counts a network. Its batch must be 1.
 *
 * @see counts of the DARTS and sharpDARTS codes: `count_parameters_in_MB`, `flops_counter`
 */
export function countNetwork(network: Network): NetworkCost {
  const parts = network.sections.map((section) => ({ name: section.name, ...costOf(network, section) }));
  const layers = parts.filter(({ name }) => name !== AUXILIARY_HEAD);
  const head = parts.filter(({ name }) => name === AUXILIARY_HEAD);
  const total = (list: readonly Cost[], field: keyof Cost): number =>
    list.reduce((sum, part) => sum + part[field], 0);
  return {
    params: total(layers, 'params'),
    macs: total(layers, 'macs'),
    multiplyAdds: total(layers, 'multiplyAdds'),
    auxiliaryParams: total(head, 'params'),
    auxiliaryMacs: total(head, 'macs'),
    layers,
  };
}

function costOf({ program, parameters }: Network, section: Section): Cost {
  const equations = program.equations.slice(...section.equations);
  const trained = new Set(Object.values(program.reads).map((argument) => argument.id));
  const sum = (cost: (equation: Equation) => number): number =>
    equations.reduce((total, equation) => total + cost(equation), 0);
  const macs = sum(macsOf);
  return {
    params: parameters.slice(...section.parameters).reduce((total, { shape }) => total + sizeOf(shape), 0),
    macs,
    multiplyAdds: macs + sum((equation) => EXTRA[equation.op]?.(equation, trained) ?? 0),
  };
}

function macsOf({ op, inputs, attrs, outputs }: Equation): number {
  const types = (values: readonly Var[]) => values.map((value) => value.type);
  return opOf(OPS, op).macs(types(inputs), attrs, types(outputs));
}

/**
 * What NAS-Bench-201 and IS-DARTS print as FLOPs: multiply-accumulates, and one for each output of a layer with a bias. Without the auxiliary
 * head; the network's batch must be 1.
 *
 * @see AutoDL-Projects, `get_model_infos`
 */
export function countFlops(network: Network): number {
  const { program, sections } = network;
  const trained = new Set(Object.values(program.reads).map((argument) => argument.id));
  const isBias = ({ id, type }: Var): boolean => trained.has(id) && type.shape.length === 1;
  const biased = sections
    .filter(({ name }) => name !== AUXILIARY_HEAD)
    .flatMap((section) => program.equations.slice(...section.equations))
    .filter(({ op, inputs }) => op === 'add' && inputs.some(isBias));
  return countNetwork(network).macs + biased.reduce((sum, { outputs }) => sum + elements(outputs[0]), 0);
}

const elements = (value: Var | undefined): number => (value === undefined ? 0 : sizeOf(value.type.shape));
const pool = ({ inputs }: Equation): number => elements(inputs[0]);

function normalization({ inputs: [x, scale] }: Equation, trained: ReadonlySet<number>): number {
  return elements(x) * (scale !== undefined && trained.has(scale.id) ? 2 : 1);
}

/** What the papers' figure counts beside multiply-accumulates. */
const EXTRA: Readonly<Record<string, (equation: Equation, trained: ReadonlySet<number>) => number>> = {
  relu: ({ outputs }) => elements(outputs[0]),
  maxPool: pool,
  avgPool: pool,
  batchNorm: normalization,
  batchNormInference: normalization,
};
