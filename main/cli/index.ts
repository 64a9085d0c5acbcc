/** The door of the command line: the program and its host, for whoever runs them in a process of their own. */
export type { Cli, CommandDef } from './command.ts';
export { createHost } from './host.ts';
export type { Host } from './host.ts';
export { createOutput } from './output.ts';
export type { Output, Streams } from './output.ts';
export type { RunRequest } from './plan-run.ts';
export { runProgram } from './program.ts';
