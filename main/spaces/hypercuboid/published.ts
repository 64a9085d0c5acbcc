import { z } from 'zod';
import published from '../../../resources/genotypes/published.json' with { type: 'json' };
import { plainName } from '../../base/nearest.ts';
import { pathOfNodes } from './node-names.ts';
import type { ChannelPath } from './path.ts';

/** A path that sharpDARTS published. */
export interface PublishedPath {
  /** As in the code. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly source: { readonly paper: string; readonly arxiv: string; readonly code: string };
  readonly note: string;
  readonly path: ChannelPath;
}

const paths = z.array(
  z.object({
    name: z.string(),
    aliases: z.array(z.string()),
    source: z.object({ paper: z.string(), arxiv: z.string(), code: z.string() }),
    note: z.string(),
    path: z.array(z.string()).transform((nodes) => pathOfNodes(nodes)),
  }),
);

/** Every published path. */
export const PUBLISHED_PATHS: readonly PublishedPath[] = paths.parse(published.paths);

/** The published path of that name or alias, case and the marks between words not counted; null: there is none. */
export function findPublishedPath(name: string): PublishedPath | null {
  const wanted = plainName(name);
  return (
    PUBLISHED_PATHS.find((one) => [one.name, ...one.aliases].some((own) => plainName(own) === wanted)) ?? null
  );
}
