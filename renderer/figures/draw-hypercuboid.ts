/** A hypercuboid as a layered graph with a path on top: the picture of the screen, in points. */
import type { FigureOptions } from '../../main/api/contract.ts';
import { stagesOf } from '../../main/spaces/index.ts';
import { cuboidDrawing, DASHES, FEATURE_HALF, headOf } from '../hypercuboid/layout.ts';
import type { FeatureMark, OperationMark } from '../hypercuboid/layout.ts';
import { familyOfName } from '../ui/families.ts';
import { titleAt } from './draw-chart.ts';
import type { NotedDrawing } from './draw-chart.ts';
import { penOf } from './options.ts';
import type { Pen } from './options.ts';
import { paperColour } from './paper-tokens.ts';
import { element, moved, pointsOf, textAt } from './svg.ts';
import type { HyperCuboidSubject } from './subject.ts';

const INK = '#171a1f';
const SOFT = '#59636f';
/** The screen's drawing has letters of 11 px; on paper they have the size of the figure's, unless its columns have no room for them. */
const SCREEN_LETTERS = 11;
/** Of a column on the screen, so that the channel counts stand apart. */
const LEAST_COLUMN = 48;
/** Smaller letters are said to be small. */
const LEAST_POINTS = 5;

/** The graph, and under it which line is which primitive. */
export function drawHyperCuboid(subject: HyperCuboidSubject, options: FigureOptions): NotedDrawing {
  const pen = penOf(options);
  const width = pointsOf(options.widthMm);
  const stages = stagesOf(subject.space).length;
  const scale = Math.min(pen.size / SCREEN_LETTERS, width / (LEAST_COLUMN * (stages + 1)));
  const top = options.hasTitle ? 1.8 * pen.size : 0;
  const height = options.heightMm === null ? heightOf(subject, scale) : pointsOf(options.heightMm) - top;
  const graph = drawGraph(subject, { width: width / scale, height: height / scale, pen, options });
  const legend = options.hasLegend ? drawLegend(subject, { width, pen, options }) : '';
  const room = options.hasLegend ? 1.6 * pen.size : 0;
  const letters = SCREEN_LETTERS * scale;
  return {
    width,
    height: top + height + room,
    body: [
      options.hasTitle ? titleAt(subject.title, { x: 0, room: width, pen }) : '',
      moved(graph, { x: 0, y: top, scale }),
      moved(legend, { x: 0, y: top + height }),
    ].join(''),
    note:
      letters < LEAST_POINTS
        ? `${stages} stages leave room for letters of ${letters.toFixed(1)} points: choose a wider figure.`
        : null,
  };
}

/** As high as its rows need. */
const heightOf = ({ space }: HyperCuboidSubject, scale: number): number =>
  scale * (50 + 44 * space.channels.length);

interface Room {
  readonly width: number;
  readonly pen: Pen;
  readonly options: FigureOptions;
}

function drawGraph(
  { space, weights, path }: HyperCuboidSubject,
  { width, height, pen, options }: Room & { readonly height: number },
): string {
  const drawing = cuboidDrawing({ space, weights, path, size: { width, height } });
  const heads = drawing.stages.map((stage) =>
    textAt(stage.x + stage.width / 2, 10, {
      text: headOf(stage),
      look: { font: pen.family, size: SCREEN_LETTERS, fill: SOFT, anchor: 'middle' },
    }),
  );
  return [
    ...heads,
    ...drawing.operations.map((operation) => drawOperation(operation, { space, options })),
    ...drawing.features.map((feature) => drawFeature(feature, pen)),
  ].join('');
}

function drawOperation(
  { d, width, opacity, primitive, isOnPath }: OperationMark,
  { space, options }: Pick<HyperCuboidSubject, 'space'> & { readonly options: FigureOptions },
): string {
  const line = element('path', {
    d,
    fill: 'none',
    stroke: colourOf(primitive, space, options),
    'stroke-width': width,
    'stroke-opacity': isOnPath ? null : opacity,
    'stroke-dasharray': dashOf(primitive),
  });
  if (!isOnPath) return line;
  const halo = { d, fill: 'none', stroke: options.isBlackAndWhite ? '#c4c4c4' : '#bcd0f5' };
  return element('path', { ...halo, 'stroke-width': width + 6 }) + line;
}

function colourOf(
  primitive: number,
  space: HyperCuboidSubject['space'],
  { isBlackAndWhite }: FigureOptions,
): string {
  if (isBlackAndWhite) return INK;
  return paperColour(`--family-${familyOfName(space.primitives[primitive]?.name ?? '', space)}`);
}

function dashOf(primitive: number): string | null {
  const dash = DASHES[primitive % DASHES.length] ?? 'none';
  return dash === 'none' ? null : dash;
}

function drawFeature({ x, y, channels, isOnPath }: FeatureMark, pen: Pen): string {
  const { width, height } = FEATURE_HALF;
  const box = element('rect', {
    ...{ x: x - width, y: y - height, width: 2 * width, height: 2 * height, rx: height },
    fill: isOnPath ? INK : '#ffffff',
    stroke: isOnPath ? INK : '#a9b3bf',
    'stroke-width': 1,
  });
  const fill = isOnPath ? '#ffffff' : SOFT;
  const look = { font: pen.family, size: SCREEN_LETTERS, fill, anchor: 'middle' as const };
  return box + textAt(x, y, { text: String(channels), look });
}

function drawLegend({ space }: HyperCuboidSubject, { width, pen, options }: Room): string {
  const stroke = 2.2 * pen.size;
  const wide = space.primitives.map(({ name }) => stroke + 0.4 * pen.size + pen.width(name) + pen.size);
  let x = Math.max(0, (width - wide.reduce((sum, one) => sum + one, 0)) / 2);
  const y = 0.8 * pen.size;
  return space.primitives
    .map(({ name }, primitive) => {
      const line = element('path', {
        d: `M${x.toFixed(2)} ${y.toFixed(2)}h${stroke.toFixed(2)}`,
        fill: 'none',
        stroke: colourOf(primitive, space, options),
        'stroke-width': 1.6,
        'stroke-dasharray': dashOf(primitive),
      });
      const look = { font: pen.family, size: pen.size, fill: INK };
      const text = textAt(x + stroke + 0.4 * pen.size, y, { text: name, look });
      x += wide[primitive] ?? 0;
      return line + text;
    })
    .join('');
}
