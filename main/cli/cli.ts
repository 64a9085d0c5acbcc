/** The program `dartboard`. Importing this file runs it with the arguments of the process. */
import { watchOpening } from './data/opening-watch.ts';
import { exitCodeOf } from './errors.ts';
import { createHost } from './host.ts';
import { createOutput, tellFailure } from './output.ts';
import { runProgram } from './program.ts';

const argv = process.argv.slice(2);
const output = createOutput(argv);
// A reader such as head may leave early; that is its right.
output.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

async function run(): Promise<number> {
  try {
    const host = createHost(process.env, watchOpening(output));
    return await runProgram(argv, { env: process.env, host, output });
  } catch (error) {
    tellFailure(output, error);
    return exitCodeOf(error);
  }
}

const code = await run();
if (code !== 0) process.exitCode = code;
