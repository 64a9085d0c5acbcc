/** What a person can mend: its message is shown without a stack. */
export class ScriptProblem extends Error {
  override readonly name = 'ScriptProblem';
}
