import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { annotate, annotationsChangeSchema, runsError } from '../../runs/index.ts';
import type { Annotations, AnnotationsChange } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { readText } from '../genotype-argument.ts';
import { findEach } from '../run-arguments.ts';
import { RUN_HELP } from './run-help.ts';

interface AnnotateOptions {
  /** False: `--no-experiment`. */
  readonly experiment?: string | false;
  readonly tag: readonly string[];
  readonly untag: readonly string[];
  readonly star?: true;
  readonly unstar?: true;
  readonly note?: string;
  readonly noteFile?: string;
}

/** `runs annotate`. */
export function defineAnnotate(command: Command, { host, output }: Cli): void {
  const several = (value: string, all: readonly string[]): readonly string[] => [...all, value];
  command
    .command('annotate')
    .description('say something of runs: their experiment, tags, a star, a note')
    .argument('<run...>', RUN_HELP)
    .option('--experiment <name>', 'the experiment that they belong to', nonEmpty)
    .option('--no-experiment', 'they belong to none')
    .option('--tag <tag>', 'add a tag; may be repeated', several, [])
    .option('--untag <tag>', 'remove a tag; may be repeated', several, [])
    .addOption(new Option('--star', 'mark them with a star').conflicts('unstar'))
    .option('--unstar', 'take the star away')
    .addOption(
      new Option('--note <text>', 'what is noted of them (Markdown), instead of what was').conflicts(
        'noteFile',
      ),
    )
    .option('--note-file <file>', 'the same from a file, or from standard input with -')
    .action(async (references: readonly string[], options: AnnotateOptions) => {
      const change = changeOf(options);
      const runs = await findEach(host.store, references);
      for (const run of runs) {
        const annotations = await annotate(run, change);
        output.result({ run: run.id, annotations }, () => `${run.id}: ${annotationWords(annotations)}`);
      }
    });
}

function nonEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('Expected a name; --no-experiment takes runs out of theirs.');
}

/** @throws AppError `cli/wrong-use`, `cli/unreadable-file`, `runs/bad-annotations` */
function changeOf(options: AnnotateOptions): AnnotationsChange {
  const { tag, untag } = options;
  const both = tag.find((name) => untag.includes(name));
  if (both !== undefined) {
    throw cliError('cli/wrong-use', {
      problem: `The tag "${both}" is to be added and removed. Name it once.`,
    });
  }
  const asked = askedFor(options);
  if (Object.keys(asked).length === 0) {
    const problem =
      'Say what is to be said: --experiment, --tag, --untag, --star, --unstar, --note or --note-file.';
    throw cliError('cli/wrong-use', { problem });
  }
  const parsed = annotationsChangeSchema.safeParse(asked);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not annotations'}`;
  throw runsError('runs/bad-annotations', { problem }, parsed.error);
}

/** What the options name, and nothing else. */
function askedFor({ experiment, tag, untag, star, unstar, ...noted }: AnnotateOptions): object {
  const note =
    noted.noteFile === undefined ? noted.note : readText(noted.noteFile === '-' ? 0 : noted.noteFile);
  return {
    ...(experiment === undefined ? {} : { experiment: experiment === false ? null : experiment }),
    ...(tag.length === 0 ? {} : { addTags: tag }),
    ...(untag.length === 0 ? {} : { removeTags: untag }),
    ...(star === undefined && unstar === undefined ? {} : { starred: star === true }),
    ...(note === undefined ? {} : { note }),
  };
}

/** What is said of a run, in a line. */
export function annotationWords({ experiment, tags, starred, note }: Annotations): string {
  const parts = [
    ...(starred ? ['starred'] : []),
    ...(experiment === null ? [] : [`experiment ${experiment}`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(', ')}`]),
    ...(note === '' ? [] : [`a note of ${note.length} letters`]),
  ];
  return parts.length === 0 ? 'nothing is said of it' : parts.join('; ');
}
