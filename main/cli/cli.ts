/** The program `dartboard`. Importing this file runs it with the arguments of the process. */
import { createHost } from './host.ts';
import { createOutput } from './output.ts';
import { runProgram } from './program.ts';

const argv = process.argv.slice(2);
const output = createOutput(argv);
// A reader such as head may leave early; that is its right.
output.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
const code = await runProgram(argv, { env: process.env, host: createHost(process.env), output });
if (code !== 0) process.exitCode = code;
