import { Option } from 'commander';
import {
  checkInSpace,
  checkPrimitives,
  diffGenotypes,
  findFormat,
  formatNames,
  FORMATS,
  genotypeToFile,
  OP_TABLES,
  PUBLISHED,
  tablePrimitives,
} from '../../spaces/index.ts';
import type { CellDiff, EdgeChange, OpTableName, ReadGenotype } from '../../spaces/index.ts';
import type { Command } from 'commander';
import type { Cli, CommandDef } from '../command.ts';
import { GENOTYPE_HELP, readGenotypeArgument } from '../genotype-argument.ts';
import { table } from '../output.ts';
import { cellSpaceArgument, SPACE_HELP } from '../space-argument.ts';

/** `genotype`: the library, and the written forms of genotypes. */
export const genotype: CommandDef = {
  summary: 'list, show, convert, validate and compare genotypes',
  define(command, cli) {
    defineList(command, cli);
    defineShow(command, cli);
    defineConvert(command, cli);
    defineValidate(command, cli);
    defineDiff(command, cli);
  },
};

function defineList(command: Command, { output }: Cli): void {
  command
    .command('list')
    .description('the published genotypes')
    .action(() => {
      const genotypes = PUBLISHED.map(({ name, aliases, ops, space, source }) => ({
        name,
        aliases,
        ops,
        space,
        source,
      }));
      const rows = genotypes.map(({ name, ops, source }) => [
        name,
        ops,
        `arXiv:${source.arxiv}`,
        source.paper,
      ]);
      output.result({ genotypes }, () => table([['name', 'ops', 'source', 'paper'], ...rows]));
    });
}

function defineShow(command: Command, { output }: Cli): void {
  command
    .command('show')
    .description('a genotype and where it came from')
    .argument('<genotype>', GENOTYPE_HELP)
    .action((argument: string) => {
      const read = readGenotypeArgument(argument);
      const value = { ...originOf(read), genotype: genotypeToFile(read.genotype) };
      output.result(value, () => [...originWords(read), FORMATS.python.print(read.genotype)].join('\n'));
    });
}

function originOf(read: ReadGenotype): object {
  if (read.from !== 'library') return { from: read.from };
  const { name, aliases, ops, space, source, note } = read.published;
  return { from: read.from, name, aliases, ops, space, source, note };
}

function originWords(read: ReadGenotype): string[] {
  if (read.from !== 'library') return [];
  const { name, ops, source, note } = read.published;
  return [
    `${name} (${source.paper}, arXiv:${source.arxiv}; op table ${ops})`,
    ...(note === '' ? [] : [note]),
  ];
}

function defineConvert(command: Command, { output }: Cli): void {
  command
    .command('convert')
    .description('a genotype in another form')
    .argument('<genotype>', GENOTYPE_HELP)
    .addOption(new Option('--to <format>', 'the form to write').choices(formatNames()).makeOptionMandatory())
    .action((argument: string, { to }: { readonly to: string }) => {
      const text = findFormat(to).print(readGenotypeArgument(argument).genotype);
      output.result({ format: to, text }, () => text);
    });
}

interface ValidateOptions {
  readonly space?: string;
  readonly ops?: OpTableName;
}

function defineValidate(command: Command, { output }: Cli): void {
  command
    .command('validate')
    .description('whether a genotype can be built')
    .argument('<genotype>', GENOTYPE_HELP)
    .option('--space <space>', `whether it can be derived from that search space: ${SPACE_HELP}`)
    .addOption(
      new Option('--ops <table>', 'whether that op table has its primitives').choices(Object.keys(OP_TABLES)),
    )
    .action((argument: string, { space, ops }: ValidateOptions) => {
      const read = readGenotypeArgument(argument);
      if (space !== undefined) checkInSpace(read.genotype, cellSpaceArgument(space));
      if (ops !== undefined) checkPrimitives(read.genotype, tablePrimitives(ops), `the op table ${ops}`);
      output.result({ valid: true, genotype: genotypeToFile(read.genotype) }, () => 'The genotype is valid.');
    });
}

function defineDiff(command: Command, { output }: Cli): void {
  command
    .command('diff')
    .description('what changes from one genotype to another')
    .argument('<before>', GENOTYPE_HELP)
    .argument('<after>')
    .action((before: string, after: string) => {
      const diff = diffGenotypes(readGenotypeArgument(before).genotype, readGenotypeArgument(after).genotype);
      const words = (): string =>
        [...cellWords('normal', diff.normal), ...cellWords('reduction', diff.reduction)].join('\n');
      output.result(diff, () => (diff.equal ? 'Both build the same cells.' : words()));
    });
}

function cellWords(name: string, { nodes, concat, sameEdges, allEdges }: CellDiff): string[] {
  const edges = nodes.flatMap((changes, node) =>
    changes.map((change) => `  node ${node}  ${changeWords(change)}`),
  );
  const output = [
    ...concat.added.map((state) => `  output  + state ${state}`),
    ...concat.removed.map((state) => `  output  - state ${state}`),
    ...(concat.reordered ? ['  output  the same states in another order'] : []),
  ];
  return [`${name} cell: ${sameEdges} of ${allEdges} edges are the same`, ...edges, ...output];
}

function changeWords(change: EdgeChange): string {
  switch (change.kind) {
    case 'same':
      return `  state ${change.input}: ${change.primitive}`;
    case 'added':
      return `+ state ${change.input}: ${change.primitive}`;
    case 'removed':
      return `- state ${change.input}: ${change.primitive}`;
    case 'changed':
      return `~ state ${change.input}: ${change.before} -> ${change.after}`;
  }
}
