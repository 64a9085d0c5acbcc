/** Figures and tables as LaTeX: booktabs, pgfplots and TikZ, to be set in the paper's own fonts. */
import type { FigureOptions } from '../../main/api/contract.ts';
import type { ChartContent } from '../charts/options.ts';
import { drawnPoints, extremes } from '../charts/points.ts';
import { tickText } from '../charts/scales.ts';
import { axisOfY, frameOf } from '../charts/frame.ts';
import type { ChartFrame } from '../charts/frame.ts';
import { graphEdges } from '../cell-graph/edges.ts';
import { placesOf } from '../cell-graph/layout.ts';
import { stateName } from '../cell-graph/names.ts';
import { kindsShown, shownCell } from '../cell-graph/shown-cell.ts';
import { familyOfName } from '../ui/families.ts';
import { paperColour } from './paper-tokens.ts';
import { pointsOf } from './svg.ts';
import { bestOf, valueText } from './table-text.ts';
import type { CellsSubject, ChartSubject, ScatterSubject, TableSubject } from './subject.ts';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '→': '$\\rightarrow$',
  '←': '$\\leftarrow$',
  '−': '$-$',
  '±': '$\\pm$',
  '×': '$\\times$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '·': '$\\cdot$',
  '–': '--',
  '—': '---',
  '…': '\\ldots{}',
  µ: '$\\mu$',
  μ: '$\\mu$',
  α: '$\\alpha$',
  β: '$\\beta$',
  '⁻': '\\textsuperscript{-}',
};

/** A text that LaTeX sets as it is read. */
export function latexText(text: string): string {
  return Array.from(text, (letter) => {
    const power = '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(letter);
    return SPECIAL[letter] ?? (power >= 0 ? `\\textsuperscript{${power}}` : letter);
  }).join('');
}

const HEAD = '% Made by Dartboard.';

