import { Option } from 'commander';
import { costOfPath, costsBy, cuboidCosts } from '../../nn/index.ts';
import type { CuboidCosts } from '../../nn/index.ts';
import { readHistory } from '../../runs/index.ts';
import type { RunStore } from '../../runs/index.ts';
import {
  cuboidWeights,
  EXTRACTIONS,
  flowPaths,
  isHyperCuboid,
  leastScore,
  operationName,
  paretoPaths,
  printArchitecture,
  resolveSpace,
  undominatedOf,
} from '../../spaces/index.ts';
import type { ChannelPath, CuboidValues, ExtractionTask, HyperCuboid } from '../../spaces/index.ts';
import type { CommandDef } from '../command.ts';
import { spaceOfSearch } from '../run-config.ts';
import { cliError } from '../errors.ts';
import { countedImages } from '../hypercuboid/counted-images.ts';
import { table } from '../output.ts';
import { partsOf } from '../wanted-cell.ts';

interface PathsOptions {
  readonly cost: 'macs' | 'params';
}

/** Demands of the flows; a whole flow has as many steps. */
const FLOWS = 20;

/** `paths`: the paths that the weights of a hypercuboid's search stand for, with what they cost. */
export const paths: CommandDef = {
  summary: 'the paths through a hypercuboid that a search stands for, with what they cost',
  define(command, { host, output }) {
    command
      .argument('<run>', 'a search of a hypercuboid; RUN@EPOCH after so many epochs')
      .addOption(
        new Option('--cost <what>', 'what the fronts weigh against the score')
          .choices(['macs', 'params'])
          .default('macs'),
      )
      .action(async (reference: string, { cost }: PathsOptions) => {
        const { run, space, alphas } = await searched(reference, host.store);
        const task = taskOf(space, cuboidWeights(space, alphas));
        const { options, words } = await countedImages(run, host.places);
        const costs = cuboidCosts(space, options);
        const found = foundIn(task, costs, cost).map(({ by, path, score }) => {
          const { params, macs } = costOfPath(path, { space, costs, last: 'kept' }).total;
          return { by, score, params, macs, path };
        });
        output.result({ run: run.id, space: space.id, images: words, paths: found }, () =>
          [
            table([
              ['found by', 'score', 'params', 'macs', 'path'],
              ...found.map(({ by, score, params, macs, path }) => [
                by,
                score.toFixed(4),
                params,
                macs,
                path.operations.map(operationName).join(', '),
              ]),
            ]),
            '',
            `score: the shares of its operations together; costs of the whole path for images of ${words}`,
            `The first as train --genotype takes it: ${found[0] === undefined ? '' : printArchitecture(found[0].path)}`,
          ].join('\n'),
        );
      });
  },
};

interface Found {
  /** The extraction, `front` or `flow`. */
  readonly by: string;
  readonly path: ChannelPath;
  readonly score: number;
}

/** Every extraction's path, the exact front, and what the flows of least cost have of it. */
function foundIn(task: ExtractionTask, costs: CuboidCosts, cost: PathsOptions['cost']): readonly Found[] {
  const by = costsBy(costs, cost);
  return [
    ...Object.entries(EXTRACTIONS).map(([name, extraction]) => ({ by: name, ...extraction.find(task) })),
    ...paretoPaths(task, by).map((path) => ({ by: 'front', ...path })),
    ...undominatedOf(flowPaths(task, by, { steps: FLOWS, cut: 0 })).map((path) => ({ by: 'flow', ...path })),
  ];
}

/** Among what is computed; where that leads nowhere, among all. */
function taskOf(space: HyperCuboid, weights: CuboidValues): ExtractionTask {
  const least = leastScore(space);
  const isOpen = weights.every((stage) => stage.some((weight) => weight > least));
  return { space, weights, least: isOpen ? least : null };
}

async function searched(reference: string, store: RunStore) {
  const { name, epoch } = partsOf(reference);
  const run = await store.find(name);
  const space = run.record.kind === 'search' ? resolveSpace(spaceOfSearch(run.record.config)) : null;
  if (space === null || !isHyperCuboid(space)) {
    throw cliError('cli/wrong-use', {
      problem: `${run.id} is no search of a hypercuboid, so it has no paths.`,
    });
  }
  const { events } = await readHistory(run);
  const told = events.flatMap((event) => (event.type === 'alphas' ? [event] : []));
  const found = epoch === null ? told.at(-1) : told.find((event) => event.epoch === epoch);
  if (found === undefined) {
    const last = told.at(-1)?.epoch;
    const known = last === undefined ? 'none yet' : `those of 0 to ${last} epochs`;
    throw cliError('cli/wrong-use', {
      problem: `${run.id} has no alphas after that many epochs; it has ${known}.`,
    });
  }
  return { run, space, alphas: found.alphas.normal };
}
