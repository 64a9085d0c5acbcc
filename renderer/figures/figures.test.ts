import { describe, expect, it } from 'vitest';
import {
  findPublishedPath,
  findPublishedRecurrent,
  findSpace,
  HYPERCUBOIDS,
  PUBLISHED,
  stageSize,
  stagesOf,
} from '../../main/spaces/index.ts';
import type { ChartContent } from '../charts/content.ts';
import { csvOf, csvText } from './csv.ts';
import { drawFigure } from './draw.ts';
import { latexCells, latexChart, latexText } from './latex.ts';
import { DEFAULT_OPTIONS, penOf, withPreset } from './options.ts';
import { pixelsOf } from './raster.ts';
import { millimetresOf, pointsOf, svgDocument } from './svg.ts';
import type { Candidate } from '../run-view/importance.ts';
import type {
  AlphasSubject,
  CellsSubject,
  ChartSubject,
  FigureSubject,
  HyperCuboidSubject,
  MatrixSubject,
  TableSubject,
} from './subject.ts';

const ODD = `<b> & "quoted" 'twice' \u0007 äöü αβ 漢字 🎯 ${'long '.repeat(60)}`;

function chart(y: readonly number[], more: Partial<ChartContent> = {}): ChartSubject {
  const x = y.map((_, i) => i + 1);
  const line = { x, y, look: 'line' as const };
  return {
    kind: 'chart',
    title: ODD,
    labelY: 'Loss (nats)',
    content: {
      series: [
        { ...line, name: ODD, colour: '--run-blue' },
        { ...line, name: 'b', colour: '--run-vermilion' },
      ],
      extent: [0, Math.max(1, y.length)],
      unitX: 'step',
      formatY: String,
      highest: null,
      mark: null,
      ...more,
    },
  };
}

function matrix(many: number): MatrixSubject {
  const classes = Array.from({ length: many }, (_, i) => `${ODD} ${String(i)}`);
  return {
    kind: 'matrix',
    title: ODD,
    classes,
    counts: classes.map((_, i) => classes.map((__, j) => i * j)),
  };
}

const cells: CellsSubject = {
  kind: 'cells',
  title: ODD,
  cells: PUBLISHED.slice(0, 3).map(({ genotype }) => ({ title: ODD, genotype })),
  style: 'colour',
};

const table: TableSubject = {
  kind: 'table',
  title: ODD,
  columns: [{ id: 'a', title: 'Error', unit: '%', digits: 2, best: 'lowest' }],
  rows: [
    { title: ODD, values: [{ mean: 2.7632, std: 0.0912, n: 3 }] },
    { title: 'b', values: [null] },
  ],
};

const SPACE = findSpace('nasbench201');
const fields: readonly Candidate[] = [
  { state: 'removed', score: Infinity, removedAfter: 1 },
  { state: 'left', score: Infinity, removedAfter: null },
  { state: 'left', score: 0.25, removedAfter: null },
  { state: 'left', score: null, removedAfter: null },
  { state: 'removed', score: 90, removedAfter: 2 },
];
const importance: AlphasSubject = {
  kind: 'alphas',
  title: ODD,
  space: SPACE,
  mode: 'score',
  values: { normal: Array.from({ length: 6 }, () => [null, null, 0.25, null, null]), reduction: [] },
  candidates: { normal: Array.from({ length: 6 }, () => fields), reduction: [] },
};

const cuboid = (weights: boolean): HyperCuboidSubject => {
  const space = HYPERCUBOIDS.multichannelnet;
  return {
    ...{ kind: 'hypercuboid', title: ODD, space },
    weights: weights
      ? stagesOf(space).map(() => Array.from({ length: stageSize(space) }, (_, i) => i / 496))
      : null,
    path: findPublishedPath('MULTI_CHANNEL_HANDMADE_PATH')?.path ?? null,
  };
};

