import type { Command } from 'commander';
import type { Host } from './host.ts';
import type { Output } from './output.ts';

/** What a command is given to work with. */
export interface Cli {
  readonly env: NodeJS.ProcessEnv;
  readonly host: Host;
  readonly output: Output;
}

/** One command of the program; its name is its key in the registry. */
export interface CommandDef {
  /** One line for the list of commands. */
  readonly summary: string;
  /**
   * Declares arguments and options on `command` and sets its action. The action returns when the command is done; it
   * throws an AppError for what a person can mend, and sets `process.exitCode` where it is not 0.
   */
  define(command: Command, cli: Cli): void;
}
