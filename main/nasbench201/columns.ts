/** The data sets of the benchmark by the names that commands use, each with its columns. */
export const DATA_SETS = {
  cifar10: { title: 'CIFAR-10', validation: 'c10_val_12', test: 'c10_test_200' },
  cifar100: { title: 'CIFAR-100', validation: 'c100_val_12', test: 'c100_test_200' },
  imagenet16: { title: 'ImageNet16-120', validation: 'in16_val_12', test: 'in16_test_200' },
} as const;

/** The name of a data set of the benchmark. */
export type DataSetName = keyof typeof DATA_SETS;

/** The names of the data sets. */
export const DATA_SET_NAMES = ['cifar10', 'cifar100', 'imagenet16'] as const satisfies readonly DataSetName[];

/** The accuracies in the table, in its order, and what each is to a person. */
export const COLUMNS = {
  c10_test_200: 'CIFAR-10, test, 200 epochs, mean of the seeds',
  c100_test_200: 'CIFAR-100, test, 200 epochs, mean of the seeds',
  in16_test_200: 'ImageNet16-120, test, 200 epochs, mean of the seeds',
  c10_half_200: 'CIFAR-10, trained on half of it, 200 epochs, one run',
  c10_test_12: 'CIFAR-10, test, 12 epochs, one seed',
  c10_val_12: 'CIFAR-10, validation, trained on half of it, 12 epochs, one seed',
  c100_test_12: 'CIFAR-100, test, 12 epochs, one seed',
  c100_val_12: 'CIFAR-100, validation, 12 epochs, one seed',
  in16_test_12: 'ImageNet16-120, test, 12 epochs, one seed',
  in16_val_12: 'ImageNet16-120, validation, 12 epochs, one seed',
} as const;

/** The name of an accuracy in the table. */
export type Column = keyof typeof COLUMNS;

/** The names of the accuracies, in the order of the table. */
export const COLUMN_NAMES = [
  'c10_test_200',
  'c100_test_200',
  'in16_test_200',
  'c10_half_200',
  'c10_test_12',
  'c10_val_12',
  'c100_test_12',
  'c100_val_12',
  'in16_test_12',
  'in16_val_12',
] as const satisfies readonly Column[];

/** A value for each accuracy. */
export type PerColumn<T> = Readonly<Record<Column, T>>;

/** A value for each accuracy, each made by a function. */
export function perColumn<T>(make: (column: Column) => T): PerColumn<T> {
  return {
    c10_test_200: make('c10_test_200'),
    c100_test_200: make('c100_test_200'),
    in16_test_200: make('in16_test_200'),
    c10_half_200: make('c10_half_200'),
    c10_test_12: make('c10_test_12'),
    c10_val_12: make('c10_val_12'),
    c100_test_12: make('c100_test_12'),
    c100_val_12: make('c100_val_12'),
    in16_test_12: make('in16_test_12'),
    in16_val_12: make('in16_val_12'),
  };
}
