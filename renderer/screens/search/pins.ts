import { shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import { readStored, writeStored } from '../../stores/browser.ts';
import type { ChosenEdge } from './edge-series.ts';

const KEY = 'dartboard.search.pins';
const PIN = /^(normal|reduction):(\d{1,3})$/;

/** Pins as they were written down; what is no pin is left out. */
export function readPins(text: string | null): readonly ChosenEdge[] {
  return (text ?? '').split(' ').flatMap((word) => {
    const [, cell, row] = PIN.exec(word) ?? [];
    return cell === undefined
      ? []
      : [{ cell: cell === 'normal' ? 'normal' : 'reduction', row: Number(row) } as const];
  });
}

/** Pins in a line. */
export function writePins(pins: readonly ChosenEdge[]): string {
  return pins.map(({ cell, row }) => `${cell}:${row}`).join(' ');
}

/** Whether the two are one edge. */
export function isSameEdge(a: ChosenEdge, b: ChosenEdge): boolean {
  return a.cell === b.cell && a.row === b.row;
}

/** The edges that a person keeps in sight, also tomorrow. */
export function usePins(): {
  readonly pins: Readonly<ShallowRef<readonly ChosenEdge[]>>;
  toggle(edge: ChosenEdge): void;
} {
  const pins = shallowRef(readPins(readStored(KEY)));
  watch(pins, (next) => writeStored(KEY, writePins(next)));
  return {
    pins,
    toggle: (edge) => {
      const others = pins.value.filter((pin) => !isSameEdge(pin, edge));
      pins.value = others.length < pins.value.length ? others : [...pins.value, edge];
    },
  };
}
