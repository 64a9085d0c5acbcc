import { Option } from 'commander';
import { EXPORT_FORMATS, exportRuns } from '../../runs/index.ts';
import type { ExportFormatName } from '../../runs/index.ts';
import type { CommandDef } from '../command.ts';
import { findEach } from '../run-arguments.ts';
import { FORCE_HELP, tellExport } from '../runs/export.ts';
import { RUN_HELP } from '../runs/run-help.ts';

interface Options {
  readonly format: ExportFormatName;
  readonly out: string;
  readonly force: boolean;
}

const FORMATS_HELP = Object.entries(EXPORT_FORMATS).map(
  ([name, { title }]) => `  ${name.padEnd(14)} ${title}`,
);

/** `export`: runs in the forms of other programs. */
export const exportCommand: CommandDef = {
  summary: 'runs for other programs: TensorBoard, CSV, JSON, a genotype, a bundle',
  define(command, { host, output }) {
    command
      .argument('<run...>', RUN_HELP)
      .addOption(
        new Option('--format <format>', 'what to write, see below')
          .choices(Object.keys(EXPORT_FORMATS))
          .makeOptionMandatory(),
      )
      .requiredOption('--out <path>', 'where to write it: a new file, or a new folder')
      .option('--force', FORCE_HELP, false)
      .addHelpText('after', `\nFormats:\n${FORMATS_HELP.join('\n')}`)
      .action(async (references: readonly string[], { format, out, force }: Options) => {
        const runs = await findEach(host.store, references);
        const exported = await exportRuns(runs, { format, out, force, appVersion: host.version });
        tellExport(exported, format, output);
      });
  },
};
