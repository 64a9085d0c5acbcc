/** Heat maps of alphas or scores: an edge a column under the node that it feeds, a primitive a row, one scale for both cells. */
import type { FigureOptions } from '../../main/api/contract.ts';
import { candidateNames, kindsOf } from '../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../main/spaces/index.ts';
import { sharesOf } from '../charts/heat-scale.ts';
import type { HeatScale } from '../charts/heat-scale.ts';
import { evenTicks, scaleOf, tickStep, tickText } from '../charts/scales.ts';
import { viridis } from '../charts/viridis.ts';
import { edgeColumns } from '../run-view/alphas.ts';
import type { AlphaMode, AlphaTable } from '../run-view/alphas.ts';
import { markTable } from '../run-view/importance.ts';
import type { CandidateMark } from '../run-view/importance.ts';
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

/** What the colours of a map say, and between which ends. */
export interface ColourScale {
  readonly domain: readonly [number, number];
  readonly scale: HeatScale;
}

/** The scale of what is shown: of scores the lowest is the most important. */
export const colourScale = (mode: AlphaMode, domain: readonly [number, number]): ColourScale => ({
  domain,
  scale: mode === 'score' ? 'importance' : 'linear',
});

/** How wide a column is at least, in the size of the text. */
export const LEAST_COLUMN = 1.05;

/** Both cells, beside each other where the width allows it. */
export function drawAlphas(subject: AlphasSubject, options: FigureOptions): NotedDrawing {
  const pen = penOf(options);
  const width = pointsOf(options.widthMm);
  const colours = colourScale(subject.mode, subject.domain ?? domainOf(subject));
  const ramp = rampOf(options);
  const scaleRoom = options.hasLegend ? scaleWidth(colours, pen) : 0;
  const columns = edgeColumns(subject.space).length;
  const names = Math.max(...candidateNames(subject.space).map((name) => pen.width(name)));
  const gap = 1.5 * pen.size;
  // Side by side as long as a column is as wide as a letter is high.
  const half = (width - scaleRoom - gap) / 2;
  const isWide = (half - names) / columns >= LEAST_COLUMN * pen.size;
  const top = options.hasTitle ? 1.8 * pen.size : 0;
  const mapWidth = isWide ? half : width - scaleRoom;
  let y = top;
  const parts: string[] = [];
  let height = 0;
  kindsOf(subject.space).forEach((cell, i) => {
    const map = drawMap(
      {
        space: subject.space,
        values: subject.values[cell],
        cell,
        colours,
        marks: markTable(subject.candidates?.[cell] ?? []),
      },
      { width: mapWidth, pen, ramp },
    );
    parts.push(moved(map.body, { x: isWide ? i * (half + gap) : 0, y }));
    if (!isWide) y += map.height + 0.8 * pen.size;
    height = isWide ? top + map.height : y - 0.8 * pen.size;
  });
  if (options.hasTitle) parts.push(titleAt(subject.title, { x: 0, room: width, pen }));
  if (options.hasLegend) {
    const bar = { top: top + 1.4 * pen.size, height: height - top - 4.4 * pen.size };
    parts.push(drawScale(colours, { x: width - scaleRoom + 0.8 * pen.size, ...bar, pen, ramp }));
  }
  return { width, height, body: parts.join(''), note: null };
}

function domainOf({ space, values, mode }: AlphasSubject): readonly [number, number] {
  const all = kindsOf(space)
    .flatMap((cell) => values[cell].flat())
    .filter((value) => value !== null);
  if (all.length === 0) return mode === 'score' ? [1, 10] : [0, 1];
  const low = all.reduce((least, value) => Math.min(least, value));
  const high = all.reduce((most, value) => Math.max(most, value));
  if (mode === 'score') return [low, Math.max(high, 10 * low)];
  return mode === 'raw' ? [low, high > low ? high : low + 1e-3] : [0, Math.max(high, 1e-3)];
}

/** A map of one cell. */
export interface MapTask {
  readonly space: SearchSpace;
  readonly values: AlphaTable;
  readonly cell: CellKind;
  readonly colours: ColourScale;
  /** Why fields have no value, where there is more to say than that nothing is allowed; empty: there is not. */
  readonly marks?: readonly (readonly (CandidateMark | null)[])[];
}

/** Where and how it is drawn. */
export interface MapRoom {
  readonly width: number;
  readonly pen: Pen;
  readonly ramp: Ramp;
}