/** Opening and closing tags match, and no bare `&` or `<` is among the text. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, end, name, , closed] of svg.matchAll(
    /<(\/?)([a-z]\w*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gi,
  )) {
    if (end === '/') expect(open.pop()).toBe(name);
    else if (closed !== '/') open.push(name ?? '');
  }
  expect(open).toEqual([]);
  const text = svg.replaceAll(/<\?xml[^>]*\?>|<\/?[a-z]\w*(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/gi, '');
  expect(text.replaceAll(/&(?:amp|lt|gt|quot|apos|#\d+);/g, '')).not.toMatch(/[<>&]/);
}

describe('what every drawing must be', () => {
  const subjects: readonly (readonly [string, FigureSubject])[] = [
    ['a path', cuboid(false)],
    ['weights', cuboid(true)],
    ['a curve', chart([3, 2, 1, 2])],
    ['one point', chart([1])],
    ['no points', chart([])],
    ['a constant', chart([2, 2, 2])],
    ['a constant zero', chart([0, 0])],
    ['no numbers', chart([Number.NaN, Number.NaN])],
    ['a gap', chart([1, Number.NaN, Infinity, 2])],
    ['a logarithm of what has none', chart([-1, 0, 1, 1000], { scaleY: 'log', scaleX: 'log' })],
    ['a symmetric logarithm', chart([-1e5, -1, 0, 1, 1e5], { scaleY: 'symlog' })],
    ['no classes', matrix(0)],
    ['two classes', matrix(2)],
    ['a hundred classes', matrix(100)],
    ['three cells', cells],
    ['a table', table],
    ['scores', importance],
    ['an empty table', { ...table, rows: [], columns: [] }],
  ];

  describe.each(['cvpr-1', 'neurips-1', 'ieee-1'])('for %s', (preset) => {
    it.each(subjects)('%s', (_, subject) => {
      const options = { ...withPreset(DEFAULT_OPTIONS, preset), hasTitle: true };
      const drawing = drawFigure(subject, options);
      const svg = svgDocument(drawing);
      expectWellFormed(svg);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|var\(|<style|href|url\((?!#)/);
      expect(drawing.width).toBeCloseTo(pointsOf(options.widthMm), 6);
      expect(drawing.height).toBeGreaterThan(0);
    });
  });

  it('cuts texts that are wider than the figure', () => {
    const { body, width } = drawFigure(chart([1, 2]), { ...DEFAULT_OPTIONS, hasTitle: true });
    const texts = [...body.matchAll(/>([^<]+)<\/text>/g)].map(([, text = '']) => text);
    const pen = penOf(DEFAULT_OPTIONS);
    expect(texts.some((text) => text.endsWith('…'))).toBe(true);
    for (const text of texts) expect(pen.width(text.replaceAll(/&\w+;/g, '&'))).toBeLessThan(width);
  });

  it('tells lines apart without colours', () => {
    const { body } = drawFigure(chart([1, 2, 3]), { ...DEFAULT_OPTIONS, isBlackAndWhite: true });
    expect(body).toContain('stroke-dasharray');
    expect(body).not.toMatch(/#0072b2|#d55e00/i);
  });

  it('draws a million points with their extremes, in no more detail than print shows', () => {
    const y = Array.from({ length: 1_000_000 }, (_, i) => (i === 777_777 ? 50 : Math.sin(i / 1000)));
    const drawn = svgDocument(drawFigure(chart(y), DEFAULT_OPTIONS));
    expect(drawn.length).toBeLessThan(400_000);
    expect(drawn).toContain('>50<');
  });
});

describe('sizes', () => {
  it('are those that were asked for', () => {
    expect(pointsOf(25.4)).toBeCloseTo(72, 9);
    expect(millimetresOf(pointsOf(82.55))).toBeCloseTo(82.55, 9);
    expect(pixelsOf(pointsOf(82.55), 300)).toBe(975);
    expect(pixelsOf(pointsOf(84), 600)).toBe(1984);
  });

  it.each(['cvpr-1', 'ieee-1', 'neurips-1', 'neurips-half'])('%s: no text of a cell below 7 pt', (preset) => {
    const { body } = drawFigure(cells, withPreset(DEFAULT_OPTIONS, preset));
    const inGroups = [...body.matchAll(/scale\(([\d.]+)\)/g)].map(([, scale]) => 11 * Number(scale));
    expect(inGroups.length).toBeGreaterThan(0);
    for (const size of inGroups) expect(size).toBeGreaterThanOrEqual(7);
  });
});

describe('CSV', () => {
  it('has every row, whatever the figure leaves out', () => {
    const y = Array.from({ length: 20_000 }, (_, i) => i / 7);
    expect(csvOf(chart(y)).split('\r\n')).toHaveLength(1 + 20_000 + 1);
  });

  it('tells both what the clock shows and the step', () => {
    const clock = { unit: 'epoch', at: (x: number) => x / 10, back: (count: number) => 10 * count };
    const rows = csvOf(chart([5, 6], { clock, unitX: 'epoch' })).split('\r\n');
    expect(rows[0]?.startsWith('epoch,step,')).toBe(true);
    expect(rows.slice(1, 3)).toEqual(['0.1,1,5,5', '0.2,2,6,6']);
  });

  it('quotes what needs it, and leaves formulas as text', () => {
    expect(csvText([['a,b', 'say "x"', 'two\nlines', '=1+1', -1.5, Number.NaN, null]])).toBe(
      `"a,b","say ""x""","two\nlines",'=1+1,-1.5,,\r\n`,
    );
  });
});

describe('a map of scores', () => {
  it('crosses out what was removed, and says what is infinite', () => {
    const { body } = drawFigure(importance, DEFAULT_OPTIONS);
    expect(body.match(/>∞</g)).toHaveLength(6);
    // Twelve fields: what went at the latest shrink is bold.
    expect(body.match(/<path [^>]*stroke-width="1.1"/g)).toHaveLength(6);
    const black = drawFigure(importance, { ...DEFAULT_OPTIONS, isBlackAndWhite: true });
    expect(black.body).toMatch(/fill="#171a1f"[^>]*>∞</);
  });

  it('has every candidate in its CSV, with its score and when it went', () => {
    const rows = csvOf(importance).split('\r\n');
    expect(rows).toHaveLength(1 + 6 * 5 + 1);
    expect(rows[0]).toBe('cell,edge,input,node,operation,score,state,removed after epoch');
    expect(rows.slice(1, 6).map((row) => row.split(',').slice(4).join(','))).toEqual([
      'none,infinite,removed,1',
      'skip_connect,infinite,left,',
      'nor_conv_1x1,0.25,left,',
      'nor_conv_3x3,,left,',
      'avg_pool_3x3,90,removed,2',
    ]);
  });
});

describe('a hypercuboid', () => {
  it('has its path on top of every operation, and every channel count', () => {
    const { body } = drawFigure(cuboid(false), DEFAULT_OPTIONS);
    // Eight stages of 32 operations, and a halo behind each of the path's.
    expect(body.match(/<path d="M[^"]*" fill="none"/g)).toHaveLength(8 * 32 + 8 + 2);
    expect(body.match(/<rect /g)).toHaveLength(9 * 4);
    expect(body.match(/rx="9" fill="#171a1f"/g)).toHaveLength(9);
  });

  it('says where its letters are small', () => {
    const narrow = drawFigure(cuboid(false), { ...DEFAULT_OPTIONS, widthMm: 40 });
    expect(narrow.note).toMatch(/^8 stages leave room for letters of 2\.9 points/);
    expect(drawFigure(cuboid(false), { ...DEFAULT_OPTIONS, widthMm: 140 }).note).toBeNull();
  });

  it('has every operation in its CSV, with its share and whether it is taken', () => {
    const rows = csvOf(cuboid(true)).split('\r\n');
    expect(rows).toHaveLength(1 + 8 * 32 + 1);
    expect(rows.filter((row) => row.endsWith(',yes'))).toHaveLength(8);
    expect(rows[2]).toBe(`1,1,32-32 SharpSepConv,${1 / 496},yes`);
  });
});

describe('LaTeX', () => {
  it('escapes every special character', () => {
    expect(latexText('\\{}$&#%_^~')).toBe(
      String.raw`\textbackslash{}\{\}\$\&\#\%\_\textasciicircum{}\textasciitilde{}`,
    );
    expect(latexText('10⁻⁴ ± 2')).toBe(String.raw`10\textsuperscript{-}\textsuperscript{4} $\pm$ 2`);
  });

  it('keeps a chosen range', () => {
    const tex = latexChart(chart([1, 2, 3], { rangeY: [0.5, 2.5] }), DEFAULT_OPTIONS);
    expect(tex).toMatch(/ymin=0\.5, ymax=2\.5/);
    const log = latexChart(chart([1, 2, 3], { rangeY: [0, 10], scaleY: 'log' }), DEFAULT_OPTIONS);
    expect(log).toMatch(/ymode=log/);
    expect(log).not.toContain('ymin');
  });

  it('draws a recurrent cell with its one input and its output, and no line to a node that there is not', () => {
    const published = findPublishedRecurrent('RNN_DARTS_V2');
    if (published === null) throw new Error('the published cell is gone');
    const cells = [{ title: published.name, genotype: published.genotype }];
    const tex = latexCells({ kind: 'cells', title: '', cells, style: 'colour' }, DEFAULT_OPTIONS);
    const there = [...tex.matchAll(/\\node\[state[^\]]*\] \((\w+)\)/g)].map(([, name]) => name);
    expect(there).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'out']);
    const ends = [...tex.matchAll(/\((\w+)\) (?:--|to\[[^\]]*\].*) \((\w+)\);/g)].flatMap(([, a, b]) => [
      a,
      b,
    ]);
    expect(ends).toHaveLength(2 * (8 + 8));
    expect(ends.filter((name) => !there.includes(name))).toEqual([]);
    expect(tex).toContain('$h_t$');
  });

  it('writes a symmetric logarithm by places, its ticks by numbers', () => {
    const tex = latexChart(chart([-1000, -1, 0, 1, 1000], { scaleY: 'symlog' }), DEFAULT_OPTIONS);
    expect(tex).toMatch(/yticklabels=\{[^\n]*\{\$-\$1,000\}[^\n]*\{0\}[^\n]*\{1,000\}/);
    expect(tex).not.toMatch(/^ {6}\d+ -?1000$/m);
  });
});
