import { Argument } from 'commander';
import type { Command } from 'commander';
import type { RunRecord } from '../../runs/index.ts';
import type { Cli, CommandDef } from '../command.ts';
import { KINDS, presetOf, presetsOf } from '../kinds.ts';
import type { PresetDef } from '../kinds.ts';

type Kind = RunRecord['kind'];

/** `presets`: the settings that runs can begin from. */
export const presets: CommandDef = {
  summary: 'list the presets of searches and trainings with their sources, and show their settings',
  define(command, cli) {
    defineList(command, cli);
    defineShow(command, cli);
  },
};

function defineList(command: Command, { output }: Cli): void {
  command
    .command('list')
    .description('all presets, each with the paper and the section that its values are from')
    .action(() => {
      const all = (['search', 'train'] satisfies Kind[]).flatMap((kind) =>
        Object.entries(presetsOf(kind)).map(([name, { title, source }]) => ({ kind, name, title, source })),
      );
      output.result({ presets: all }, () => all.map(words).join('\n'));
    });
}

const words = ({ kind, name, title, source }: Listed): string =>
  `${kind} --preset ${name}\n    ${title}\n    ${source}`;

interface Listed extends Pick<PresetDef, 'title' | 'source'> {
  readonly kind: string;
  readonly name: string;
}

function defineShow(command: Command, { output }: Cli): void {
  command
    .command('show')
    .description('the settings of a preset as JSON: change what you like, and run with --config FILE')
    .addArgument(new Argument('<kind>', 'of what').choices(Object.keys(KINDS)))
    .argument('<preset>', 'its name')
    .action((kind: Kind, name: string) => {
      const { title, source, config } = presetOf(kind, name);
      output.result({ kind, name, title, source, config }, () => JSON.stringify(config, null, 2));
    });
}
