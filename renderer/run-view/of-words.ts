import type { ListedRun } from '../../main/api/contract.ts';
import { isRecurrent } from '../../main/spaces/index.ts';

/** Whether a run that has ended is of a recurrent cell. Trainings of language models are known by the loss of their best epoch. */
export function isOfWords({ result }: Pick<ListedRun, 'result'>): boolean {
  if (result === null) return false;
  return result.kind === 'train' ? result.best?.loss !== undefined : isRecurrent(result.genotype);
}
