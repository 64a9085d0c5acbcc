import { Option } from 'commander';
import type { Command } from 'commander';
import { defined } from '../../base/assert.ts';
import {
  architectureToFile,
  checkArchitectureIn,
  checkOperations,
  diffGenotypes,
  formatNames,
  OP_TABLES,
  printArchitecture,
  printAs,
  PUBLISHED,
  PUBLISHED_PATHS,
  PUBLISHED_RECURRENT,
  readArchitecture,
  tablePrimitives,
} from '../../spaces/index.ts';
import type {
  CellDiff,
  EdgeChange,
  FormatName,
  OpTableName,
  PublishedArchitecture,
  ReadArchitecture,
} from '../../spaces/index.ts';
import type { Cli, CommandDef } from '../command.ts';
import { GENOTYPE_HELP, readArchitectureArgument, readGenotypeArgument } from '../genotype-argument.ts';
import { table } from '../output.ts';
import { readSpaceArgument, SPACE_HELP } from '../space-argument.ts';

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

interface Listed {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly ops: string | null;
  readonly space: string | null;
  readonly source: PublishedArchitecture['source'];
}

/** Pairs of cells, recurrent cells and paths. */
function listed(): readonly Listed[] {
  const cells = PUBLISHED.map(({ name, aliases, ops, space, source }) => ({
    name,
    aliases,
    ops,
    space,
    source,
  }));
  const others = [...PUBLISHED_RECURRENT, ...PUBLISHED_PATHS].map(({ name }) => {
    const { published } = readArchitecture(name);
    const { aliases, ops, space, source } = defined(published, 'the library has what it lists');
    return { name, aliases, ops, space, source };
  });
  return [...cells, ...others];
}

function defineList(command: Command, { output }: Cli): void {
  command
    .command('list')
    .description('the published genotypes, recurrent cells and paths')
    .action(() => {
      const genotypes = listed();
      const rows = genotypes.map(({ name, ops, space, source }) => [
        name,
        ops ?? space ?? '',
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
      const read = readArchitectureArgument(argument);
      const { architecture, from, published } = read;
      const value = { from, ...published, genotype: architectureToFile(architecture) };
      output.result(value, () => [...originWords(read), printArchitecture(architecture)].join('\n'));
    });
}

function originWords({ published }: ReadArchitecture): string[] {
  if (published === null) return [];
  const { name, ops, source, note } = published;
  return [
    `${name} (${source.paper}, arXiv:${source.arxiv}${ops === null ? '' : `; op table ${ops}`})`,
    ...(note === '' ? [] : [note]),
  ];
}

function defineConvert(command: Command, { output }: Cli): void {
  command
    .command('convert')
    .description('a genotype in another form')
    .argument('<genotype>', GENOTYPE_HELP)
    .addOption(new Option('--to <format>', 'the form to write').choices(formatNames()).makeOptionMandatory())
    .action((argument: string, { to }: { readonly to: FormatName }) => {
      const text = printAs(to, readArchitectureArgument(argument).architecture);
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
      const { architecture } = readArchitectureArgument(argument);
      if (space !== undefined) checkArchitectureIn(architecture, readSpaceArgument(space));
      if (ops !== undefined) checkOperations(architecture, tablePrimitives(ops), `the op table ${ops}`);
      const value = { valid: true, genotype: architectureToFile(architecture) };
      output.result(value, () => 'The genotype is valid.');
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
