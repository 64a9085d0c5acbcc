/** What a person can mend: its message is shown without a stack. */
export class BenchProblem extends Error {
  override readonly name = 'BenchProblem';
}
