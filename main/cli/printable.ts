import type { ListedResult, RunEvent, RunResult } from '../runs/index.ts';
import type { Alphas } from '../search/index.ts';
import { ALPHA_FIELDS, architectureToFile } from '../spaces/index.ts';
import type { Architecture, ArchitectureFile } from '../spaces/index.ts';
import type { BestEpoch } from '../train/index.ts';

/** Alphas as files hold them: what `derive --alphas` takes. */
export interface AlphasFile {
  readonly alphas_normal: Alphas['normal'];
  readonly alphas_reduce: Alphas['reduction'];
}

/** What scripts get has the field names of files, so that each part can be handed to another command as it is. */
interface PrintableCell {
  readonly genotype: ArchitectureFile;
  readonly alphas: AlphasFile;
}

/** A cell and its alphas as scripts get them. */
export function printableCell({
  genotype,
  alphas,
}: {
  readonly genotype: Architecture;
  readonly alphas: Alphas;
}): PrintableCell {
  const file = { [ALPHA_FIELDS.normal]: alphas.normal, [ALPHA_FIELDS.reduction]: alphas.reduction };
  return { genotype: architectureToFile(genotype), alphas: file };
}

/** The best epoch of a training in words: the epochs that people read of count from 1. */
export const bestWords = ({ epoch, accuracy }: BestEpoch): string =>
  `epoch ${epoch + 1}, ${(100 * accuracy).toFixed(2)}%`;

/** A run's result as scripts get it: a list leaves out the alphas. */
export function printableResult(result: RunResult | ListedResult): object {
  if (result.kind === 'train') return result;
  const { kind, genotype } = result;
  return 'alphas' in result
    ? { kind, ...printableCell(result) }
    : { kind, genotype: architectureToFile(genotype) };
}

/** An event as scripts get it. */
export function printableEvent(event: RunEvent): object {
  if (event.type === 'alphas') return { ...event, ...printableCell(event) };
  return event.type === 'result' ? { ...event, result: printableResult(event.result) } : event;
}
