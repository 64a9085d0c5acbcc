/** The colours of paper: those of the light theme, whatever the page looks like. */
import tokens from '../styles/tokens.css?raw';

let light: ReadonlyMap<string, string> | null = null;

/** The light theme's value of a token: `#0072b2` of `--run-blue`. A colour that is none stays as it is. */
export function paperColour(token: string): string {
  const name = /^(?:var\()?(--[\w-]+)\)?$/.exec(token)?.[1];
  if (name === undefined) return token;
  light ??= lightTokens(tokens);
  return light.get(name) ?? '#000000';
}

/** The tokens of the light theme in a style sheet. */
export function lightTokens(sheet: string): ReadonlyMap<string, string> {
  const block = /:root\[data-theme='light'\]\s*\{([^}]*)\}/.exec(sheet)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()]),
  );
}

/** A colour as `#rrggbb`, which every program reads; `rgb(68 1 84)` is for browsers alone. */
export function hexColour(colour: string): string {
  const parts = /^rgb\((\d+)[ ,]+(\d+)[ ,]+(\d+)\)$/.exec(colour);
  if (parts === null) return colour;
  return `#${parts
    .slice(1)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;
}
