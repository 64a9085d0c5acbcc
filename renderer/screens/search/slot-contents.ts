/** What the two charts over the cells can show. */
import type { ChartContent } from '../../charts/options.ts';
import type { ChartSeries } from '../../charts/series.ts';
import { kindsOf } from '../../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../../main/spaces/index.ts';
import {
  mean,
  momentOf,
  normalEdges,
  rankFlips,
  skipCount,
  skipThreshold,
} from '../../run-view/alpha-history.ts';
import type { Measure } from '../../run-view/curves.ts';
import { averageColumn, rateColumn } from '../../run-view/grown.ts';
import { hasImportance, leftOf, scoreText } from '../../run-view/importance.ts';
import type { AlphaFrame, RunLog } from '../../stores/run-log.ts';
import { count, short } from '../../ui/format.ts';
import { edgeTitle } from './edge-series.ts';
import type { ChosenEdge } from './edge-series.ts';
import { edgeLines, leftSeries } from './score-contents.ts';

/** What is drawn besides losses, accuracies and perplexities. */
export type SlotKind = 'rate' | 'speed' | 'entropy' | 'left' | 'skips' | 'edge';

/** What a chart is made of. */
export interface SlotSources {
  readonly log: RunLog;
  readonly frames: readonly AlphaFrame[];
  readonly space: SearchSpace | null;
  readonly edge: ChosenEdge | null;
  /** Images in a step that weights are trained on; null: not known. */
  readonly batch: number | null;
  /** How many epochs the search will have. */
  readonly epochs: number;
  /** The chosen moment. */
  readonly frame: AlphaFrame | null;
  /** Whether the moment is chosen, and not simply the latest. */
  readonly isMarked: boolean;
}

/** A chart with its words. */
export interface SlotContent {
  readonly title: string;
  readonly unit: string;
  readonly note: string;
  readonly content: ChartContent;
  readonly format: (value: number) => string;
  /** What to say where nothing can be drawn yet. */
  readonly empty: string;
}

const SPEED_WEIGHT = 0.9;

/** What can be chosen, by whether the search removes candidates: it then has no mixtures. */
const TITLES = {
  loss: 'Loss',
  accuracy: 'Accuracy',
  perplexity: 'Perplexity',
  rate: 'Learning rate',
  speed: 'Throughput',
  entropy: 'Entropy',
  left: 'Candidates left',
  skips: 'Skip connections',
  edge: 'Chosen edge',
} as const satisfies Record<Measure | SlotKind, string>;

/** A chart that can be chosen. */
export interface SlotChoice {
  readonly kind: keyof typeof TITLES;
  readonly title: string;
}

/** Whether a search learns words: then it has perplexities, and no skip connections that could take over. */
const isOfWords = (space: SearchSpace | null): boolean => space?.wiring === 'recurrent';

/** The charts that a search has something for. */
export function slotChoices({ frames, space }: Pick<SlotSources, 'frames' | 'space'>): readonly SlotChoice[] {
  const lacking: readonly string[] = [
    hasImportance(frames) ? 'entropy' : 'left',
    isOfWords(space) ? 'skips' : 'perplexity',
  ];
  const kinds: readonly SlotChoice['kind'][] = [
    'loss',
    'accuracy',
    'perplexity',
    'rate',
    'speed',
    'entropy',
    'left',
    'skips',
    'edge',
  ];
  return kinds.filter((kind) => !lacking.includes(kind)).map((kind) => ({ kind, title: TITLES[kind] }));
}

/** What stands for a choice that was made for a search of the other sort. */
export function fittingKind(
  kind: SlotChoice['kind'],
  { frames, space }: Pick<SlotSources, 'frames' | 'space'>,
): SlotChoice['kind'] {
  if (kind === 'perplexity' && !isOfWords(space)) return 'accuracy';
  // Of thousands of words few are guessed right: what people look at is the perplexity.
  if ((kind === 'accuracy' || kind === 'skips') && isOfWords(space)) return 'perplexity';
  if (kind !== 'entropy' && kind !== 'left') return kind;
  return hasImportance(frames) ? 'left' : 'entropy';
}

/** The chart of a kind. */
export function slotContent(kind: SlotKind, sources: SlotSources): SlotContent {
  return CONTENTS[kind](sources);
}

