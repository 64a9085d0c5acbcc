/** From what a figure set remembers to what a figure is made of, with the runs as they are now. */
import type { Client } from '../../main/api/client.ts';
import type { FigureSource, ListedGroup } from '../../main/api/contract.ts';
import { alphaShape, candidateNames, isHyperCuboid, readArchitectureText } from '../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../main/spaces/index.ts';
import type { ChartSeries } from '../charts/series.ts';
import { paretoFront } from '../charts/scatter.ts';
import { alphaDomain, alphaTable, edgeColumns, entropy } from '../run-view/alphas.ts';
import type { AlphaMode, MixtureMode } from '../run-view/alphas.ts';
import { candidateTable, epochsAt, hasImportance, scoreHistory } from '../run-view/importance.ts';
import { axisTitle, MEASURES, seriesOf } from '../run-view/curves.ts';
import { isOfWords } from '../run-view/of-words.ts';
import type { AlphaFrame } from '../stores/run-log.ts';
import { LINE_DASHES, runLook } from '../ui/run-colours.ts';
import { readRun } from './read-run.ts';
import type { ReadRun } from './read-run.ts';
import { toldApart } from './run-names.ts';
import type { RunNames } from './run-names.ts';
import type {
  ChartSubject,
  FigureSubject,
  NamedCell,
  TableColumn,
  TableSubject,
  TableValue,
} from './subject.ts';

type Of<K extends FigureSource['of']> = Extract<FigureSource, { of: K }>;

type Makers = {
  readonly [K in FigureSource['of']]: (source: Of<K>, client: Client) => Promise<FigureSubject>;
};

const MAKERS: Makers = {
  curves,
  entropy: async ({ run }, client) => entropyOf(await readRun(client, run)),
  edge: async (source, client) => edgeCurves(await readRun(client, source.run), source),
  alphas: async ({ run, epoch, mode }, client) => {
    const read = await readRun(client, run);
    const frame = frameAt(read, epoch);
    const space = spaceOf(read);
    const when = `${read.detail.summary.title}, epoch ${frame.epoch}`;
    const shown = modeOf(read, mode);
    const of = <T>(make: (cell: CellKind) => T) => ({ normal: make('normal'), reduction: make('reduction') });
    const subject = {
      kind: 'alphas' as const,
      space,
      mode: shown,
      domain: alphaDomain(space, [frame], shown),
      values: of((cell) => alphaTable(space, frame, { cell, mode: shown })),
    };
    if (shown !== 'score') return { ...subject, title: `Alphas of ${when}` };
    const { shrinks } = read.log;
    const candidates = of((cell) => candidateTable(space, { frame, shrinks }, cell));
    return { ...subject, title: `Importance in ${when}`, candidates };
  },
  film: async ({ run, mode }, client) => {
    const read = await readRun(client, run);
    frameAt(read, null);
    return {
      kind: 'film',
      title: read.detail.summary.title,
      space: spaceOf(read),
      frames: read.log.frames,
      mode: modeOf(read, mode),
    };
  },
  cell: async ({ run, epoch, style }, client) => {
    const { title, genotype, space } = await cellOf({ run, epoch }, client);
    return { kind: 'cells', title, cells: [{ title, genotype }], style, space };
  },
  genotype: async ({ title, genotype, style }) => {
    const read = readArchitectureText(genotype);
    return { kind: 'cells', title, cells: [{ title, genotype: read }], style, space: null };
  },
  cells: cellsBeside,
  matrix: async ({ run }, client) => {
    const [{ summary }, { evaluations }] = await Promise.all([
      client.call('runs.get', { run }),
      client.call('results.get', { run }),
    ]);
    const test = evaluations[0]?.test;
    if (test === undefined)
      throw new Error(`${summary.title} has not been evaluated. Evaluate it in Train, under Test.`);
    return {
      kind: 'matrix',
      title: `${summary.title}, test`,
      classes: test.perClass.map(({ class: name }) => name),
      counts: test.confusion,
    };
  },
  scatter,
  table,
};

/**
 * What the source is now.
 *
 * @throws Error, AppError where a run is gone or has not told enough yet
 */
