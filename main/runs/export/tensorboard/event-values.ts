import { CELL_KINDS, printArchitecture } from '../../../spaces/index.ts';
import type { RunEvent, RunResult } from '../../events.ts';
import type { AlphaNaming, NamedAlpha } from '../alpha-names.ts';
import type { ValueMessage } from './event-message.ts';
import { histogram, scalar, text } from './values.ts';

/** Values that belong to one place of the horizontal axis. */
export interface PlacedValues {
  /** Steps of the run, or epochs that were over: each tag has one of the two. */
  readonly step: number;
  readonly values: readonly ValueMessage[];
}

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/**
 * What TensorBoard is told of an event; null: nothing.
 *
 * @param step - the latest step before the event
 */
export function valuesOf(event: RunEvent, step: number, naming: AlphaNaming): PlacedValues | null {
  switch (event.type) {
    case 'step':
      return { step: event.step, values: stepValues(event) };
    case 'epoch':
      return { step: event.epoch + 1, values: scoreValues('epoch_', event) };
    case 'alphas':
      return { step: event.epoch, values: alphaValues(event, naming) };
    case 'load':
      return { step, values: loadValues(event) };
    case 'shrink':
      return { step: event.epoch + 1, values: [scalar('parameters', event.parameters)] };
    case 'alarm':
      return { step: event.epoch, values: [text('alarms', event.message)] };
    case 'result':
      return { step, values: resultValues(event.result) };
    case 'state':
    case 'engine':
    case 'checkpoint':
      return null;
  }
}

function scoreValues(
  prefix: string,
  { train, valid }: Pick<EventOf<'step'>, 'train' | 'valid'>,
): readonly ValueMessage[] {
  const held =
    valid === null
      ? []
      : [scalar(`${prefix}loss/valid`, valid.loss), scalar(`${prefix}accuracy/valid`, valid.accuracy)];
  return [
    scalar(`${prefix}loss/train`, train.loss),
    scalar(`${prefix}accuracy/train`, train.accuracy),
    ...held,
  ];
}

function stepValues(event: EventOf<'step'>): readonly ValueMessage[] {
  return [
    ...scoreValues('', event),
    scalar('learning_rate', event.learningRate),
    scalar('seconds', event.seconds),
  ];
}

function loadValues({
  cpu,
  machineCpu,
  memoryBytes,
  freeBytes,
  gpus,
}: EventOf<'load'>): readonly ValueMessage[] {
  return [
    scalar('load/cpu', cpu),
    scalar('load/machine_cpu', machineCpu),
    scalar('load/memory_bytes', memoryBytes),
    scalar('load/free_bytes', freeBytes),
    ...gpus.flatMap((gpu) => [
      scalar(`load/gpu${gpu.index}_utilization`, gpu.utilization),
      scalar(`load/gpu${gpu.index}_memory_bytes`, gpu.memoryUsedBytes),
    ]),
  ];
}

function alphaValues({ alphas, genotype }: EventOf<'alphas'>, naming: AlphaNaming): readonly ValueMessage[] {
  const named = naming(alphas);
  const cells = CELL_KINDS.flatMap((cell) => {
    const own = named.filter((one) => one.cell === cell);
    if (own.length === 0) return [];
    return [
      histogram(
        `alphas/${cell}`,
        own.map(({ alpha }) => alpha),
      ),
      histogram(
        `mixture/${cell}`,
        own.map(({ mixture }) => mixture),
      ),
      scalar(`mixture_entropy/${cell}`, meanEntropy(own)),
      // Few numbers an edge: curves tell more of them than a histogram.
      ...own.map((one) => scalar(`mixture_${cell}/${edgeName(one)}/${one.primitive}`, one.mixture)),
    ];
  });
  return [...cells, text('genotype', fenced(printArchitecture(genotype)))];
}

const edgeName = ({ edge, ends }: NamedAlpha): string =>
  ends === null ? `edge${edge}` : `node${ends.node}_from${ends.input}`;

/** The entropy of an edge's mixture in nats, as a mean over the edges. */
function meanEntropy(alphas: readonly NamedAlpha[]): number {
  const edges = new Set(alphas.map(({ edge }) => edge)).size;
  const total = alphas.reduce((sum, { mixture }) => sum - (mixture > 0 ? mixture * Math.log(mixture) : 0), 0);
  return total / edges;
}

function resultValues(result: RunResult): readonly ValueMessage[] {
  if (result.kind === 'search') return [];
  return [scalar('test/loss', result.test.loss), scalar('test/accuracy', result.test.accuracy)];
}

/** As code: Markdown must not take it for its own. */
export const fenced = (code: string): string => `\`\`\`\n${code}\n\`\`\``;
