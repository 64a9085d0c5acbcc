import { AppError } from '../../base/errors.ts';

/** What each error of this room carries. */
export interface HyperCuboidErrorData {
  'hypercuboid/path': { readonly at: number | null; readonly problem: string };
  'hypercuboid/weights': { readonly problem: string };
  'hypercuboid/no-path': Readonly<Record<string, never>>;
}

/** The codes of this room's errors. */
export type HyperCuboidErrorCode = keyof HyperCuboidErrorData;

const MESSAGES: { readonly [C in HyperCuboidErrorCode]: (data: HyperCuboidErrorData[C]) => string } = {
  'hypercuboid/path': ({ at, problem }) =>
    `${at === null ? 'This path' : `Entry ${at + 1} of this path`}: ${problem}.`,
  'hypercuboid/weights': ({ problem }) => `These weights are of another hypercuboid: ${problem}.`,
  'hypercuboid/no-path': () =>
    'No path leads through this hypercuboid: every operation of some stage weighs too little to be computed.',
};

/** The error of this room with the given code; its sentence is made from the data alone. */
export function hypercuboidError<C extends HyperCuboidErrorCode>(
  code: C,
  data: HyperCuboidErrorData[C],
  cause?: unknown,
): AppError {
  return new AppError(code, MESSAGES[code](data), { data: { ...data }, cause });
}
