/** Figures and tables as LaTeX: booktabs, pgfplots and TikZ, to be set in the paper's own fonts. */
import type { FigureOptions } from '../../main/api/contract.ts';
import { drawnPoints } from '../charts/points.ts';
import { frameOf } from '../charts/frame.ts';
import { CELL_KINDS, nodeCount } from '../../main/spaces/index.ts';
import { graphEdges } from '../cell-graph/edges.ts';
import { placesOf } from '../cell-graph/layout.ts';
import { stateName } from '../cell-graph/names.ts';
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
};

/** A text that LaTeX sets as it is read. */
export function latexText(text: string): string {
  return Array.from(text, (letter) => SPECIAL[letter] ?? letter).join('');
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
  // Numbers are written as they are; pgfplots takes the logarithm.
  const frame = frameOf({ ...content, scaleX: 'linear', scaleY: 'linear' });
  const [from = 0, to = 1] = content.extent.map((x) => frame.scaleX.place(x));
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
    ...(content.scaleX === 'log' ? ['xmode=log'] : []),
    ...(content.scaleY === 'log' ? ['ymode=log'] : []),
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
  const pictures = cells.flatMap(({ title, genotype, kinds = CELL_KINDS }) =>
    kinds.map((kind) => {
      const cell = genotype[kind];
      const { states, output } = placesOf(nodeCount(cell), { width: 430, height: 260 });
      const mm = (pixels: number): string => number((pixels / 430) * (options.widthMm - 12));
      const nodes = states.map(
        ({ x, y }, i) =>
          `  \\node[state] (n${i}) at (${mm(x)}mm,${mm(-y)}mm) {${i < 2 ? `$c_{k-${2 - i}}$` : stateName(i)}};`,
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
        `  \\node[state, rectangle, rounded corners=2pt] (out) at (${mm(output.x)}mm,${mm(-output.y)}mm) {$c_k$};`,
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
