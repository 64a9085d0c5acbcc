/** How the keyboard walks a cell. */
import { nodeCount } from '../../../main/spaces/index.ts';
import type { CellKind, GenotypeCell } from '../../../main/spaces/index.ts';
import type { Selected } from './use-editor.ts';

/** The parts of a cell in order: each node, then the two edges that feed it. */
export function itemsOf(cell: GenotypeCell, kind: CellKind): readonly Selected[] {
  return Array.from({ length: nodeCount(cell) }, (_, node): readonly Selected[] => [
    { part: 'node', kind, node },
    { part: 'edge', kind, index: 2 * node },
    { part: 'edge', kind, index: 2 * node + 1 },
  ]).flat();
}

/** Where a key leads: up and down walk the parts, left and right follow the edges; null: nowhere. */
export function followed(
  items: readonly Selected[],
  { from, key, cell }: { readonly from: Selected | null; readonly key: string; readonly cell: GenotypeCell },
): Selected | null {
  const at = items.findIndex((item) => JSON.stringify(item) === JSON.stringify(plain(from)));
  const clamped = (index: number): Selected | null =>
    items[Math.max(0, Math.min(items.length - 1, index))] ?? null;
  switch (key) {
    case 'Home':
      return clamped(0);
    case 'End':
      return clamped(items.length - 1);
    case 'ArrowDown':
      return clamped(at + 1);
    case 'ArrowUp':
      return clamped(at - 1);
    case 'ArrowLeft':
    case 'ArrowRight':
      return from === null ? clamped(0) : along(from, key === 'ArrowLeft', cell);
    default:
      return null;
  }
}

function along(from: Selected, back: boolean, cell: GenotypeCell): Selected | null {
  const { kind } = from;
  if (from.part === 'edge') {
    const input = cell.edges[from.index]?.input ?? 0;
    if (!back) return { part: 'node', kind, node: Math.floor(from.index / 2) };
    return input < 2 ? null : { part: 'node', kind, node: input - 2 };
  }
  if (back) return { part: 'edge', kind, index: 2 * from.node };
  const index = cell.edges.findIndex(({ input }) => input === from.node + 2);
  return index < 0 ? null : { part: 'edge', kind, index };
}

/** With its fields in the order of the items. */
function plain(part: Selected | null): Selected | null {
  if (part === null) return null;
  if (part.part === 'edge') return { part: 'edge', kind: part.kind, index: part.index };
  return { part: 'node', kind: part.kind, node: part.node };
}
