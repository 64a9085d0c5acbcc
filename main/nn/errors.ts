import { AppError } from '../base/errors.ts';

/** What each error of this room carries. `layer` is the name of the layer at fault, as its parameters are named. */
export interface NnErrorData {
  'nn/odd-size': { readonly layer: string; readonly height: number; readonly width: number };
  'nn/odd-channels': { readonly layer: string; readonly channels: number };
  'nn/size-mismatch': {
    readonly layer: string;
    readonly what: string;
    readonly found: string;
    readonly needed: string;
  };
  'nn/uneven-stages': { readonly cells: number; readonly stages: number };
  'nn/large-stem': Readonly<Record<string, never>>;
  'nn/head-size': { readonly layer: string; readonly height: number; readonly width: number };
  'nn/parameter-shape': { readonly parameter: string; readonly found: string; readonly needed: string };
  'nn/fixture': { readonly fixture: string; readonly problem: string };
}

/** The codes of this room's errors. */
export type NnErrorCode = keyof NnErrorData;

// One sentence a code: what is wrong, where, and what to do.
const MESSAGES: { readonly [C in NnErrorCode]: (data: NnErrorData[C]) => string } = {
  'nn/odd-size': ({ layer, height, width }) =>
    `${layer}: this factorized reduction halves even sizes only, and its input is ${height}x${width}; take images whose ` +
    `sides halve evenly at every reduction cell, or a primitive that pads odd sizes (op table sharp).`,
  'nn/odd-channels': ({ layer, channels }) =>
    `${layer}: a factorized reduction gives half of its channels to each of its two convolutions, so ${channels} channels ` +
    `do not fit; take an even number of initial channels.`,
  'nn/size-mismatch': ({ layer, what, found, needed }) =>
    `${layer}: ${what} gives ${found} where ${needed} is needed; choose another primitive there, or larger images.`,
  'nn/head-size': ({ layer, height, width }) =>
    `${layer}: the auxiliary head needs a map of at least 6x6, and gets ${height}x${width}; take larger images, or train ` +
    `without the auxiliary head.`,
  'nn/uneven-stages': ({ cells, stages }) =>
    `${cells} cells do not divide into the ${stages} stages of a network of complete cells; take a multiple of ${stages}.`,
  'nn/large-stem': () =>
    'A network of complete cells has the stem of small images alone; leave the kind of network at "cifar".',
  'nn/parameter-shape': ({ parameter, found, needed }) =>
    `parameter ${parameter}: expected the shape ${needed}, got ${found}; these values are of another network.`,
  'nn/fixture': ({ fixture, problem }) => `fixture ${fixture}: ${problem}.`,
};

/** The error of this room with the given code; its sentence is made from the data alone. */
export function nnError<C extends NnErrorCode>(code: C, data: NnErrorData[C], cause?: unknown): AppError {
  return new AppError(code, MESSAGES[code](data), { data: { ...data }, cause });
}
