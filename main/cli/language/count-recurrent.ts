import type { RecurrentCount, RecurrentCountRequest } from '../../api/index.ts';
import {
  findPublishedRecurrent,
  isRecurrent,
  readArchitectureText,
  RECURRENT_SPACES,
} from '../../spaces/index.ts';
import type { RecurrentGenotype } from '../../spaces/index.ts';
import { languageCosts, LANGUAGE_TRAIN_PRESETS } from '../../train/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { readCellArgument } from '../genotype-argument.ts';
import { table } from '../output.ts';

/** How large a language model is. */
interface SizeOptions {
  readonly units?: number;
  readonly words?: number;
  /** The same by the names that networks of images have for them. */
  readonly channels?: number;
  readonly classes?: number;
}

/** Counts the language model of a recurrent cell: `count --ops rnn`. @throws AppError `cli/wrong-use`, `spaces/...` */
export function countRecurrent(
  argument: string,
  options: SizeOptions,
  { output }: Pick<Cli, 'output'>,
): void {
  const units = options.units ?? options.channels;
  const vocabulary = options.words ?? options.classes;
  if (units === undefined || vocabulary === undefined) {
    const problem = `Say how large the language model is: ${units === undefined ? '--units' : '--words'} <number> is missing.`;
    throw cliError('cli/wrong-use', { problem });
  }
  const cost = costOf(recurrentArgument(argument), { units, vocabulary });
  output.result(cost, () =>
    [
      table([
        ['', 'params', 'macs'],
        ...cost.layers.map((one) => [one.name, one.params, one.macs]),
        ['model', cost.params, cost.macs],
      ]),
      '',
      cost.rule,
    ].join('\n'),
  );
}

/** Counts the language model of a recurrent cell for the workbench. @throws AppError `spaces/...`, `cli/wrong-use` for another kind of cell */
export function countRecurrentCell({ genotype: text, units, words }: RecurrentCountRequest): RecurrentCount {
  const genotype = readArchitectureText(text);
  if (isRecurrent(genotype)) return costOf(genotype, { units, vocabulary: words });
  throw cliError('cli/wrong-use', {
    problem: 'This is no recurrent cell: language models have those alone.',
  });
}

function costOf(
  genotype: RecurrentGenotype,
  { units, vocabulary }: { readonly units: number; readonly vocabulary: number },
): RecurrentCount {
  const { config } = LANGUAGE_TRAIN_PRESETS.rnn;
  const { primitives } = RECURRENT_SPACES['darts-rnn'];
  const cost = languageCosts({
    cell: { kind: 'derived', genotype, primitives },
    vocabulary,
    config: { ...config, network: { ...config.network, units } },
    fused: false,
  });
  const { params, embedding, cell, decoder, macs, macsOfCell, macsOfDecoder } = cost;
  const layers = [
    { name: 'embedding', params: embedding, macs: 0 },
    { name: 'cell', params: cell, macs: macsOfCell },
    { name: 'decoder', params: decoder, macs: macsOfDecoder },
  ];
  return { params, macs, layers, rule: RULE };
}

const RULE =
  "params: trainable numbers; the decoder's matrix is the embedding and counts once. macs: multiply-accumulates of one word, those of the cell's products and of the decoder.";

/** The recurrent cell that is meant: `DARTS_V2` is enough, since no other kind is counted so. */
function recurrentArgument(argument: string): RecurrentGenotype {
  const published = findPublishedRecurrent(argument.trim(), true);
  if (published !== null) return published.genotype;
  const { genotype } = readCellArgument(argument);
  if (isRecurrent(genotype)) return genotype;
  throw cliError('cli/wrong-use', {
    problem: `"${argument}" is no recurrent cell: --ops rnn counts those alone.`,
  });
}
