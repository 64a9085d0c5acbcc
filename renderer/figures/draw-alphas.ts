/** Heat maps of alphas: an edge a column under the node that it feeds, a primitive a row, one scale for both cells. */
import type { FigureOptions } from '../../main/api/contract.ts';
import { CELL_KINDS } from '../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../main/spaces/index.ts';
import { evenTicks, tickStep } from '../charts/scales.ts';
import { viridis } from '../charts/viridis.ts';
import { edgeColumns } from '../run-view/alphas.ts';
import type { AlphaTable } from '../run-view/alphas.ts';
import { titleAt } from './draw-chart.ts';
import type { NotedDrawing } from './draw-chart.ts';
import { penOf } from './options.ts';
import type { Pen } from './options.ts';
import { hexColour } from './paper-tokens.ts';
import { element, moved, pointsOf, textAt } from './svg.ts';
import type { AlphasSubject } from './subject.ts';

const INK = '#171a1f';

/** The ramp of a figure: viridis, which stays in order in grey; in black and white from white to black. */
export type Ramp = (share: number) => string;

/** From the least to the most. */
export function rampOf({ isBlackAndWhite }: Pick<FigureOptions, 'isBlackAndWhite'>): Ramp {
  if (!isBlackAndWhite) return (share) => hexColour(viridis(share));
  return (share) => {
    const level = Math.round(255 - 235 * Math.min(1, Math.max(0, share)));
    return hexColour(`rgb(${level} ${level} ${level})`);
  };
}

/** How wide a column is at least, in the size of the text. */
export const LEAST_COLUMN = 1.05;

/** Both cells, beside each other where the width allows it. */
export function drawAlphas(subject: AlphasSubject, options: FigureOptions): NotedDrawing {
  const pen = penOf(options);
  const width = pointsOf(options.widthMm);
  const domain = subject.domain ?? domainOf(subject);
  const ramp = rampOf(options);
  const scaleRoom = options.hasLegend ? scaleWidth(domain, pen) : 0;
  const columns = edgeColumns(subject.space).length;
  const names = Math.max(...subject.space.primitives.map(({ name }) => pen.width(name)));
  const gap = 1.5 * pen.size;
  // Side by side as long as a column is as wide as a letter is high.
  const half = (width - scaleRoom - gap) / 2;
  const isWide = (half - names) / columns >= LEAST_COLUMN * pen.size;
  const top = options.hasTitle ? 1.8 * pen.size : 0;
  const mapWidth = isWide ? half : width - scaleRoom;
  let y = top;
  const parts: string[] = [];
  let height = 0;
  CELL_KINDS.forEach((cell, i) => {
    const map = drawMap(
      { space: subject.space, values: subject.values[cell], cell, domain },
      { width: mapWidth, pen, ramp },
    );
    parts.push(moved(map.body, { x: isWide ? i * (half + gap) : 0, y }));
    if (!isWide) y += map.height + 0.8 * pen.size;
    height = isWide ? top + map.height : y - 0.8 * pen.size;
  });
  if (options.hasTitle) parts.push(titleAt(subject.title, { x: 0, room: width, pen }));
  if (options.hasLegend) {
    const bar = { top: top + 1.4 * pen.size, height: height - top - 4.4 * pen.size };
    parts.push(drawScale(domain, { x: width - scaleRoom + 0.8 * pen.size, ...bar, pen, ramp }));
  }
  return { width, height, body: parts.join(''), note: null };
}

function domainOf({ values, mode }: AlphasSubject): readonly [number, number] {
  const all = CELL_KINDS.flatMap((cell) => values[cell].flat()).filter((value) => value !== null);
  if (all.length === 0) return [0, 1];
  const low = all.reduce((least, value) => Math.min(least, value));
  const high = all.reduce((most, value) => Math.max(most, value));
  return mode === 'raw' ? [low, high > low ? high : low + 1e-3] : [0, Math.max(high, 1e-3)];
}

/** A map of one cell. */
export interface MapTask {
  readonly space: SearchSpace;
  readonly values: AlphaTable;
  readonly cell: CellKind;
  readonly domain: readonly [number, number];
}

/** Where and how it is drawn. */
export interface MapRoom {
  readonly width: number;
  readonly pen: Pen;
  readonly ramp: Ramp;
}

/** The map of one cell, with its names. */
export function drawMap(
  { space, values, cell, domain }: MapTask,
  { width, pen, ramp }: MapRoom,
): { readonly body: string; readonly height: number } {
  const columns = edgeColumns(space);
  const rows = space.primitives;
  const left = Math.max(...rows.map(({ name }) => pen.width(name))) + 0.5 * pen.size;
  const top = 1.4 * pen.size;
  const groups = [...new Set(columns.map(({ target }) => target))];
  const gap = 0.35 * pen.size;
  const wide = (width - left - gap * (groups.length - 1)) / columns.length;
  const high = Math.min(1.7 * pen.size, Math.max(1.15 * pen.size, wide));
  const leftOf = (c: number): number => left + c * wide + groups.indexOf(columns[c]?.target ?? '') * gap;
  const text = (x: number, y: number, { said, anchor = 'middle' }: Said): string =>
    textAt(x, y, { text: said, look: { font: pen.family, size: pen.size, fill: INK, anchor } });
  const [low, most] = domain;
  const fields = columns.flatMap((_, c) =>
    rows.map((__, r) => {
      const value = values[c]?.[r] ?? null;
      const place = { x: leftOf(c), y: top + r * high, width: wide, height: high };
      // What the space does not allow is crossed out, not coloured.
      if (value === null) return crossed(place);
      return element('rect', {
        ...place,
        fill: ramp((value - low) / (most - low)),
        stroke: '#ffffff',
        'stroke-width': 0.25,
      });
    }),
  );
  const foot = top + rows.length * high;
  const feet = drawFeet(columns, { leftOf, wide, foot, groups, pen });
  const names = rows.map(({ name }, r) =>
    text(left - 0.4 * pen.size, top + (r + 0.5) * high, { said: name, anchor: 'end' }),
  );
  const heading = text(left + (width - left) / 2, 0.6 * pen.size, {
    said: `${cell === 'normal' ? 'Normal' : 'Reduction'} cell`,
  });
  return {
    body: [heading, ...names, ...fields, feet].join(''),
    height: foot + 2.7 * pen.size,
  };
}