/** The map of one cell, with its names. */
export function drawMap(
  { space, values, cell, colours, marks = [] }: MapTask,
  { width, pen, ramp }: MapRoom,
): { readonly body: string; readonly height: number } {
  const columns = edgeColumns(space);
  const rows = candidateNames(space).map((name) => ({ name }));
  const left = Math.max(...rows.map(({ name }) => pen.width(name))) + 0.5 * pen.size;
  const top = 1.4 * pen.size;
  const groups = [...new Set(columns.map(({ target }) => target))];
  const gap = 0.35 * pen.size;
  const wide = (width - left - gap * (groups.length - 1)) / columns.length;
  const high = Math.min(1.7 * pen.size, Math.max(1.15 * pen.size, wide));
  const leftOf = (c: number): number => left + c * wide + groups.indexOf(columns[c]?.target ?? '') * gap;
  const text = (x: number, y: number, { said, anchor = 'middle' }: Said): string =>
    textAt(x, y, { text: said, look: { font: pen.family, size: pen.size, fill: INK, anchor } });
  const shareOf = sharesOf(colours.domain, colours.scale);
  const fields = columns.flatMap((_, c) =>
    rows.map((__, r) => {
      const value = values[c]?.[r] ?? null;
      const place = { x: leftOf(c), y: top + r * high, width: wide, height: high };
      const mark = marks[c]?.[r] ?? null;
      if (mark !== null) return markedField(mark, place, { pen, ramp });
      // What the space does not allow is crossed out, not coloured.
      if (value === null) return crossed(place);
      return element('rect', {
        ...place,
        fill: ramp(shareOf(value)),
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
    said: kindsOf(space).length === 1 ? 'Cell' : `${cell === 'normal' ? 'Normal' : 'Reduction'} cell`,
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

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A field without a value: removed ones are white with a cross, bold at the moment of their removal. */
function markedField(
  mark: CandidateMark,
  place: Place,
  { pen, ramp }: Pick<MapRoom, 'pen' | 'ramp'>,
): string {
  const { x, y, width, height } = place;
  const ground = (fill: string, stroke: string): string =>
    element('rect', { ...place, fill, stroke, 'stroke-width': 0.25 });
  if (mark === 'blank') return ground('#e4e7ec', '#ffffff');
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const half = 0.22 * Math.min(width, height);
  if (mark === 'infinite') {
    // The dark end of the colours is the light end in black and white.
    const fill = ramp(0) === '#ffffff' ? INK : '#ffffff';
    const look = { font: pen.family, size: pen.size, fill, anchor: 'middle' as const };
    return ground(ramp(0), '#b5bdc7') + textAt(middleX, middleY, { text: '∞', look });
  }
  const [from, to] = [(-half).toFixed(2), (2 * half).toFixed(2)];
  const d = `M${middleX.toFixed(2)} ${middleY.toFixed(2)}m${from} ${from}l${to} ${to}m0 -${to}l-${to} ${to}`;
  const isFresh = mark === 'fresh';
  const stroke = isFresh ? INK : '#8a93a0';
  const cross = element('path', { d, stroke, 'stroke-width': isFresh ? 1.1 : 0.5, fill: 'none' });
  return ground('#ffffff', '#b5bdc7') + cross;
}

function crossed({ x, y, width, height }: Place): string {
  const d = `M${x.toFixed(2)} ${(y + height).toFixed(2)}l${width.toFixed(2)} ${(-height).toFixed(2)}`;
  return (
    element('rect', { x, y, width, height, fill: '#ffffff', stroke: '#b5bdc7', 'stroke-width': 0.25 }) +
    element('path', { d, stroke: '#b5bdc7', 'stroke-width': 0.4, fill: 'none' })
  );
}

/** How wide a scale is with its numbers. */
export function scaleWidth(colours: ColourScale, pen: Pen): number {
  return 2.2 * pen.size + Math.max(...scaleTicks(colours).map(({ text }) => pen.width(text)));
}

/** Round numbers within a scale, all with as many places; of scores powers of ten. */
function scaleTicks({ domain, scale }: ColourScale): readonly {
  readonly value: number;
  readonly text: string;
}[] {
  const [low, high] = domain;
  if (scale === 'importance') {
    const powers = scaleOf('log', () => []).ticks(low, high, 4) ?? [low, high];
    return powers.map((value) => ({ value, text: tickText(value) }));
  }
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

/** The ramp with its ends; the brightest is at the top. */
export function drawScale(colours: ColourScale, { x, top, height, pen, ramp }: ScaleRoom): string {
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
  const shareOf = sharesOf(colours.domain, colours.scale);
  const ticks = scaleTicks(colours).map(({ value, text }) => {
    const y = top + height * (1 - shareOf(value));
    const d = `M${(x + 0.8 * pen.size).toFixed(2)} ${y.toFixed(2)}h${(0.25 * pen.size).toFixed(2)}`;
    const line = element('path', { d, stroke: INK, 'stroke-width': 0.5, fill: 'none' });
    return line + textAt(x + 1.3 * pen.size, y, { text, look });
  });
  return [...bars, ...ticks].join('');
}