export function subjectOf<K extends FigureSource['of']>(
  source: Of<K>,
  client: Client,
): Promise<FigureSubject> {
  const make: (source: Of<K>, client: Client) => Promise<FigureSubject> = MAKERS[source.of];
  return make(source, client);
}

function frameAt({ detail, log }: ReadRun, epoch: number | null): AlphaFrame {
  const frame = epoch === null ? log.frames.at(-1) : log.frames.find((one) => one.epoch === epoch);
  if (frame !== undefined) return frame;
  throw new Error(
    `${detail.summary.title} has told no alphas${epoch === null ? ' yet' : ` of epoch ${epoch}`}.`,
  );
}

/** A search that removes candidates has scores, whatever is asked for: its alphas are no numbers of their own. */
const modeOf = ({ log }: ReadRun, mode: MixtureMode): AlphaMode =>
  hasImportance(log.frames) ? 'score' : mode;

function spaceOf({ detail }: ReadRun) {
  if (detail.space === null) throw new Error(`The space of ${detail.summary.title} is not known here.`);
  return detail.space;
}

/** The cell that a run derived, or would derive after an epoch. */
async function cellOf(
  { run, epoch }: { readonly run: string; readonly epoch: number | null },
  client: Client,
): Promise<NamedCell & { readonly space: SearchSpace | null; readonly id: RunNames }> {
  const read = await readRun(client, run);
  const { detail, log } = read;
  const frame = epoch === null ? null : frameAt(read, epoch);
  const genotype = frame?.genotype ?? detail.genotype ?? log.frames.at(-1)?.genotype ?? null;
  if (genotype === null) throw new Error(`${detail.summary.title} has no cell yet.`);
  const when = frame === null ? '' : `, epoch ${frame.epoch}`;
  const title = `Cell of ${detail.summary.title}${when}`;
  return { title, genotype, space: detail.space, id: detail.summary };
}

async function cellsBeside({ cells, style }: Of<'cells'>, client: Client): Promise<FigureSubject> {
  const read = await Promise.all(
    cells.map(async (cell) =>
      'run' in cell
        ? cellOf(cell, client)
        : {
            title: cell.title,
            genotype: readArchitectureText(cell.genotype),
            space: null,
            id: null,
          },
    ),
  );
  const names = toldApart(read.flatMap(({ id }) => id ?? []));
  return {
    kind: 'cells',
    title: `${read.length} cells`,
    cells: read.map(({ title, genotype, id }) => ({
      title: id === null ? title : (names.get(id.run) ?? title),
      genotype,
    })),
    style,
    space: read.find(({ space }) => space !== null)?.space ?? null,
  };
}

async function curves({ runs, measure }: Of<'curves'>, client: Client): Promise<ChartSubject> {
  const read = await Promise.all(runs.map((run) => readRun(client, run)));
  const words = MEASURES[measure];
  const names = toldApart(read.map(({ detail }) => detail.summary));
  const series = read.flatMap(({ detail, log }): readonly ChartSeries[] => {
    const { kind, run } = detail.summary;
    const heldOut = kind === 'search' || isOfWords(detail.summary) ? 'valid' : 'test';
    const own = seriesOf(log, { measure, heldOut });
    if (read.length === 1) return own;
    // Of several runs one line each, in the colour of the run: that of the images the weights are not trained on.
    const { token, dash } = runLook(run);
    const held = own.filter(({ name, look }) => name !== 'train' && look !== 'ghost');
    const lines = held.length > 0 ? held : own.filter(({ look }) => look === 'line');
    return lines.map((line) => ({
      ...line,
      name: names.get(run) ?? run,
      colour: token,
      dash,
      look: 'line' as const,
    }));
  });
  const steps = Math.max(1, ...read.map(({ log }) => log.steps));
  return {
    kind: 'chart',
    title:
      read.length === 1
        ? `${words.title} of ${read[0]?.detail.summary.title ?? ''}`
        : `${words.title} of ${read.length} runs`,
    labelY: axisTitle(words),
    content: {
      series,
      extent: [0, steps],
      unitX: 'step',
      formatY: words.axis,
      scaleY: words.scaleY,
      highest: words.highest,
      mark: null,
    },
  };
}