interface Said {
  readonly said: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** Where the columns of a map stand. */
interface Feet {
  readonly leftOf: (column: number) => number;
  readonly wide: number;
  readonly foot: number;
  readonly groups: readonly string[];
  readonly pen: Pen;
}

/** Below the map: where each edge comes from, and a bracket for the node that it goes into. */
function drawFeet(
  columns: ReturnType<typeof edgeColumns>,
  { leftOf, wide, foot, groups, pen }: Feet,
): string {
  // As large as fits beside its neighbours, and never too small to read in print.
  const widest = Math.max(...columns.map(({ source }) => pen.width(source.replace('k-', '−'))));
  const small = Math.max(Math.min(1, 7 / pen.size), Math.min(1, (0.94 * wide) / widest));
  const look = (size: number) => ({ font: pen.family, size, fill: INK, anchor: 'middle' as const });
  const sources = columns.map(({ source }, c) =>
    textAt(leftOf(c) + wide / 2, foot + 0.75 * pen.size, {
      text: wide < 2.2 * pen.size ? source.replace('k-', '−') : source.replace('-', '−'),
      look: look(pen.size * small),
    }),
  );
  const brackets = groups.map((target) => {
    const own = columns.flatMap((column, c) => (column.target === target ? [c] : []));
    const [from, to] = [leftOf(own[0] ?? 0), leftOf(own.at(-1) ?? 0) + wide];
    const line = element('path', {
      d: `M${from.toFixed(2)} ${(foot + 1.4 * pen.size).toFixed(2)}H${to.toFixed(2)}`,
      stroke: INK,
      'stroke-width': 0.5,
      fill: 'none',
    });
    return line + textAt((from + to) / 2, foot + 2.05 * pen.size, { text: target, look: look(pen.size) });
  });
  return [...sources, ...brackets].join('');
}

function crossed({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  const d = `M${x.toFixed(2)} ${(y + height).toFixed(2)}l${width.toFixed(2)} ${(-height).toFixed(2)}`;
  return (
    element('rect', { x, y, width, height, fill: '#ffffff', stroke: '#b5bdc7', 'stroke-width': 0.25 }) +
    element('path', { d, stroke: '#b5bdc7', 'stroke-width': 0.4, fill: 'none' })
  );
}

/** How wide a scale is with its numbers. */
export function scaleWidth(domain: readonly [number, number], pen: Pen): number {
  return 2.2 * pen.size + Math.max(...scaleTicks(domain).map(({ text }) => pen.width(text)));
}

/** Round numbers within a scale, all with as many places. */
function scaleTicks([low, high]: readonly [number, number]): readonly {
  readonly value: number;
  readonly text: string;
}[] {
  const ticks = evenTicks(low, high, 4);
  const digits = high > low ? Math.max(0, -Math.floor(Math.log10(tickStep(low, high, 4)) + 1e-9)) : 2;
  return ticks.map((value) => ({ value, text: value.toFixed(Math.min(20, digits)).replace('-', '−') }));
}

/** Where a scale is drawn. */
export interface ScaleRoom {
  readonly x: number;
  readonly top: number;
  readonly height: number;
  readonly pen: Pen;
  readonly ramp: Ramp;
}

/** The ramp with its ends. */
export function drawScale(
  domain: readonly [number, number],
  { x, top, height, pen, ramp }: ScaleRoom,
): string {
  const steps = 64;
  // Each step reaches to the bottom behind the next: no seams between them.
  const bars = Array.from({ length: steps }, (_, i) =>
    element('rect', {
      x,
      y: top + (i * height) / steps,
      width: 0.8 * pen.size,
      height: height - (i * height) / steps,
      fill: ramp(1 - i / (steps - 1)),
    }),
  );
  const look = { font: pen.family, size: pen.size, fill: INK };
  const [low, high] = domain;
  const ticks = scaleTicks(domain).map(({ value, text }) => {
    const y = top + height * (1 - (high > low ? (value - low) / (high - low) : 0));
    const d = `M${(x + 0.8 * pen.size).toFixed(2)} ${y.toFixed(2)}h${(0.25 * pen.size).toFixed(2)}`;
    const line = element('path', { d, stroke: INK, 'stroke-width': 0.5, fill: 'none' });
    return line + textAt(x + 1.3 * pen.size, y, { text, look });
  });
  return [...bars, ...ticks].join('');
}
