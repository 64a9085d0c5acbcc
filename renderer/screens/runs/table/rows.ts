/** The rows of the table: runs, or groups of runs that differ in nothing but their seed, with those runs below. */
import type { ListedGroup, ListedRun } from '../../../../main/api/contract.ts';

/** A row. */
export type Row =
  | { readonly kind: 'run'; readonly id: string; readonly run: ListedRun; readonly isInGroup: boolean }
  | {
      readonly kind: 'group';
      /** Of the group's oldest run, with a mark. */
      readonly id: string;
      readonly group: ListedGroup;
      /** Those that are shown, in the order of the table. */
      readonly runs: readonly ListedRun[];
      readonly isOpen: boolean;
    };

/** All runs of a group, counted or not. */
export const membersOf = ({ group, unfinished, repeated }: ListedGroup): readonly string[] => [
  ...(group?.runs ?? []),
  ...unfinished,
  ...repeated,
];

/** The id of a group's row. */
export const groupId = ({ first }: Pick<ListedGroup, 'first'>): string => `group.${first}`;

/** A row for each run. */
export const plainRows = (runs: readonly ListedRun[]): readonly Row[] =>
  runs.map((run) => ({ kind: 'run', id: run.run, run, isInGroup: false }));

/**
 * Rows in which runs of a group stand together, where the first of them would stand. A group of which one run is left is that run.
 *
 * @param runs - in the order of the table
 * @param open - the ids of the groups whose runs are shown
 */
export function groupedRows(
  runs: readonly ListedRun[],
  groups: readonly ListedGroup[],
  open: ReadonlySet<string>,
): readonly Row[] {
  const groupOf = new Map(groups.flatMap((group) => membersOf(group).map((run) => [run, group] as const)));
  const shown = new Map<ListedGroup, ListedRun[]>();
  for (const run of runs) {
    const group = groupOf.get(run.run);
    if (group === undefined) continue;
    const own = shown.get(group);
    if (own === undefined) shown.set(group, [run]);
    else own.push(run);
  }
  const done = new Set<ListedGroup>();
  return runs.flatMap((run): readonly Row[] => {
    const group = groupOf.get(run.run);
    const own = group === undefined ? [] : (shown.get(group) ?? []);
    if (group === undefined || own.length < 2) return plainRows([run]);
    if (done.has(group)) return [];
    done.add(group);
    const id = groupId(group);
    const isOpen = open.has(id);
    const below = isOpen ? own : [];
    return [
      { kind: 'group', id, group, runs: own, isOpen },
      ...below.map((one): Row => ({ kind: 'run', id: one.run, run: one, isInGroup: true })),
    ];
  });
}

/** The runs that a row stands for. */
export const runsOf = (row: Row): readonly string[] =>
  row.kind === 'run' ? [row.id] : row.runs.map(({ run }) => run);
