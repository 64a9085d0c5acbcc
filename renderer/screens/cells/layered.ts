/** The layered layout of ELK, which is computed in a worker: for cells whose nodes are many, or wired freely. */
import { computed, ref, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { GenotypeCell } from '../../../main/spaces/index.ts';
import type { Point } from '../../cell-graph/geometry.ts';
import { OUTPUT_HALF, STATE_RADIUS } from '../../cell-graph/layout.ts';
import type { Places, Size } from '../../cell-graph/layout.ts';
import { sentenceOf } from '../../stores/problems.ts';

/** What is laid out. */
interface Task {
  readonly nodes: number;
  readonly cell: GenotypeCell;
  readonly size: Size;
}

interface Layouter {
  layout(graph: ReturnType<typeof graphOf>): Promise<{ children?: readonly { x?: number; y?: number }[] }>;
}

let layouter: Promise<Layouter> | null = null;

/** Loaded when the first cell is laid out so. */
async function load(): Promise<Layouter> {
  const [{ default: Elk }, { default: url }] = await Promise.all([
    import('elkjs/lib/elk-api.js'),
    import('elkjs/lib/elk-worker.min.js?url'),
  ]);
  let fail: (problem: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (fail = reject));
  // Whoever lays out is told; nobody may be laying out when it breaks.
  broken.catch(() => undefined);
  const elk = new Elk({
    workerFactory: () => {
      const worker = new Worker(url);
      worker.addEventListener('error', ({ message }) =>
        fail(new Error(message === '' ? 'its worker could not be loaded' : message)),
      );
      return worker;
    },
  });
  return { layout: (graph) => Promise.race([elk.layout(graph), broken]) };
}

/** The layered layout. */
export interface Layered {
  /** Null until they are known, or where it is not wanted. */
  readonly places: ComputedRef<Places | null>;
  /** Why they will not be known; null: nothing is wrong. */
  readonly problem: Readonly<Ref<string | null>>;
  /** Lays out once more, with a new worker. */
  retry(): void;
}

/** The places of the layered layout. */
export function useLayeredPlaces(task: () => Task | null): Layered {
  const problem = ref<string | null>(null);
  const laid = shallowRef<{ readonly text: string; readonly points: readonly Point[] } | null>(null);
  // The size only stretches what was laid out.
  const wanted = computed(() => {
    const now = task();
    return now === null ? null : graphOf(now);
  });
  const wantedText = computed(() => JSON.stringify(wanted.value));
  const lay = async (text: string): Promise<void> => {
    if (wanted.value === null || text === laid.value?.text) {
      problem.value = null;
      return;
    }
    const mine = (layouter ??= load());
    try {
      const { children = [] } = await (await mine).layout(wanted.value);
      // A newer cell is on its way.
      if (text !== wantedText.value) return;
      laid.value = { text, points: children.map(({ x = 0, y = 0 }) => ({ x, y })) };
      problem.value = null;
    } catch (thrown) {
      // The next one is tried with a new worker.
      if (layouter === mine) layouter = null;
      if (text === wantedText.value) problem.value = sentenceOf(thrown);
    }
  };
  watch(wantedText, lay, { immediate: true });
  const places = computed(() => {
    const now = task();
    if (now === null || laid.value === null || now.size.width === 0) return null;
    // Those of the cell before serve until the new ones are there, if it has as many parts.
    return laid.value.points.length === now.nodes + 3 ? fitted(laid.value.points, now.size) : null;
  });
  return { places, problem, retry: () => void lay(wantedText.value) };
}

function graphOf({ nodes, cell }: Omit<Task, 'size'>) {
  const box = { width: 2 * STATE_RADIUS, height: 2 * STATE_RADIUS };
  const states = Array.from({ length: nodes + 2 }, (_, state) => ({ id: `s${state}`, ...box }));
  const ways = cell.edges.map(({ input }, i) => ({
    id: `e${i}`,
    sources: [`s${input}`],
    targets: [`s${Math.floor(i / 2) + 2}`],
  }));
  const outputs = cell.concat.map((state) => ({ id: `o${state}`, sources: [`s${state}`], targets: ['k'] }));
  return {
    id: 'cell',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.spacing.nodeNode': '40',
      'elk.layered.spacing.nodeNodeBetweenLayers': '80',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.randomSeed': '1',
    },
    children: [...states, { id: 'k', width: 2 * OUTPUT_HALF.width, height: 2 * OUTPUT_HALF.height }],
    edges: [...ways, ...outputs],
  };
}

/** Stretched to the drawing. */
function fitted(points: readonly Point[], size: Size): Places {
  const margin = STATE_RADIUS + 8;
  const along = (axis: 'x' | 'y', length: number): ((value: number) => number) => {
    const values = points.map((point) => point[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const scale = high === low ? 0 : (length - 2 * margin) / (high - low);
    return (value) => (high === low ? length / 2 : margin + (value - low) * scale);
  };
  const [x, y] = [along('x', size.width), along('y', size.height)];
  const placed = points.map((point) => ({ x: x(point.x), y: y(point.y) }));
  return { states: placed.slice(0, -1), output: placed.at(-1) ?? { x: 0, y: 0 } };
}
