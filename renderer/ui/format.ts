/** Numbers and times as a person reads them, always with the unit. */
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `12,480`. */
export function count(value: number): string {
  return WHOLE.format(value);
}

/** `3.42 M`, `541.8 M`, `12.1 k`: four digits at most. */
export function large(value: number): string {
  const units = ['', ' k', ' M', ' G', ' T'];
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= 999.95 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  const digits = unit === 0 ? 0 : Math.abs(scaled) < 99.95 ? 2 : 1;
  return `${scaled.toFixed(digits)}${units[unit] ?? ''}`;
}

/** `840 MB`, `12.1 GB`, in powers of ten. */
export function bytes(value: number): string {
  return value < 0.9995e9 ? `${WHOLE.format(value / 1e6)} MB` : `${(value / 1e9).toFixed(1)} GB`;
}

/** `88.3 %` of 0.883. */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** `0.42 s`, `12.3 s`, `840 ms`, of a short time in seconds. */
export function seconds(value: number): string {
  if (value < 0.0995) return `${(1000 * value).toFixed(0)} ms`;
  return `${value.toFixed(value < 9.95 ? 2 : 1)} s`;
}

/** `35 s`, `4 min`, `1 h 12 min`, of a longer time in seconds. */
export function duration(value: number): string {
  const whole = Math.max(0, Math.round(value));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

/** `3 min ago` of a moment in milliseconds since 1970. */
export function ago(at: number, now: number): string {
  const passed = (now - at) / 1000;
  return passed < 5 ? 'just now' : `${duration(passed)} ago`;
}

/** Three digits that matter: `2.31`, `0.0142`, `3.00e-4`. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential(2);
  return value.toPrecision(3);
}
