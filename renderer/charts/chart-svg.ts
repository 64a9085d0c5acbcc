/** Charts as SVG text, without a page: the same lines, scales and thinning as on the screen, dressed for paper. */
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { ChartContent, ChartStyle } from './content.ts';
import { axisOfY, frameOf, ticksOfX } from './frame.ts';
import type { FrameAxis } from './frame.ts';
import { hiddenPoints, hiddenWords } from './hidden.ts';
import { linesOf, seriesOption } from './options.ts';
import { extremes } from './points.ts';
import { scaleOf, tickText } from './scales.ts';
import { planeAxis, scatterSeries } from './scatter-options.ts';
import type { ScatterContent } from './scatter.ts';

use([LineChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer]);

/** How a chart looks on paper. Lengths are in the unit of the drawing. */
export interface PaperChart {
  readonly width: number;
  readonly height: number;
  readonly style: ChartStyle;
  /** What is kept free above, for a title and a legend. */
  readonly top: number;
  readonly labelX: string;
  readonly labelY: string;
  /** How wide a text is: the labels of y take as much room as they need. */
  readonly textWidth: (text: string, size: number) => number;
}

/** A chart as SVG elements, for a group of the given size. */
export interface ChartDrawing {
  readonly body: string;
  /** Where the plot begins. */
  readonly left: number;
  /** What it leaves out, in words; null: nothing. */
  readonly note: string | null;
}

/** A curve chart. */
export function chartSvg(content: ChartContent, paper: PaperChart): ChartDrawing {
  const frame = frameOf({ ...content, mark: null });
  const { scaleX, countX, scaleY } = frame;
  const [low, high] = frame.content.extent;
  const [from, to] = [scaleX.place(low), scaleX.place(high)];
  // Two points for each lowest and highest of a column: four columns a unit are finer than any printer shows.
  const lines = linesOf(frame, { from, to, pixels: 4 * paper.width });
  const rows = Math.max(2, Math.min(6, Math.floor(paper.height / (3.4 * paper.style.fontSize))));
  const isLinear = (content.scaleY ?? 'linear') === 'linear';
  const y = axisOfY(frame, extremes(lines), isLinear ? rows : rows < 4 ? 4 : 7);
  const drawn = render(paper, {
    x: { from, to, ticks: ticksOfX(frame, { from, to }), format: (place) => tickText(countX.valueAt(place)) },
    y: { ...y, format: (place) => tickText(scaleY.valueAt(place)) },
    series: legible(seriesOption(frame, lines, enlarged(paper.style))),
  });
  return { ...drawn, note: hiddenWords(hiddenPoints(frame, low, high)) };
}

/** A scatter plot. */
export function scatterSvg(content: ScatterContent, paper: PaperChart): ChartDrawing {
  const { x, y } = content.axes;
  const axis = (side: 'x' | 'y'): PaperAxis => {
    const { scale: name, format } = content.axes[side];
    const scale = scaleOf(name, () => []);
    return { ...planeAxis(content, side), format: (place) => format(scale.valueAt(place)) };
  };
  const parts = { x: axis('x'), y: axis('y'), series: scatterSeries(content, enlarged(paper.style), true) };
  return { ...render({ ...paper, labelX: x.label, labelY: y.label }, parts), note: null };
}

interface PaperAxis extends FrameAxis {
  readonly format: (place: number) => string;
}

interface PaperParts {
  readonly x: PaperAxis;
  readonly y: PaperAxis;
  readonly series: readonly EChartsCoreOption[];
}

/** What is faint on the screen stays visible in print. */
function legible(series: readonly EChartsCoreOption[]): readonly EChartsCoreOption[] {
  return series.map((one) => ({ ...one, silent: true, animation: false }));
}

function paperOption(paper: PaperChart, { x, y, series }: PaperParts): EChartsCoreOption {
  const { style, top, labelX, labelY, textWidth } = paper;
  const size = style.fontSize;
  const text = { color: style.text, fontFamily: style.font, fontSize: size };
  const widest = widestOf(y, paper);
  const lastX = textWidth(x.format(x.ticks.at(-1) ?? 0), size) / 2;
  const line = { color: style.text, width: 0.075 * size, cap: 'butt' };
  const shared = { type: 'value', nameLocation: 'middle', nameTextStyle: text };
  const ticked = (axis: PaperAxis) => ({
    min: axis.from,
    max: axis.to,
    axisLine: { show: true, onZero: false, lineStyle: line },
    axisTick: { show: true, inside: false, length: 0.3 * size, lineStyle: line, customValues: axis.ticks },
    axisLabel: { ...text, customValues: axis.ticks, formatter: axis.format, margin: 0.5 * size },
  });
  return {
    animation: false,
    textStyle: { fontFamily: style.font, fontSize: size },
    grid: {
      left: leftOf(paper, widest),
      right: Math.max(0.5 * size, lastX + 0.25 * size),
      top: top + 0.6 * size,
      bottom: size * (labelX === '' ? 1.9 : 3),
    },
    xAxis: { ...shared, ...ticked(x), name: labelX, nameGap: 1.75 * size, splitLine: { show: false } },
    yAxis: {
      ...shared,
      ...ticked(y),
      name: labelY,
      nameGap: widest + 1.1 * size,
      splitLine: { lineStyle: { color: style.grid, width: 0.05 * size }, customValues: y.ticks },
    },
    series,
  };
}

const widestOf = (y: PaperAxis, { style, textWidth }: PaperChart): number =>
  Math.max(0, ...y.ticks.map((tick) => textWidth(y.format(tick), style.fontSize)));

const leftOf = ({ style, labelY }: PaperChart, widest: number): number =>
  widest + (labelY === '' ? 0.9 : 2) * style.fontSize;

/** The drawing is made ten times as large and scaled down: places are rounded to whole and half units on the way. */
const SCALE = 10;

/** The style of series that are drawn ten times as large. */
function enlarged(style: ChartStyle): ChartStyle {
  return { ...style, fontSize: SCALE * style.fontSize, lineWidth: SCALE * style.lineWidth };
}

function render(paper: PaperChart, parts: PaperParts): Omit<ChartDrawing, 'note'> {
  const { style, textWidth } = paper;
  const large: PaperChart = {
    ...paper,
    width: SCALE * paper.width,
    height: SCALE * paper.height,
    top: SCALE * paper.top,
    style: { ...style, fontSize: SCALE * style.fontSize },
    textWidth: (text, size) => SCALE * textWidth(text, size / SCALE),
  };
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: large.width, height: large.height });
  try {
    chart.setOption(paperOption(large, parts));
    const body = `<g transform="scale(${1 / SCALE})">${plain(chart.renderToSVGString())}</g>`;
    return { body, left: leftOf(large, widestOf(parts.y, large)) / SCALE };
  } finally {
    chart.dispose();
  }
}

/** The elements with attributes that every program understands: no classes, no styles, no baselines. */
function plain(document: string): string {
  return document
    .replace(/^<svg[^>]*>\s*<rect[^>]*><\/rect>|<\/svg>\s*$/g, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (class|pointer-events|xml:space|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/ stroke-dasharray=""/g, '')
    .replace(/ dominant-baseline="central"/g, ' dy="0.35em"')
    .replace(/ style="font-size:([\d.]+)px;font-family:([^;"]*);?"/g, ' font-size="$1" font-family="$2"')
    .replace(/stroke-linejoin="bevel"/g, 'stroke-linejoin="round"')
    .trim();
}