const CONTENTS: Readonly<Record<SlotKind, (sources: SlotSources) => SlotContent>> = {
  rate: (sources) => ({
    title: 'Learning rate',
    unit: 'of the weights',
    note: '',
    content: overSteps(sources, [
      {
        name: 'rate',
        colour: '--series-train',
        x: sources.log.columns.step,
        y: sources.log.columns.learningRate,
        look: 'line',
      },
    ]),
    format: short,
    empty: 'The first step comes when the graph is built.',
  }),
  speed: (sources) => {
    const { log } = sources;
    // Batches of words are of many lengths: only their steps compare.
    const batch = isOfWords(sources.space) ? null : sources.batch;
    const y = rateColumn(log, log.columns.seconds, batch ?? 1);
    const line = { colour: '--series-train', x: log.columns.step };
    return {
      title: 'Throughput',
      unit: batch === null ? 'steps/s' : 'training images/s',
      note: `smoothed ${SPEED_WEIGHT}`,
      content: overSteps(sources, [
        { ...line, name: 'measured', y, look: 'ghost' },
        { ...line, name: 'now', y: averageColumn(log, y, SPEED_WEIGHT), look: 'line' },
      ]),
      format: short,
      empty: 'The first step comes when the graph is built.',
    };
  },
  entropy: entropyContent,
  left: (sources) => {
    const { frames, space, frame } = sources;
    return {
      title: 'Candidates',
      unit: 'left',
      note: space === null || frame === null ? '' : shareWords(leftOf(space, frame)),
      content: overEpochs(sources, space === null ? [] : leftSeries(frames, space)),
      format: count,
      empty: 'What is left is told with the first epoch.',
    };
  },
  skips: (sources) => {
    const { frames, space } = sources;
    const x = frames.map(({ epoch }) => epoch);
    const first = frames[0];
    const threshold = first === undefined ? 0 : skipThreshold(first.genotype);
    const y = space === null ? [] : frames.map(({ genotype }) => skipCount(genotype, space));
    return {
      title: 'Skip connections',
      unit: `of ${first === undefined ? 0 : normalEdges(first.genotype).length} edges of the normal cell`,
      note: '',
      content: overEpochs(sources, [
        { name: 'skips', colour: '--accent', x, y, look: 'line' },
        {
          name: 'alarm from',
          colour: '--warn',
          x: [0, Math.max(1, sources.epochs)],
          y: [threshold, threshold],
          look: 'line',
          dash: 'dashed',
        },
      ]),
      format: count,
      empty: 'The alphas come with the first epoch.',
    };
  },
  edge: edgeContent,
};

const shareWords = ({ left, all }: ReturnType<typeof leftOf>): string => `${left} of ${all}`;

function entropyContent(sources: SlotSources): SlotContent {
  const { frames, space, edge } = sources;
  const x = frames.map(({ epoch }) => epoch);
  const moments = space === null ? [] : frames.map((frame) => momentOf(space, frame));
  const ofCell = (cell: CellKind): readonly ChartSeries[] =>
    (moments[0]?.[cell].entropy ?? []).map((_, row) => ({
      name: `${cell} ${row}`,
      colour: '--text-faint',
      x,
      y: moments.map((moment) => moment[cell].entropy[row] ?? Number.NaN),
      look: 'ghost',
    }));
  const chosen: readonly ChartSeries[] =
    edge === null
      ? []
      : [
          {
            name: edgeTitle(edge, space),
            colour: '--accent',
            x,
            y: moments.map((moment) => moment[edge.cell].entropy[edge.row] ?? Number.NaN),
            look: 'line',
          },
        ];
  const kinds = space === null ? [] : kindsOf(space);
  const means = kinds.map((cell): ChartSeries => ({
    name: cell,
    colour: cell === 'normal' ? '--series-train' : '--series-valid',
    x,
    y: moments.map((moment) => mean(moment[cell].entropy)),
    look: 'line',
  }));
  return {
    title: 'Entropy per edge',
    unit: 'nats',
    note: 'lines: means; thin: each edge',
    content: overEpochs(sources, [...kinds.flatMap(ofCell), ...means, ...chosen]),
    format: (value) => value.toFixed(3),
    empty: 'The alphas come with the first epoch.',
  };
}

function edgeContent(sources: SlotSources): SlotContent {
  const { frames, space, edge, log } = sources;
  const isScored = hasImportance(frames);
  const unit = isScored ? 'score' : 'mixture';
  const format = isScored ? scoreText : (value: number): string => value.toFixed(3);
  if (space === null || edge === null) {
    const empty = `Choose an edge of a cell or a column of the ${isScored ? 'importance' : 'alphas'}.`;
    return { title: 'Edge', unit, note: '', content: overEpochs(sources, []), format, empty };
  }
  const { series, scaleY } = edgeLines({ frames, shrinks: log.shrinks }, { space, edge });
  return {
    title: `Edge ${edgeTitle(edge, space)}`,
    unit,
    note: isScored ? 'at each shrink; the highest go' : flipWords(sources, space, edge),
    content: { ...overEpochs(sources, series), ...(scaleY === undefined ? {} : { scaleY }) },
    format,
    empty: 'Nothing has been scored yet: that comes with the first shrink.',
  };
}

function flipWords({ frames }: SlotSources, space: SearchSpace, edge: ChosenEdge): string {
  const flips = rankFlips(space, frames).filter(({ cell, row }) => cell === edge.cell && row === edge.row);
  return flips.length === 0 ? 'the same operation leads' : `◆ ${flips.length} × another led`;
}

function overSteps({ log, frame, isMarked }: SlotSources, series: readonly ChartSeries[]): ChartContent {
  return {
    series,
    extent: [0, Math.max(1, log.steps)],
    unitX: 'step',
    formatY: String,
    highest: null,
    mark: isMarked ? (frame?.step ?? null) : null,
  };
}

function overEpochs({ epochs, frame, isMarked }: SlotSources, series: readonly ChartSeries[]): ChartContent {
  return {
    series,
    extent: [0, Math.max(1, epochs)],
    unitX: 'epoch',
    formatY: String,
    highest: null,
    mark: isMarked ? (frame?.epoch ?? null) : null,
  };
}
