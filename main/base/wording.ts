/** How values and places are written in sentences for people. */

/** Steps from the root of a document to one value: field names and list positions. */
export type Path = readonly (string | number)[];

/** `normal[2][1]` for `['normal', 2, 1]`: how a field is named to a person. */
export function fieldName(path: Path): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join('');
}

/** `0, 1 and 2`: how several values are listed to a person. */
export function listed(values: readonly (string | number)[], last: 'and' | 'or' = 'and'): string {
  return values.length < 2
    ? values.join('')
    : `${values.slice(0, -1).join(', ')} ${last} ${String(values.at(-1))}`;
}

/** A value as a person should see it in a message: short, and never a page of text. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** `(did you mean a or b?)` with a blank before it, or nothing where nothing comes near. */
export function didYouMean(near: readonly string[]): string {
  return near.length === 0 ? '' : ` (did you mean ${listed(near, 'or')}?)`;
}
