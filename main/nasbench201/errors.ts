import { AppError } from '../base/errors.ts';

/** What each error of this room carries. */
export interface BenchmarkErrorFacts {
  /** `problem`: a sentence that says where and what is expected. */
  'nasbench201/architecture': { readonly problem: string };
  'nasbench201/size': { readonly problem: string };
  'nasbench201/unreadable': { readonly path: string; readonly reason: string };
  'nasbench201/damaged': { readonly path: string; readonly problem: string };
}

/** The codes of this room's errors. */
export type BenchmarkErrorCode = keyof BenchmarkErrorFacts;

const MESSAGES: { readonly [C in BenchmarkErrorCode]: (facts: BenchmarkErrorFacts[C]) => string } = {
  'nasbench201/architecture': ({ problem }) => problem,
  'nasbench201/size': ({ problem }) => problem,
  'nasbench201/unreadable': ({ path, reason }) =>
    `The table of NAS-Bench-201 cannot be read from ${path}: ${reason}. Install the program again, or set DARTBOARD_RESOURCES to its folder resources.`,
  'nasbench201/damaged': ({ path, problem }) =>
    `The table of NAS-Bench-201 in ${path} is damaged: ${problem}. Install the program again.`,
};

/** An error of this room, with its sentence made from the facts. */
export function benchmarkError<C extends BenchmarkErrorCode>(
  code: C,
  facts: BenchmarkErrorFacts[C],
  cause?: unknown,
): AppError {
  return new AppError(code, MESSAGES[code](facts), {
    data: { ...facts },
    ...(cause === undefined ? {} : { cause }),
  });
}
