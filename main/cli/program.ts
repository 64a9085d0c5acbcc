import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands/registry.ts';
import type { Cli, CommandDef } from './command.ts';
import { exitCodeOf, wrongUse } from './errors.ts';
import { tellFailure } from './output.ts';

/** Ends of the parser that are no mistake: the help or the version was asked for. */
const ASKED_FOR: readonly string[] = ['commander.helpDisplayed', 'commander.version'];
/** The help was shown because no command was given. */
const HELP_SHOWN = 'commander.help';

/**
 * Runs the program and tells of its failure, if it fails.
 *
 * @param argv - the arguments, without program and script
 * @returns with what the process ends, unless a command has set `process.exitCode`
 */
export async function runProgram(argv: readonly string[], cli: Cli): Promise<0 | 1 | 2> {
  try {
    await createProgram(cli).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && ASKED_FOR.includes(error.code)) return 0;
    if (error instanceof CommanderError && error.code === HELP_SHOWN) return 2;
    const failure = error instanceof CommanderError ? wrongUse(error, commandIn(argv)) : error;
    tellFailure(cli.output, failure);
    return exitCodeOf(failure);
  }
}

function createProgram(cli: Cli): Command {
  const program = new Command('dartboard')
    .description('Differentiable neural architecture search: search cells, train what was found.')
    .version(cli.host.version)
    .exitOverride()
    // Mistakes are told in one place, above, in the way of all failures.
    .configureOutput({
      writeOut: (text) => void cli.output.stdout.write(text),
      writeErr: (text) => void cli.output.stderr.write(text),
      outputError: () => undefined,
    });
  const commands: readonly (readonly [string, CommandDef])[] = Object.entries(COMMANDS);
  for (const [name, definition] of commands) {
    const command = program.command(name).description(definition.summary);
    definition.define(command, cli);
    addJsonOption(command);
  }
  return program;
}

function addJsonOption(command: Command): void {
  if (command.commands.length > 0) command.commands.forEach(addJsonOption);
  else command.option('--json', 'results as JSON lines on stdout');
}

/** The command that the arguments name, for the hint to its help. */
function commandIn(argv: readonly string[]): string | null {
  return argv.find((argument) => Object.hasOwn(COMMANDS, argument)) ?? null;
}
