/** What the two charts over the cells can show. */
import { stateName } from '../../cell-graph/names.ts';
import type { ChartContent } from '../../charts/options.ts';
import type { ChartSeries } from '../../charts/series.ts';
import { edgesOf } from '../../../main/spaces/index.ts';
import type { SearchSpace } from '../../../main/spaces/index.ts';
import { mean, momentOf, rankFlips, skipCount, skipThreshold } from '../../run-view/alpha-history.ts';
import { averageColumn, rateColumn } from '../../run-view/grown.ts';
import type { AlphaFrame, RunLog } from '../../stores/run-log.ts';
import { familyOfName } from '../../ui/families.ts';
import { count, short } from '../../ui/format.ts';

/** One edge of one cell. */
export interface ChosenEdge {
  readonly cell: 'normal' | 'reduction';
  readonly row: number;
}

/** What is drawn besides losses and accuracies. */
export type SlotKind = 'rate' | 'speed' | 'entropy' | 'skips' | 'edge';

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
const DASHES = ['solid', 'dashed', 'dotted'] as const;

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
    const { log, batch } = sources;
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
  skips: (sources) => {
    const { frames, space } = sources;
    const x = frames.map(({ epoch }) => epoch);
    const first = frames[0];
    const threshold = first === undefined ? 0 : skipThreshold(first.genotype);
    const y = space === null ? [] : frames.map(({ genotype }) => skipCount(genotype, space));
    return {
      title: 'Skip connections',
      unit: `of ${first?.genotype.normal.edges.length ?? 0} edges of the normal cell`,
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

function entropyContent(sources: SlotSources): SlotContent {
  const { frames, space, edge } = sources;
  const x = frames.map(({ epoch }) => epoch);
  const moments = space === null ? [] : frames.map((frame) => momentOf(space, frame));
  const ofCell = (cell: 'normal' | 'reduction'): readonly ChartSeries[] =>
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
  const means = (['normal', 'reduction'] as const).map((cell): ChartSeries => ({
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
    content: overEpochs(sources, [...ofCell('normal'), ...ofCell('reduction'), ...means, ...chosen]),
    format: (value) => value.toFixed(3),
    empty: 'The alphas come with the first epoch.',
  };
}

function edgeContent(sources: SlotSources): SlotContent {
  const { frames, space, edge } = sources;
  const empty = 'Choose an edge of a cell or a column of the alphas.';
  const format = (value: number): string => value.toFixed(3);
  if (space === null || edge === null) {
    return { title: 'Edge', unit: 'mixture', note: '', content: overEpochs(sources, []), format, empty };
  }
  const flips = rankFlips(space, frames).filter(({ cell, row }) => cell === edge.cell && row === edge.row);
  return {
    title: `Edge ${edgeTitle(edge, space)}`,
    unit: 'mixture',
    note: flips.length === 0 ? 'the same operation leads' : `◆ ${flips.length} × another led`,
    content: overEpochs(sources, edgeSeries(sources, { space, edge })),
    format,
    empty,
  };
}

/** Each operation of an edge as a line in the colour of its family, and the moments when another began to lead. */
export function edgeSeries(
  { frames }: Pick<SlotSources, 'frames'>,
  { space, edge }: { readonly space: SearchSpace; readonly edge: ChosenEdge },
): readonly ChartSeries[] {
  const x = frames.map(({ epoch }) => epoch);
  const used = new Map<string, number>();
  const lines = space.primitives.flatMap(({ name }, p): ChartSeries[] => {
    const y = frames.map((frame) => momentOf(space, frame)[edge.cell].mixture[edge.row]?.[p] ?? Number.NaN);
    if (!y.some(Number.isFinite)) return [];
    const family = familyOfName(name, space);
    const before = used.get(family) ?? 0;
    used.set(family, before + 1);
    return [
      {
        name,
        colour: `--family-${family}`,
        x,
        y,
        look: 'line',
        dash: DASHES[before % DASHES.length] ?? 'solid',
      },
    ];
  });
  const flips = rankFlips(space, frames).filter(({ cell, row }) => cell === edge.cell && row === edge.row);
  if (flips.length === 0) return lines;
  const marks: ChartSeries = {
    name: 'another leads',
    colour: '--warn',
    x: flips.map(({ frame }) => x[frame] ?? 0),
    y: flips.map(({ frame, to }) => {
      const at = frames[frame];
      return at === undefined
        ? Number.NaN
        : (momentOf(space, at)[edge.cell].mixture[edge.row]?.[to] ?? Number.NaN);
    }),
    look: 'points',
  };
  return [...lines, marks];
}

/** `0 → 2, normal`. */
export function edgeTitle({ cell, row }: ChosenEdge, space: SearchSpace | null): string {
  const edge = edgesOf(space?.intermediateNodes ?? 4)[row];
  return edge === undefined ? cell : `${stateName(edge.input)} → ${edge.node}, ${cell}`;
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
