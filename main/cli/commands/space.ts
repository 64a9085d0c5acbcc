import type { Command } from 'commander';
import { countNetwork, traceSupernet } from '../../nn/index.ts';
import {
  checkOwnId,
  edgesIn,
  isHyperCuboid,
  kindsOf,
  printSpace,
  reductionCells,
  sizeOfSpace,
  SPACES,
  spaceToFile,
} from '../../spaces/index.ts';
import type { CellKind, CellSpace } from '../../spaces/index.ts';
import type { Cli, CommandDef } from '../command.ts';
import { table } from '../output.ts';
import { cuboidFacts, cuboidWords } from '../hypercuboid/space-facts.ts';
import { readSpaceArgument, SPACE_HELP } from '../space-argument.ts';

/** `space`: the published search spaces, and files of one's own. */
export const space: CommandDef = {
  summary: 'list, show and validate search spaces',
  define(command, cli) {
    defineList(command, cli);
    defineShow(command, cli);
    defineValidate(command, cli);
  },
};

function defineList(command: Command, { output }: Cli): void {
  command
    .command('list')
    .description('the published search spaces')
    .action(() => {
      const spaces = Object.values(SPACES).map(({ id, title, source, primitives }) => ({
        id,
        title,
        source,
        primitives: primitives.map(({ name }) => name),
      }));
      const rows = spaces.map((one) => [
        one.id,
        one.title,
        one.primitives.length,
        `arXiv:${one.source?.arxiv ?? '-'}`,
      ]);
      output.result({ spaces }, () => table([['name', 'title', 'primitives', 'source'], ...rows]));
    });
}

function defineShow(command: Command, { output }: Cli): void {
  command
    .command('show')
    .description('a search space as JSON: change the id and what you like, and search with --space FILE')
    .argument('<space>', SPACE_HELP)
    .action((argument: string) => {
      const shown = readSpaceArgument(argument);
      output.result({ space: spaceToFile(shown) }, () => printSpace(shown));
    });
}

function defineValidate(command: Command, { output }: Cli): void {
  command
    .command('validate')
    .description('whether a search space can be searched, and what it holds')
    .argument('<space>', SPACE_HELP)
    .action((argument: string) => {
      const checked = readSpaceArgument(argument);
      checkOwnId(checked);
      if (isHyperCuboid(checked)) {
        const facts = cuboidFacts(checked);
        output.result({ valid: true, ...facts }, () => cuboidWords(checked, facts));
        return;
      }
      const facts = factsOf(checked);
      output.result({ valid: true, ...facts }, () => words(checked, facts));
    });
}

type Facts = ReturnType<typeof factsOf>;

/** The images that supernets are counted for: those of CIFAR-10. */
const IMAGES = { batch: 1, height: 32, width: 32, inputChannels: 3, classes: 10 };

function factsOf(checked: CellSpace) {
  const { id, title, primitives, intermediateNodes, concatNodes, network } = checked;
  const { edges, candidates, genotypes } = sizeOfSpace(checked);
  const { cells, initChannels } = network;
  const supernet = countNetwork(
    traceSupernet(checked, { ...IMAGES, cells, initChannels, mode: 'train', weighting: 'scalar' }),
  );
  const alphas = kindsOf(checked).length * edges * primitives.length;
  return {
    id,
    title,
    primitives: primitives.map(({ name }) => name),
    intermediateNodes,
    concatNodes,
    edges,
    candidates,
    /** As text: most spaces have more than a number of JSON can hold exactly. */
    genotypes: String(genotypes),
    supernet: {
      cells,
      initChannels,
      reductions: reductionCells(network.reductions, cells),
      images: '32x32x3',
      classes: IMAGES.classes,
      params: supernet.params,
      macs: supernet.macs,
      alphas,
    },
  };
}

function words(checked: CellSpace, { genotypes, candidates, edges, supernet }: Facts): string {
  const { title, id, primitives, intermediateNodes, concatNodes } = checked;
  const perEdge = (kind: CellKind): string =>
    `${kind} cell, candidates of each edge: ${candidates[kind]?.join(' ') ?? ''}`;
  const isPairs = checked.wiring === 'pairs';
  const isLong = genotypes.length > 6;
  const { cells, initChannels, reductions, params, macs, alphas, images, classes } = supernet;
  return [
    `${title} (${id}) can be searched.`,
    `${primitives.length} primitives: ${primitives.map(({ name }) => name).join(', ')}`,
    `${intermediateNodes} nodes a cell, ${isPairs ? `the last ${concatNodes} joined to its output` : 'the last its output'}; ${edges} edges: ${edgesIn(
      checked,
    )
      .map(({ input, node }) => `${input}>${node}`)
      .join(' ')}`,
    ...kindsOf(checked).map(perEdge),
    `${genotypes} genotypes${isLong ? ` (${Number(genotypes).toExponential(1)})` : ''}: ${isPairs ? 'two edges a node, the zero operation never chosen' : 'a primitive on every edge'}`,
    `supernet of ${cells} cells from ${initChannels} channels, ${isPairs ? 'reduction cells' : 'residual blocks before the cells'} ${reductions.join(', ')}, for images of ${images} in ${classes} classes:`,
    `${params} parameters and ${alphas} alphas; ${macs} macs (convolutions and linear layers, one image)`,
  ].join('\n');
}
