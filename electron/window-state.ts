import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A place on the screens, in pixels. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was when it was closed. */
export interface WindowState {
  /** Null at the first start, and where the record cannot be read: the window then opens in its usual place. */
  bounds(): Bounds | null;
  save(bounds: Bounds): void;
}

/** The state that is kept in this file. */
export function windowState(file: string): WindowState {
  return {
    bounds: () => {
      try {
        return boundsOf(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        return null;
      }
    },
    save: ({ x, y, width, height }) => {
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.tmp`, JSON.stringify({ x, y, width, height }));
        renameSync(`${file}.tmp`, file);
      } catch {
        // A full disk must not keep a window from closing; it opens in its usual place next time.
      }
    },
  };
}

function boundsOf(value: unknown): Bounds | null {
  if (typeof value !== 'object' || value === null) return null;
  const of = (name: string): number => Number(Reflect.get(value, name));
  const bounds = { x: of('x'), y: of('y'), width: of('width'), height: of('height') };
  return Object.values(bounds).every(Number.isSafeInteger) && bounds.width > 0 && bounds.height > 0
    ? bounds
    : null;
}