function overEpochs(
  series: readonly ChartSeries[],
  { title, labelY }: { readonly title: string; readonly labelY: string },
): ChartSubject {
  const last = Math.max(1, ...series.map(({ x }) => x.at(-1) ?? 0));
  return {
    kind: 'chart',
    title,
    labelY,
    content: { series, extent: [0, last], unitX: 'epoch', formatY: String, highest: null, mark: null },
  };
}

/** The mean entropy of the edges of each cell. */
function entropyOf(read: ReadRun): ChartSubject {
  const space = spaceOf(read);
  frameAt(read, null);
  const { frames } = read.log;
  if (hasImportance(frames))
    throw new Error(
      `${read.detail.summary.title} removes candidates by their importance and has no mixtures: there is no entropy. Choose its alphas, which show the scores, or the curves of an edge.`,
    );
  const x = frames.map(({ epoch }) => epoch);
  const mean = (cell: 'normal' | 'reduction'): readonly number[] =>
    frames.map((frame) => {
      const rows = alphaTable(space, frame, { cell, mode: 'softmax' });
      return rows.reduce((sum, row) => sum + entropy(row), 0) / Math.max(1, rows.length);
    });
  const series: readonly ChartSeries[] = [
    { name: 'normal cell', colour: '--run-blue', x, y: mean('normal'), look: 'line' },
    {
      name: 'reduction cell',
      colour: '--run-vermilion',
      x,
      y: mean('reduction'),
      look: 'line',
      dash: 'dashed',
    },
  ];
  return overEpochs(series, {
    title: `Entropy of ${read.detail.summary.title}`,
    labelY: 'Mean entropy (nats)',
  });
}

const COLOURS = [
  '--run-blue',
  '--run-vermilion',
  '--run-green',
  '--run-orange',
  '--run-purple',
  '--run-sky',
  '--run-yellow',
  '--run-ink',
] as const;

/** What an edge is made of over the epochs, a line for each primitive. */
function edgeCurves(read: ReadRun, { cell, row, mode }: Of<'edge'>): ChartSubject {
  const space = spaceOf(read);
  frameAt(read, null);
  const { frames, shrinks } = read.log;
  const isScored = hasImportance(frames);
  const scores = scoreHistory(shrinks, { cell, row }, alphaShape(space)[1]);
  const tables = isScored ? [] : frames.map((frame) => alphaTable(space, frame, { cell, mode })[row] ?? []);
  const x = isScored ? shrinks.map(epochsAt) : frames.map(({ epoch }) => epoch);
  const series = candidateNames(space).map((name, p): ChartSeries => ({
    name,
    colour: COLOURS[p % COLOURS.length] ?? '--run-ink',
    dash: LINE_DASHES[Math.floor(p / COLOURS.length) % LINE_DASHES.length] ?? 'solid',
    x,
    y: isScored ? (scores[p] ?? []) : tables.map((values) => values[p] ?? Number.NaN),
    look: isScored ? 'points' : 'line',
  }));
  const name = edgeColumns(space)[row]?.name ?? String(row);
  const labelY = mode === 'raw' ? 'Alpha' : 'Share of the mixture';
  const what = isHyperCuboid(space) ? name : `Edge ${name} of the ${cell} cell`;
  const title = `${what}, ${read.detail.summary.title}`;
  if (!isScored) return overEpochs(series, { title, labelY });
  const measured = series.filter(({ y }) => Array.from(y).some(Number.isFinite));
  const chart = overEpochs(measured, { title, labelY: 'Score, lower is more important' });
  return { ...chart, content: { ...chart.content, scaleY: 'log' } };
}

const SCATTER_X = {
  parameters: { label: 'Parameters (M)', of: 'parameters', divisor: 1e6 },
  macs: { label: 'MACs (M)', of: 'macs', divisor: 1e6 },
  hours: { label: 'Wall time (h)', of: 'seconds', divisor: 3600 },
} as const;

