import type { FigureOptions } from '../../main/api/contract.ts';
import { chartSvg, scatterSvg } from '../charts/chart-svg.ts';
import type { PaperChart } from '../charts/chart-svg.ts';
import type { ChartContent, ChartStyle } from '../charts/options.ts';
import type { ChartSeries } from '../charts/series.ts';
import { penOf } from './options.ts';
import type { Pen } from './options.ts';
import { paperColour } from './paper-tokens.ts';
import { element, moved, pointsOf, textAt } from './svg.ts';
import type { Drawing } from './svg.ts';
import type { ChartSubject, ScatterSubject } from './subject.ts';

/** A drawing, and what one should know of it, in words; null: nothing. */
export interface NotedDrawing extends Drawing {
  readonly note: string | null;
}

const INK = '#171a1f';
const RATIO = 0.62;

/** Curves with their axes and their legend. */
export function drawChart(
  { title, content, labelY = title }: ChartSubject,
  options: FigureOptions,
): NotedDrawing {
  const pen = penOf(options);
  const dressed = options.isBlackAndWhite ? inBlack(content) : content;
  const width = pointsOf(options.widthMm);
  const entries = options.hasLegend ? legendEntries(dressed) : [];
  const heading = options.hasTitle ? 1.5 * pen.size : 0;
  // Where the plot begins is known only when it is drawn; the rows of the legend hardly depend on it.
  const room = width - 5 * pen.size;
  const rows = legendRows(
    entries.map((entry) => ({ ...entry, name: pen.fit(entry.name, room - 4 * pen.size) })),
    room,
    pen,
  );
  const top = heading + rows.length * 1.35 * pen.size;
  const height = options.heightMm === null ? RATIO * width + top : pointsOf(options.heightMm);
  const paper = paperOf({ width, height, top, pen }, { labelX: capital(content.unitX), labelY });
  const { body, left, note } = chartSvg(dressed, paper);
  const parts = [body, drawLegend(rows, { left, top: heading, pen })];
  if (options.hasTitle) parts.push(titleAt(title, { x: left, room: width - left, pen }));
  return { width, height, body: parts.join(''), note };
}

/** Points with their front. */
export function drawScatter({ title, content }: ScatterSubject, options: FigureOptions): NotedDrawing {
  const pen = penOf(options);
  const width = pointsOf(options.widthMm);
  const top = options.hasTitle ? 1.5 * pen.size : 0;
  const height = options.heightMm === null ? 0.7 * width + top : pointsOf(options.heightMm);
  const points = content.points.map((point) => (options.isBlackAndWhite ? { ...point, colour: INK } : point));
  const paper = paperOf({ width, height, top, pen }, { labelX: '', labelY: '' });
  const { body, left, note } = scatterSvg({ ...content, points }, paper);
  const heading = options.hasTitle ? titleAt(title, { x: left, room: width - left, pen }) : '';
  return { width, height, body: body + heading, note };
}

/** The title over a figure. */
export function titleAt(
  title: string,
  { x, room, pen }: { readonly x: number; readonly room: number; readonly pen: Pen },
): string {
  return textAt(x, 0.75 * pen.size, {
    text: pen.fit(title, room),
    look: { font: pen.family, size: pen.size, fill: INK },
  });
}

interface PaperSize {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly pen: Pen;
}

function paperOf(
  { width, height, top, pen }: PaperSize,
  labels: { readonly labelX: string; readonly labelY: string },
): PaperChart {
  const style: ChartStyle = {
    text: INK,
    grid: '#e3e7ec',
    accent: INK,
    surface: '#ffffff',
    font: pen.family,
    fontSize: pen.size,
    lineWidth: pen.line,
    colour: paperColour,
  };
  return { width, height, top, style, ...labels, textWidth: (text, size) => pen.width(text, size) };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const DASHES = ['solid', 'dashed', 'dotted'] as const;
const GREYS = ['#000000', '#6a6a6a', '#a0a0a0'] as const;

/** Lines that can be told apart in black: by their strokes first, then by their greys. */
function inBlack(content: ChartContent): ChartContent {
  const names = [...new Set(content.series.map(({ name }) => name))];
  const series = content.series.map((one): ChartSeries => {
    const at = names.indexOf(one.name);
    const colour = GREYS[Math.floor(at / DASHES.length) % GREYS.length] ?? INK;
    return { ...one, colour, dash: one.look === 'ghost' ? 'solid' : (DASHES[at % DASHES.length] ?? 'solid') };
  });
  return { ...content, series };
}

/** One line of each name, not those behind. */
function legendEntries({ series }: ChartContent): readonly ChartSeries[] {
  const shown = series.filter(({ look }) => look !== 'ghost');
  return shown.filter(({ name }, i) => shown.findIndex((other) => other.name === name) === i);
}

const SAMPLE = 2;

function legendRows(
  entries: readonly ChartSeries[],
  room: number,
  pen: Pen,
): readonly (readonly ChartSeries[])[] {
  const rows: ChartSeries[][] = [];
  let left = 0;
  for (const entry of entries) {
    const wide = entryWidth(entry, pen);
    if (rows.length === 0 || left + wide > room) {
      rows.push([]);
      left = 0;
    }
    rows.at(-1)?.push(entry);
    left += wide;
  }
  return rows;
}

const entryWidth = ({ name }: ChartSeries, pen: Pen): number =>
  (SAMPLE + 0.5) * pen.size + pen.width(name) + 1.2 * pen.size;

interface LegendPlace {
  readonly left: number;
  readonly top: number;
  readonly pen: Pen;
}

const STROKES = { solid: [], dashed: [4, 2], dotted: [1, 2] } as const;

function drawLegend(rows: readonly (readonly ChartSeries[])[], { left, top, pen }: LegendPlace): string {
  return rows
    .flatMap((row, r) => {
      const y = top + (r + 0.7) * 1.35 * pen.size;
      let x = left;
      return row.map((entry) => {
        const drawn = moved(legendEntry(entry, pen), { x, y });
        x += entryWidth(entry, pen);
        return drawn;
      });
    })
    .join('');
}

function legendEntry({ name, colour, dash = 'solid', look }: ChartSeries, pen: Pen): string {
  const stroke = paperColour(colour);
  const wide = SAMPLE * pen.size;
  const dashes = STROKES[dash].map((length) => length * pen.line).join(' ');
  const line = element('path', {
    d: `M0 0H${wide.toFixed(2)}`,
    stroke,
    'stroke-width': pen.line,
    'stroke-dasharray': dashes === '' ? null : dashes,
    fill: 'none',
  });
  const point =
    look === 'points' ? element('circle', { cx: wide / 2, cy: 0, r: 1.25 * pen.line, fill: stroke }) : '';
  const look_ = { font: pen.family, size: pen.size, fill: INK };
  return line + point + textAt(wide + 0.5 * pen.size, 0, { text: name, look: look_ });
}
