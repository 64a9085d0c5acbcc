/**
 * A failure that a person can act on: one sentence that says what is wrong and one that says what to do.
 * Everything else that is thrown during set-up is our own bug and is reported as such.
 */
export class SetupProblem extends Error {
  /**
   * @param {string} what what is wrong, as a sentence
   * @param {string} remedy what to do about it, as a sentence
   * @param {ErrorOptions} [options] the cause, where there is one
   */
  constructor(what, remedy, options) {
    super(`${what} ${remedy}`, options);
    this.name = 'SetupProblem';
  }
}

/**
 * What a person is told about a failure; the stack only with DARTBOARD_DEBUG=1.
 *
 * @param {unknown} error what was thrown
 * @param {NodeJS.ProcessEnv} [env] the environment
 * @returns {string} the text for stderr, without a final newline
 */
export function describeProblem(error, env = process.env) {
  if (env['DARTBOARD_DEBUG'] === '1') return error instanceof Error ? stackWithCauses(error) : String(error);
  if (error instanceof SetupProblem) return `dartboard: ${error.message}`;
  const known = systemProblem(error);
  if (known !== null) return `dartboard: ${known}`;
  const message = error instanceof Error ? error.message : String(error);
  return `dartboard: Set-up failed unexpectedly: ${message.split('\n')[0]}. Run it again with DARTBOARD_DEBUG=1 to see where.`;
}

/**
 * Runs a script's main function and turns what it throws into one message and exit code 1.
 *
 * @param {() => Promise<number | void>} main resolves to the exit code, 0 when it says nothing
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`${describeProblem(error)}\n`);
    process.exitCode = 1;
  }
}

/**
 * What the operating system refused, wherever it did.
 *
 * @param {unknown} error
 * @returns {string | null}
 */
function systemProblem(error) {
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error instanceof Error ? error : {});
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return 'The disk is full. Free some space, or set DARTBOARD_CACHE to a folder on a larger disk.';
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return `${path ?? 'A folder'} may not be written to. Change its owner, or set DARTBOARD_CACHE to a folder of your own.`;
  }
  return null;
}

/**
 * @param {Error} error
 * @returns {string}
 */
function stackWithCauses(error) {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackWithCauses(error.cause)}` : own;
}
