/** A confusion matrix as it is read: rows are the true classes, columns the predicted ones. */

/** A field of the matrix; null: all of that side. */
export interface Field {
  readonly actual: number | null;
  readonly predicted: number | null;
}

/** Classes that are taken for one another, one way. */
export interface ConfusedPair {
  readonly actual: number;
  readonly predicted: number;
  readonly images: number;
  /** Of the images of the true class, 0..1. */
  readonly share: number;
}

type Matrix = readonly (readonly number[])[];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** How many images a field stands for. */
export function imagesIn(matrix: Matrix, { actual, predicted }: Field): number {
  const rows = actual === null ? matrix : [matrix[actual] ?? []];
  return sum(rows.map((row) => (predicted === null ? sum(row) : (row[predicted] ?? 0))));
}

/** The fields beside the diagonal with the most images, the most first; of equal ones those of the lower class. */
export function confusedPairs(
  matrix: Matrix,
  perClass: readonly { readonly images: number }[],
): readonly ConfusedPair[] {
  const pairs = matrix.flatMap((row, actual) =>
    row.flatMap((images, predicted) =>
      images === 0 || predicted === actual
        ? []
        : [{ actual, predicted, images, share: images / Math.max(1, perClass[actual]?.images ?? 0) }],
    ),
  );
  return pairs.sort((a, b) => b.images - a.images || a.actual - b.actual || a.predicted - b.predicted);
}

/** The field that a key leads to from another; null: the key leads nowhere. */
export function walked(field: Field | null, key: string, classes: number): Field | null {
  const at = { actual: field?.actual ?? 0, predicted: field?.predicted ?? 0 };
  const last = classes - 1;
  const within = (value: number): number => Math.min(last, Math.max(0, value));
  switch (key) {
    case 'ArrowLeft':
      return { ...at, predicted: within(at.predicted - 1) };
    case 'ArrowRight':
      return { ...at, predicted: within(at.predicted + 1) };
    case 'ArrowUp':
      return { ...at, actual: within(at.actual - 1) };
    case 'ArrowDown':
      return { ...at, actual: within(at.actual + 1) };
    case 'Home':
      return { actual: 0, predicted: 0 };
    case 'End':
      return { actual: last, predicted: last };
    default:
      return null;
  }
}
