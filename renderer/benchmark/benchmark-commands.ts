/** Every action of the explorer of NAS-Bench-201, for menu, palette and shortcuts. */
import type { BenchmarkSet } from '../../main/api/contract.ts';
import type { Command } from '../commands/command.ts';
import { KNOWN_CELLS, OPERATIONS } from './benchmark-cell.ts';
import { BENCHMARK_SETS, SET_NAMES } from './benchmark-store.ts';

/** What the explorer does. */
export interface ExplorerActions {
  readonly canGoBack: () => boolean;
  readonly canGoForward: () => boolean;
  readonly set: () => BenchmarkSet;
  readonly isEdge: () => boolean;
  readonly isCell: () => boolean;
  readonly back: () => void;
  readonly forward: () => void;
  /** Goes to the cell that a text means. */
  readonly go: (text: string) => Promise<void>;
  readonly best: () => Promise<void>;
  readonly random: () => Promise<void>;
  readonly focusText: () => void;
  readonly copy: () => Promise<void>;
  readonly train: () => void;
  readonly choose: (set: BenchmarkSet) => void;
  /** Puts an operation on the edge that is selected. */
  readonly put: (operation: string) => void;
}

/** The commands as they are now. */
export const explorerCommands = (actions: ExplorerActions): readonly Command[] => [
  ...texts(actions),
  ...views(actions),
  ...ways(actions),
  ...changes(actions),
];

function texts({ isCell, copy, focusText }: ExplorerActions): readonly Command[] {
  return [
    {
      id: 'benchmark.copy',
      title: 'Copy architecture string',
      menu: 'edit',
      keys: ['Mod+Shift+C'],
      isEnabled: isCell,
      run: copy,
    },
    { id: 'benchmark.text', title: 'Type a cell', menu: 'edit', keys: ['/'], run: focusText },
  ];
}

const views = (actions: ExplorerActions): readonly Command[] =>
  SET_NAMES.map((set) => ({
    id: `benchmark.set-${set}`,
    title: `Accuracies on ${BENCHMARK_SETS[set]}`,
    menu: 'view',
    isOn: () => actions.set() === set,
    run: () => actions.choose(set),
  }));

/** From cell to cell. */
function ways(actions: ExplorerActions): readonly Command[] {
  const { set, canGoBack, canGoForward, back, forward, best, random, go } = actions;
  return [
    { id: 'benchmark.back', title: 'Cell before', menu: 'go', keys: ['['], isEnabled: canGoBack, run: back },
    {
      id: 'benchmark.forward',
      title: 'Cell after',
      menu: 'go',
      keys: [']'],
      isEnabled: canGoForward,
      run: forward,
    },
    {
      id: 'benchmark.best',
      title: `Best cell on ${BENCHMARK_SETS[set()]}`,
      menu: 'go',
      keys: ['B'],
      run: best,
    },
    {
      id: 'benchmark.isdarts',
      title: 'Cell of IS-DARTS',
      menu: 'go',
      keys: ['I'],
      run: () => go(KNOWN_CELLS.isdarts.text),
    },
    {
      id: 'benchmark.skips',
      title: 'Cell of skip connections alone',
      menu: 'go',
      run: () => go(KNOWN_CELLS.skips.text),
    },
    { id: 'benchmark.random', title: 'Random cell', menu: 'go', keys: ['R'], run: random },
  ];
}

function changes({ isCell, isEdge, train, put }: ExplorerActions): readonly Command[] {
  return [
    {
      id: 'benchmark.train',
      title: 'Train this cell',
      menu: 'cell',
      keys: ['Mod+Enter'],
      isEnabled: isCell,
      run: train,
    },
    ...OPERATIONS.map(({ name }, i): Command => ({
      id: `benchmark.operation-${i + 1}`,
      title: `Put ${name} on the edge`,
      menu: 'cell',
      keys: [String(i + 1)],
      isEnabled: isEdge,
      run: () => put(name),
    })),
  ];
}
