/** What the host said of cells of the benchmark: it never changes, so that nothing is asked for twice. */
import { defineStore } from 'pinia';
import type {
  BenchmarkEntry,
  BenchmarkLandscape,
  BenchmarkNeighbour,
  BenchmarkSet,
} from '../../main/api/contract.ts';
import { useClient } from '../stores/client.ts';

/** The benchmark's data sets in their order. Their titles come with a cell. */
export const BENCHMARK_SETS = {
  cifar10: 'CIFAR-10',
  cifar100: 'CIFAR-100',
  imagenet16: 'ImageNet16-120',
} as const satisfies Readonly<Record<BenchmarkSet, string>>;

/** The names of the data sets. */
export const SET_NAMES = ['cifar10', 'cifar100', 'imagenet16'] as const satisfies readonly BenchmarkSet[];

/** All cells by their index. */
export interface Landscape {
  readonly params: Float32Array;
  /** In percent. */
  readonly accuracy: Readonly<Record<BenchmarkSet, Float32Array>>;
}

/** A film of a search or an hour of clicking shows fewer. */
const KEPT = 2000;

/** The benchmark as this page knows it. */
export const useBenchmark = defineStore('benchmark', () => {
  const client = useClient();
  let landscape: Promise<Landscape> | null = null;
  return {
    /** @throws where the text means no cell of the benchmark */
    cell: remembered((arch): Promise<BenchmarkEntry> => client.call('benchmark.cell', { arch })),
    /** @throws as `cell` */
    neighbours: remembered(async (arch): Promise<readonly BenchmarkNeighbour[]> => {
      const { neighbours } = await client.call('benchmark.neighbours', { arch });
      return neighbours;
    }),
    landscape: (): Promise<Landscape> => {
      const asked = (landscape ??= client.call('benchmark.landscape', {}).then(landscapeOf));
      asked.catch(() => (landscape = null));
      return asked;
    },
  };
});

/** Asks once for each text; what failed is asked for again. */
function remembered<A>(ask: (text: string) => Promise<A>): (text: string) => Promise<A> {
  const answers = new Map<string, Promise<A>>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = ask(text);
    answers.set(text, answer);
    answer.catch(() => answers.delete(text));
    const [oldest] = answers.keys();
    if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

const landscapeOf = ({ params, accuracy }: BenchmarkLandscape): Landscape => ({
  params: unpacked(params),
  accuracy: {
    cifar10: unpacked(accuracy.cifar10),
    cifar100: unpacked(accuracy.cifar100),
    imagenet16: unpacked(accuracy.imagenet16),
  },
});

/** A column as it comes in a message. */
export function unpacked(base64: string): Float32Array {
  const text = atob(base64);
  return new Float32Array(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
}
