/** How numbers become places on an axis. Charts draw every scale as a plain axis of places; ticks say the numbers. */

/** The scales. */
export const SCALE_TITLES = { linear: 'linear', log: 'log', symlog: 'symlog' } as const;

/** The name of a scale. */
export type ScaleName = keyof typeof SCALE_TITLES;

/** A scale. */
export interface Scale {
  /** The place of a number; NaN where it has none: logarithms know no zero. */
  readonly place: (value: number) => number;
  /** The number at a place. */
  readonly valueAt: (place: number) => number;
  /** Numbers worth a tick between two numbers, about as many as wanted; null: a plain axis chooses better. */
  readonly ticks: (low: number, high: number, wanted: number) => readonly number[] | null;
}

/** 10^exponent to the last digit, which `10 ** -3` is not everywhere. */
const power = (exponent: number): number => Number(`1e${String(exponent)}`);

const LINEAR: Scale = { place: (value) => value, valueAt: (place) => place, ticks: () => null };

const LOG: Scale = {
  place: (value) => (value > 0 ? Math.log10(value) : Number.NaN),
  valueAt: (place) => 10 ** place,
  ticks: logTicks,
};

/** Whole powers of ten; with 2 and 5 where there are few; evenly in between where there is none. */
function logTicks(low: number, high: number, wanted: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const among = (mantissas: readonly number[], every = 1): readonly number[] =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i)
      .filter((exponent) => exponent % every === 0)
      .flatMap((exponent) => mantissas.map((mantissa) => mantissa * power(exponent)))
      .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  const powers = among([1]);
  if (powers.length > wanted) return among([1], Math.ceil(powers.length / wanted));
  if (powers.length >= 3) return powers;
  const halves = among([1, 2, 5]);
  return halves.length >= 3 ? halves : evenTicks(low, high, wanted);
}

/** A round distance between about as many ticks as wanted. */
export function tickStep(low: number, high: number, wanted: number): number {
  const raw = (high - low) / Math.max(1, wanted);
  const size = power(Math.floor(Math.log10(raw)));
  return ([1, 2, 5, 10].find((factor) => factor * size >= raw * 0.999) ?? 10) * size;
}

/** Round numbers at even distances. */
export function evenTicks(low: number, high: number, wanted: number): readonly number[] {
  if (!(high > low)) return [low];
  const step = tickStep(low, high, wanted);
  const first = Math.ceil(low / step - 1e-9);
  const ticks = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: ticks }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Linear around zero and logarithmic far from it: sign(v) log10(1 + |v| / c).
 *
 * @param width - c: where the one becomes the other
 * @see J. B. W. Webber, "A bi-symmetric log transformation for wide-range data", Meas. Sci. Technol. 24 (2013)
 */
function symlog(width: number): Scale {
  const place = (value: number): number => Math.sign(value) * Math.log10(1 + Math.abs(value) / width);
  return {
    place,
    valueAt: (at) => Math.sign(at) * width * (10 ** Math.abs(at) - 1),
    ticks: (low, high, wanted) => symlogTicks(width, { low, high, wanted }),
  };
}

interface TickRange {
  readonly low: number;
  readonly high: number;
  readonly wanted: number;
}

/** Zero and powers of ten to both sides; with 2 and 5 where there are few; evenly where there are hardly any. */
function symlogTicks(width: number, { low, high, wanted }: TickRange): readonly number[] {
  const most = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high), width)));
  const least = Math.round(Math.log10(width));
  const isWithin = (value: number): boolean => value >= low - 1e-9 * width && value <= high + 1e-9 * width;
  const among = (mantissas: readonly number[], every = 1): readonly number[] => {
    const sizes = Array.from({ length: Math.max(1, most - least + 1) }, (_, i) => least + i)
      .filter((exponent) => (most - exponent) % every === 0)
      .flatMap((exponent) => mantissas.map((mantissa) => mantissa * power(exponent)));
    return [...sizes.map((size) => -size).reverse(), 0, ...sizes].filter(isWithin);
  };
  const powers = among([1]);
  if (powers.length > wanted) {
    const sides = low < 0 && high > 0 ? 2 : 1;
    return among([1], Math.max(1, Math.ceil((most - least + 1) / Math.max(2, wanted / sides))));
  }
  if (powers.length >= 3) return powers;
  const halves = among([1, 2, 5]);
  return halves.length >= 3 ? halves : evenTicks(low, high, wanted);
}

/**
 * The scale of that name.
 *
 * @param values - what is drawn: symlog turns where the smallest tenth of the sizes ends
 */
export function scaleOf(name: ScaleName, values: () => Iterable<ArrayLike<number>>): Scale {
  if (name === 'linear') return LINEAR;
  if (name === 'log') return LOG;
  return symlog(turnOf(values()));
}

/** The power of ten below which a tenth of the sizes lies; of long series a part of them says it well enough. */
function turnOf(columns: Iterable<ArrayLike<number>>): number {
  const sizes: number[] = [];
  for (const column of columns) {
    const every = Math.max(1, Math.floor(column.length / 2000));
    for (let i = 0; i < column.length; i += every) {
      const size = Math.abs(column[i] ?? Number.NaN);
      if (size > 0 && size < Infinity) sizes.push(size);
    }
  }
  sizes.sort((a, b) => a - b);
  const low = sizes[Math.floor(sizes.length / 10)] ?? 1;
  return power(Math.floor(Math.log10(low)));
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number beside a tick: `0.25`, `12,000`, `10⁻⁴`, with a true minus sign. */
export function tickText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const exponent = Math.floor(Math.log10(size) + 1e-9);
  if (exponent >= -3 && exponent < 6)
    return Number(value.toPrecision(6)).toLocaleString('en', { maximumFractionDigits: 8 }).replace('-', '−');
  const digits = String(Math.abs(exponent)).replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? '');
  const mantissa = Number((size / power(exponent)).toPrecision(3));
  const front = mantissa === 1 ? '' : `${mantissa}·`;
  return `${value < 0 ? '−' : ''}${front}10${exponent < 0 ? '⁻' : ''}${digits}`;
}
