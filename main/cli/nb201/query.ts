import type { Command } from 'commander';
import { COLUMN_NAMES, COLUMNS, openTable, parseCell, canonicalString } from '../../nasbench201/index.ts';
import type { Entry, Table } from '../../nasbench201/index.ts';
import type { Cli } from '../command.ts';
import { table as rowsOf } from '../output.ts';
import { CELL_HELP, indexOfArgument } from './cell-argument.ts';

/** `nb201 query`: what the benchmark knows of a cell. */
export function defineQuery(command: Command, { host, output }: Cli): void {
  command
    .command('query')
    .description('true accuracies of a cell, with rank and percentile among all 15,625')
    .argument('<arch|index>', CELL_HELP)
    .option('--class', 'list the cells that compute the same, each trained separately')
    .addHelpText('after', `\n${RULES}`)
    .action((argument: string, options: { readonly class?: true }) => {
      const table = openTable(host.places.resources);
      const entry = table.entry(indexOfArgument(table, argument));
      const isomorphs = options.class === true ? classOf(table, entry) : null;
      output.result({ ...entry, ...(isomorphs === null ? {} : { class: isomorphs }) }, () =>
        words(entry, isomorphs),
      );
    });
}

/** Isomorphic cells. */
interface CellClass {
  readonly canonical: string;
  readonly members: readonly Pick<Entry, 'index' | 'arch' | 'accuracy'>[];
}

function classOf(table: Table, { index, arch }: Entry): CellClass {
  const members = table.classOf(index).map((member) => {
    const { arch: text, accuracy } = table.entry(member);
    return { index: member, arch: text, accuracy };
  });
  return { canonical: canonicalString(parseCell(arch)), members };
}

const RULES = [
  'rank: 1 is the best of 15625; equal accuracies share the best rank',
  'percentile: how many of the others it beats, in percent, equal ones counting half',
  'flops: multiply-adds of convolutions and the linear layer for one image of CIFAR-10, as the benchmark counts',
].join('\n');

function words({ index, arch, params, flops, ...values }: Entry, isomorphs: CellClass | null): string {
  const rows = COLUMN_NAMES.map((name) => [
    name,
    values.accuracy[name].toFixed(3).padStart(8),
    values.rank[name],
    values.percentile[name].toFixed(2).padStart(10),
    COLUMNS[name],
  ]);
  return [
    `${index}  ${arch}`,
    `${(params / 1e6).toFixed(6)} M parameters, ${(flops / 1e6).toFixed(6)} M multiply-adds (CIFAR-10)`,
    '',
    rowsOf([['', 'accuracy', 'rank', 'percentile', ''], ...rows]),
    '',
    RULES,
    ...(isomorphs === null ? [] : ['', ...classWords(isomorphs)]),
  ].join('\n');
}

function classWords({ canonical, members }: CellClass): readonly string[] {
  const rows = members.map(({ index, arch, accuracy }) => [
    index,
    accuracy.c10_test_200.toFixed(3),
    accuracy.c100_test_200.toFixed(3),
    accuracy.in16_test_200.toFixed(3),
    arch,
  ]);
  const heading = ['index', 'CIFAR-10', 'CIFAR-100', 'ImageNet16-120', 'test accuracy after 200 epochs'];
  return [
    `${members.length} ${members.length === 1 ? 'cell computes' : 'cells compute'} ${canonical}`,
    rowsOf([heading, ...rows]),
  ];
}