/** A booktabs table; the best of each column is bold, means have their sample standard deviations. */
export function latexTable({ title, columns, rows }: TableSubject): string {
  const best = columns.map((column, c) =>
    bestOf(
      rows.map(({ values }) => values[c] ?? null),
      column,
    ),
  );
  const heads = columns.map(({ title: head, unit }) => latexText(unit === '' ? head : `${head} (${unit})`));
  const lines = rows.map((row, r) => {
    const fields = columns.map((column, c) => {
      const value = row.values[c] ?? null;
      const text = valueText(value, column);
      if (value === null || typeof value === 'string') return latexText(text);
      const math = text.replace(' ± ', ' \\pm ').replace('−', '-');
      return best[c]?.has(r) === true ? `$\\mathbf{${math}}$` : `$${math}$`;
    });
    return `  ${[latexText(row.title), ...fields].join(' & ')} \\\\`;
  });
  return [
    HEAD,
    '% \\usepackage{booktabs}',
    '\\begin{table}[t]',
    '  \\centering',
    `  \\caption{${latexText(title)}}`,
    `  \\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '  \\toprule',
    `  ${['', ...heads].join(' & ')} \\\\`,
    '  \\midrule',
    ...lines,
    '  \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

const number = (value: number): string => String(Number(value.toPrecision(7)));

/** Curves for pgfplots, thinned out to what the width can show, with every extreme. */
export function latexChart({ title, content, labelY = title }: ChartSubject, options: FigureOptions): string {
  // Numbers are written as they are; pgfplots takes the logarithm, but knows no symlog: there, places are written.
  const { scaleY = 'linear' } = content;
  const { content: begun } = frameOf(content);
  const frame = frameOf({ ...begun, scaleX: 'linear', scaleY: scaleY === 'symlog' ? 'symlog' : 'linear' });
  const [from = 0, to = 1] = begun.extent.map((x) => frame.scaleX.place(x));
  const colours = [...new Set(content.series.map(({ colour }) => colour))];
  const plots = content.series.flatMap((series) => {
    const colour = `dartboard${colours.indexOf(series.colour)}`;
    const isGhost = series.look === 'ghost';
    const look = [
      colour,
      series.dash ?? 'solid',
      `line width=${number(isGhost ? options.lineWidthPt / 2 : options.lineWidthPt)}pt`,
      ...(isGhost ? ['opacity=0.3', 'forget plot'] : []),
      ...(series.look === 'points' ? ['mark=*', 'mark size=1.2pt'] : ['no marks']),
    ];
    const points = drawnPoints(series, frame, { from, to, pixels: pointsOf(options.widthMm) });
    const rows = points.map(([x, y]) => `      ${number(x)} ${Number.isFinite(y) ? number(y) : 'nan'}`);
    const legend = isGhost || !options.hasLegend ? [] : [`    \\addlegendentry{${latexText(series.name)}}`];
    return [`    \\addplot[${look.join(', ')}] table {`, ...rows, '    };', ...legend];
  });
  const scales = [
    `xmin=${number(from)}, xmax=${number(to)}`,
    ...scalesOf(content),
    ...endsOfY(frame, { from, to, isLog: scaleY === 'log' }),
  ];
  return [
    HEAD,
    '% \\usepackage{pgfplots} \\pgfplotsset{compat=1.16}',
    ...colours.map((colour, i) => colourLine(`dartboard${i}`, colour)),
    '\\begin{tikzpicture}',
    '  \\begin{axis}[',
    `      width=${number(options.widthMm)}mm, height=${number(options.heightMm ?? 0.62 * options.widthMm)}mm,`,
    `      xlabel={${latexText(content.unitX)}}, ylabel={${latexText(labelY)}},`,
    `      ${[...scales, 'grid=major', 'unbounded coords=jump', 'legend style={draw=none, font=\\small}'].join(', ')}]`,
    ...plots,
    '  \\end{axis}',
    '\\end{tikzpicture}',
    '',
  ].join('\n');
}

const scalesOf = ({ scaleX, scaleY }: ChartContent): readonly string[] => [
  ...(scaleX === 'log' ? ['xmode=log'] : []),
  ...(scaleY === 'log' ? ['ymode=log'] : []),
];

/** The ends of y that are chosen; of a symlog its ticks as well, each at its place with its number. */
function endsOfY(
  frame: ChartFrame,
  { from, to, isLog }: { readonly from: number; readonly to: number; readonly isLog: boolean },
): readonly string[] {
  const { content, scaleY } = frame;
  const [low, high] = content.rangeY ?? [null, null];
  const end = (name: string, value: number | null): readonly string[] =>
    value === null || !Number.isFinite(value) || (isLog && value <= 0)
      ? []
      : [`${name}=${number(scaleY.place(value))}`];
  const ends = [...end('ymin', low), ...end('ymax', high)];
  if (content.scaleY !== 'symlog') return ends;
  const lines = content.series.map((one) => drawnPoints(one, frame, { from, to, pixels: 400 }));
  const { ticks } = axisOfY(frame, extremes(lines), 7);
  const labels = ticks.map((tick) => `{${latexText(tickText(scaleY.valueAt(tick)))}}`);
  return [...ends, `ytick={${ticks.map(number).join(',')}}`, `yticklabels={${labels.join(',')}}`];
}

/** Points and their front for pgfplots. */
export function latexScatter({ content }: ScatterSubject, options: FigureOptions): string {
  const { points, front, axes } = content;
  const byId = new Map(points.map((point) => [point.id, point]));
  const at = ({ x, y }: { readonly x: number; readonly y: number }): string => `(${number(x)},${number(y)})`;
  const stairs = front.flatMap((id) => byId.get(id) ?? []);
  const colours = [...new Set(points.map(({ colour }) => colour))];
  const scales = [
    ...(axes.x.scale === 'log' ? ['xmode=log'] : []),
    ...(axes.y.scale === 'log' ? ['ymode=log'] : []),
  ];
  return [
    HEAD,
    '% \\usepackage{pgfplots} \\pgfplotsset{compat=1.16}',
    ...colours.map((colour, i) => colourLine(`dartboard${i}`, colour)),
    '\\begin{tikzpicture}',
    `  \\begin{axis}[width=${number(options.widthMm)}mm, xlabel={${latexText(axes.x.label)}}, ylabel={${latexText(axes.y.label)}}, ${[...scales, 'grid=major'].join(', ')}]`,
    ...(stairs.length === 0
      ? []
      : [`    \\addplot[black, dashed, no marks] coordinates {${stairs.map(at).join(' ')}};`]),
    ...points.map(
      (point) =>
        `    \\addplot[only marks, dartboard${colours.indexOf(point.colour)}, mark=*] coordinates {${at(point)}} node[right, font=\\small, text=black] {${latexText(point.label)}};`,
    ),
    '  \\end{axis}',
    '\\end{tikzpicture}',
    '',
  ].join('\n');
}

/** Cells for TikZ, a picture each. */
export function latexCells({ cells, style, space = null }: CellsSubject, options: FigureOptions): string {
  const families = new Map<string, string>();
  const pictures = cells.flatMap(({ title, genotype, kinds = kindsShown(genotype) }) =>
    kinds.map((kind) => {
      const cell = shownCell(genotype, kind);
      const { inputs } = cell;
      const { states, output } = placesOf(
        cell.nodes,
        { width: 430, height: 260 },
        { inputs, hasOutput: cell.concat.length > 0 },
      );
      const mm = (pixels: number): string => number((pixels / 430) * (options.widthMm - 12));
      const nodes = states.map(
        ({ x, y }, i) =>
          `  \\node[state] (n${i}) at (${mm(x)}mm,${mm(-y)}mm) {${inputs === 2 && i < 2 ? `$c_{k-${2 - i}}$` : stateName(i, inputs)}};`,
      );
      const edges = graphEdges(cell, {
        colourOf: (name) => name,
        weightOf: () => null,
        withCandidates: false,
      });
      const lines = edges.map(({ from, to, operation }, i) => {
        const name = operation?.primitive ?? '';
        const family = familyOfName(name, space);
        families.set(family, `--family-${family}`);
        const bend =
          edges.findIndex((other) => other.from === from && other.to === to) === i ? 'left=8' : 'right=8';
        const colour = style === 'paper' || options.isBlackAndWhite ? 'black' : `family${family}`;
        return `  \\draw[->, ${colour}] (n${from}) to[bend ${bend}] node[operation] {${latexText(name)}} (n${to});`;
      });
      return [
        `% ${latexText(title)}, ${kind} cell`,
        '\\begin{tikzpicture}[state/.style={circle, draw, minimum size=6mm, inner sep=0pt, font=\\small},',
        '    operation/.style={fill=white, inner sep=1pt, font=\\scriptsize}, >=stealth, thick]',
        ...nodes,
        ...(output === null
          ? []
          : [
              `  \\node[state, rectangle, rounded corners=2pt] (out) at (${mm(output.x)}mm,${mm(-output.y)}mm) {${inputs === 1 ? '$h_t$' : '$c_k$'}};`,
            ]),
        ...cell.concat.map((state) => `  \\draw[gray, dashed] (n${state}) -- (out);`),
        ...lines,
        '\\end{tikzpicture}',
      ].join('\n');
    }),
  );
  const colours = [...families].map(([family, token]) => colourLine(`family${family}`, token));
  return [HEAD, '% \\usepackage{tikz,xcolor}', ...colours, ...pictures, ''].join('\n');
}

function colourLine(name: string, token: string): string {
  return `\\definecolor{${name}}{HTML}{${paperColour(token).replace('#', '').toUpperCase()}}`;
}
