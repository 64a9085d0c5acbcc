/** Charts as SVG text, without a page: the same lines, scales and thinning as on the screen, dressed for paper. */
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { frameOf, frameScales, hiddenPoints, hiddenWords } from './frame.ts';
import { seriesOption } from './options.ts';
import type { ChartContent, ChartStyle } from './options.ts';
import { evenTicks, scaleOf, tickText } from './scales.ts';
import { scatterSeries } from './scatter-options.ts';
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
  const { scaleX } = frame;
  const [low, high] = frame.content.extent;
  const [from, to] = [scaleX.place(low), scaleX.place(high)];
  const axisX = {
    from,
    to,
    ticks: placesOf(scaleX.ticks(low, high, 6) ?? evenTicks(low, high, 5), scaleX.place),
  };
  // Two points for each lowest and highest of a column: four columns a unit are finer than any printer shows.
  const series = seriesOption(frame, { from, to, pixels: 4 * paper.width }, enlarged(paper.style));
  const y = axisYOf(frame, series, paper);
  const formatX = (place: number): string => tickText(scaleX.valueAt(place));
  const formatY = (place: number): string => tickText(frame.scaleY.valueAt(place));
  const drawn = render(paper, {
    x: { ...axisX, format: formatX },
    y: { ...y, format: formatY },
    series: legible(series),
  });
  return { ...drawn, note: hiddenWords(hiddenPoints(frame, low, high)) };
}

/** A scatter plot. */
export function scatterSvg(content: ScatterContent, paper: PaperChart): ChartDrawing {
  const { x, y } = content.axes;
  const axis = (side: 'x' | 'y') => {
    const { scale: name, format } = content.axes[side];
    const scale = scaleOf(name, () => []);
    const values = content.points.map((point) => scale.place(point[side])).filter(Number.isFinite);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const room = Math.max(0.08 * (most - least), most === least ? Math.max(1e-9, Math.abs(most) * 0.05) : 0);
    const [from, to] = values.length === 0 ? [0, 1] : [least - room, most + room];
    const numbers =
      name === 'linear'
        ? evenTicks(from, to, 5)
        : (scale.ticks(scale.valueAt(from), scale.valueAt(to), 6) ?? []);
    return {
      from,
      to,
      ticks: placesOf(numbers, (value) => scale.place(value)),
      format: (place: number) => format(scale.valueAt(place)),
    };
  };
  const parts = { x: axis('x'), y: axis('y'), series: scatterSeries(content, enlarged(paper.style), true) };
  return { ...render({ ...paper, labelX: x.label, labelY: y.label }, parts), note: null };
}

interface PaperAxis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly format: (place: number) => string;
}

interface PaperParts {
  readonly x: PaperAxis;
  readonly y: PaperAxis;
  readonly series: readonly EChartsCoreOption[];
}

const placesOf = (values: readonly number[], place: (value: number) => number): readonly number[] =>
  values.map(place).filter(Number.isFinite);

/** The ends of y to round ticks around what is drawn. */
function axisYOf(
  frame: ReturnType<typeof frameOf>,
  series: readonly EChartsCoreOption[],
  { height, style }: PaperChart,
): Omit<PaperAxis, 'format'> {
  const wanted = Math.max(2, Math.min(6, Math.floor(height / (3.4 * style.fontSize))));
  const { low, high, ticks } = frameScales(frame, wanted < 4 ? 100 : 300);
  if (ticks !== null && low !== null && high !== null) return { from: low, to: high, ticks };
  const drawn = series
    .flatMap(({ data }) => (data as [number, number][]).map(([, y]) => y))
    .filter(Number.isFinite);
  const least = low ?? drawn.reduce((a, b) => Math.min(a, b), Infinity);
  const most = high ?? drawn.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(most > least)) return { from: least - 1, to: least + 1, ticks: [least] };
  const step = evenTicks(least, most, wanted);
  const size = (step[1] ?? most) - (step[0] ?? least);
  const { highest } = frame.content;
  const from = low ?? Math.floor(least / size + 1e-9) * size;
  const top = high ?? Math.ceil(most / size - 1e-9) * size;
  const to = highest === null ? top : Math.min(top, highest);
  return { from, to, ticks: evenTicks(from, to, wanted) };
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
