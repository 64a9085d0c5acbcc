/** What the workbench reads of runs, and how it keeps them in order. */
import type { HostServices, StepColumn, StepPage } from '../../api/index.ts';
import { STEP_COLUMNS } from '../../api/index.ts';
import { annotate, createSeriesShelf } from '../../runs/index.ts';
import type { RunStore, Series } from '../../runs/index.ts';

/** Told when the list of runs is not as it was. */
export type OnChange = () => void;

/** Reads what runs measured; those that were looked at last stay open. */
export function createSeriesReader(store: RunStore): HostServices['series'] {
  const shelf = createSeriesShelf();
  return {
    told: async (run) => {
      const series = await shelf.series(await store.find(run));
      const { events, steps, next } = await series.told();
      return { events, steps, next };
    },
    steps: async (run, from, limit) => pageOf(await shelf.series(await store.find(run)), from, limit),
    part: async (run, request) => shelf.part(await store.find(run), request),
  };
}

function pageOf({ steps }: Series, from: number, limit: number): StepPage {
  const packed = (name: StepColumn): string | null => {
    const values = steps.column(name).subarray(from, from + limit);
    const { isKnown, isSingle } = kindOf(values);
    if (!isKnown) return null;
    const { buffer, byteOffset, byteLength } = isSingle ? Float32Array.from(values) : values;
    return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  };
  const columns = Object.fromEntries(STEP_COLUMNS.map((name) => [name, packed(name)]));
  const rows = Math.max(0, Math.min(limit, steps.rows - from));
  const lastOf = (name: 'steps' | 'learningRate'): number => steps.at(name, from + rows - 1);
  return {
    rows,
    total: steps.rows,
    last: rows === 0 ? null : { steps: lastOf('steps'), learningRate: lastOf('learningRate') },
    columns: columns as Record<StepColumn, string | null>,
  };
}

/** Whether anything was measured, and whether float32 says all of it exactly: what was computed in float32 is half as long so. */
function kindOf(values: Float64Array): { readonly isKnown: boolean; readonly isSingle: boolean } {
  let [isKnown, isSingle] = [false, true];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    isKnown = true;
    if (Math.fround(value) === value) continue;
    isSingle = false;
    break;
  }
  return { isKnown, isSingle };
}

/** Annotates, removes and restores runs. */
export function createKeeper(store: RunStore, onChange: OnChange): HostServices['keeper'] {
  const { trash } = store;
  return {
    annotate: async (runs, change) => {
      // Found first: a mistake in one name changes nothing.
      const found = await Promise.all(runs.map((run) => store.find(run)));
      const said = [];
      for (const run of found) said.push(await annotate(run, change));
      onChange();
      return said;
    },
    remove: async (runs) => {
      const found = await Promise.all(runs.map((run) => store.locate(run)));
      let sizeBytes = 0;
      const failed: unknown[] = [];
      for (const run of found) {
        try {
          sizeBytes += (await store.remove(run)).sizeBytes;
        } catch (error) {
          // One that cannot be removed does not keep the others.
          failed.push(error);
        }
      }
      onChange();
      if (failed.length > 0) throw failed[0];
      return sizeBytes;
    },
    trash: () => trash.list(),
    restore: async (run) => {
      const id = await trash.restore(run);
      onChange();
      return id;
    },
    empty: async (wanted) => {
      const { runs } = await trash.list();
      return trash.empty(wanted === null ? runs : runs.filter(({ run }) => wanted.includes(run)));
    },
  };
}
