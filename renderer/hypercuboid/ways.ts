/** The paths that weights stand for, each found in its own way, with what they cost. */
import { costOf, EXTRACTIONS, leastScore, paretoPaths } from '../../main/spaces/index.ts';
import type { ChannelPath, CuboidValues, HyperCuboid } from '../../main/spaces/index.ts';
import type { HyperCuboidCosts } from '../../main/api/contract.ts';

/** A path, and how it was found. */
export interface Way {
  readonly id: string;
  readonly title: string;
  /** What its rule is, in a sentence. */
  readonly note: string;
  readonly path: ChannelPath;
  /** The sum of the shares of its operations. */
  readonly score: number;
  /** Null: not counted yet. */
  readonly cost: { readonly params: number; readonly macs: number } | null;
}

/** `32 → 64 → 64`: what a path has behind the stem and behind each of its stages. */
export const channelsAlong = ({ operations }: ChannelPath): string =>
  [operations[0]?.channelsIn, ...operations.map(({ channelsOut }) => channelsOut)].join(' → ');

/** Of the best score, what cheaper paths are to keep. */
const KEPT = [0.95, 0.8] as const;

/**
 * The path of each extraction, and of the exact front the cheapest ones by multiply-accumulates that keep most of the best score. Paths that
 * were found before are not repeated.
 */
export function waysThrough(
  space: HyperCuboid,
  weights: CuboidValues,
  costs: HyperCuboidCosts | null,
): readonly Way[] {
  const open = { space, weights, least: leastScore(space) };
  const task = { ...open, least: leadsThrough(open) ? open.least : null };
  const costed = (path: ChannelPath): Way['cost'] =>
    costs === null
      ? null
      : { params: costOf(path, space, costs.params), macs: costOf(path, space, costs.macs) };
  const ways = Object.entries(EXTRACTIONS).map(([id, extraction]): Way => {
    const { path, score } = extraction.find(task);
    return { id, title: extraction.title, note: extraction.rule, path, score, cost: costed(path) };
  });
  const best = ways.find(({ id }) => id === 'longest')?.score ?? 0;
  const front = costs === null ? [] : paretoPaths(task, costs.macs);
  const cheap = KEPT.flatMap((kept): Way[] => {
    const enough = front.filter(({ score }) => score >= kept * best - 1e-9);
    const [cheapest] = enough.toSorted((a, b) => a.cost - b.cost);
    if (cheapest === undefined) return [];
    const { path, score } = cheapest;
    const share = `${Math.round(100 * kept)} %`;
    const note = `of all paths with ${share} of the best score the one of fewest MACs`;
    return [{ id: `cheap-${kept}`, title: `Cheapest of ${share}`, note, path, score, cost: costed(path) }];
  });
  const all = [...ways, ...cheap];
  const texts = all.map(({ path }) => JSON.stringify(path));
  return all.filter((_, i) => texts.indexOf(texts[i] ?? '') === i);
}

function leadsThrough(task: Parameters<typeof EXTRACTIONS.longest.find>[0]): boolean {
  try {
    return EXTRACTIONS.longest.find(task).score >= 0;
  } catch {
    return false;
  }
}