async function scatter({ runs, x }: Of<'scatter'>, client: Client): Promise<FigureSubject> {
  const { runs: compared } = await client.call('runs.compare', { runs: [...runs] });
  const { label, of, divisor } = SCATTER_X[x];
  const names = toldApart(compared.map((one) => ({ ...one, title: one.preset ?? one.kind })));
  const points = compared.flatMap((one) => {
    const value = one[of];
    if (value === null || one.testAccuracy === null) return [];
    return [
      {
        id: one.run,
        x: value / divisor,
        y: 100 * (1 - one.testAccuracy),
        label: names.get(one.run) ?? one.run,
        colour: runLook(one.run).token,
      },
    ];
  });
  if (points.length === 0)
    throw new Error('None of these runs has a test result: choose finished trainings.');
  const format = (value: number): string => String(Number(value.toPrecision(4)));
  const axis = { scale: 'linear' as const, format };
  return {
    kind: 'scatter',
    title: `Test error and ${label.toLowerCase()}`,
    content: {
      points,
      front: paretoFront(points, { x: 'lower', y: 'lower' }),
      axes: { x: { ...axis, label }, y: { ...axis, label: 'Test error (%)' } },
    },
  };
}

/** The columns that a table of results can have. */
export const RESULT_COLUMNS: readonly TableColumn[] = [
  { id: 'error', title: 'Test error', unit: '%', digits: 2, best: 'lowest' },
  { id: 'accuracy', title: 'Test accuracy', unit: '%', digits: 2, best: 'highest' },
  // e to the loss: for language models.
  { id: 'perplexity', title: 'Test perplexity', unit: '', digits: 2, best: 'lowest' },
  { id: 'parameters', title: 'Params', unit: 'M', digits: 2, best: 'lowest' },
  { id: 'macs', title: 'MACs', unit: 'M', digits: 0, best: 'lowest' },
  // Of the training alone, over all its starts; not of the search that found the cell.
  { id: 'hours', title: 'Wall time', unit: 'h', digits: 2, best: null },
  { id: 'days', title: 'Wall time', unit: 'days', digits: 2, best: null },
];

async function table({ runs, isGrouped, columns }: Of<'table'>, client: Client): Promise<TableSubject> {
  const { runs: compared } = await client.call('runs.compare', { runs: [...runs] });
  const chosen = RESULT_COLUMNS.filter(({ id }) => columns.includes(id));
  const groups: readonly ListedGroup[] = isGrouped
    ? (await client.call('runs.groups', { runs: [...runs], against: null })).groups
    : [];
  const groupOf = (run: string): ListedGroup | undefined =>
    groups.find(({ group, first }) => first === run || group?.runs.includes(run) === true);
  const names = toldApart(compared.map((one) => ({ ...one, title: one.preset ?? one.kind })));
  const rows = new Map<string, { title: string; members: typeof compared }>();
  for (const one of compared) {
    const group = groupOf(one.run);
    const key = group?.first ?? one.run;
    const title = group === undefined ? (names.get(one.run) ?? one.run) : (one.preset ?? one.kind);
    rows.set(key, { title, members: [...(rows.get(key)?.members ?? []), one] });
  }
  return {
    kind: 'table',
    title: 'Results on the test set',
    columns: chosen,
    rows: [...rows.values()].map(({ title, members }) => ({
      title: members.length > 1 ? `${title} (${members.length} seeds)` : title,
      values: chosen.map(({ id }) => {
        const values = members.flatMap((one) => numberOf(one, id) ?? []);
        return meanOf(values, members.length);
      }),
    })),
  };
}

function numberOf(
  one: {
    testAccuracy: number | null;
    testLoss: number | null;
    parameters: number | null;
    macs: number | null;
    seconds: number;
  },
  id: string,
): number | null {
  if (id === 'error') return one.testAccuracy === null ? null : 100 * (1 - one.testAccuracy);
  if (id === 'accuracy') return one.testAccuracy === null ? null : 100 * one.testAccuracy;
  if (id === 'perplexity') return one.testLoss === null ? null : Math.exp(one.testLoss);
  if (id === 'parameters') return one.parameters === null ? null : one.parameters / 1e6;
  if (id === 'macs') return one.macs === null ? null : one.macs / 1e6;
  return one.seconds / (id === 'days' ? 86_400 : 3600);
}

/** The mean and the sample standard deviation of the runs of a row that have a value. */
function meanOf(values: readonly number[], of: number): TableValue {
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (of === 1) return mean;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: n === 1 ? null : Math.sqrt(squares / (n - 1)), n, of };
}
