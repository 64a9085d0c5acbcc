/** What is done with data sets, in words. */
import type { DataOutcome, DataTask } from '../../../main/api/contract.ts';
import { count } from '../../ui/format.ts';
import { images, size } from './amounts.ts';

/** `Adding /data/pets`. */
export function taskTitle({ request }: Pick<DataTask, 'request'>): string {
  switch (request.kind) {
    case 'add':
      return `Adding ${request.name ?? request.path}`;
    case 'fetch':
      return `Fetching ${request.published}`;
    case 'verify':
      return `Reading ${request.data} again`;
    case 'relocate':
      return `Looking at the new place of ${request.data}`;
    case 'duplicates':
      return `Looking for copies in ${request.data}`;
  }
}

const STAGES: Readonly<Record<NonNullable<DataTask['stage']>, string>> = {
  reading: 'reading files',
  images: 'looking at images',
  storing: 'keeping decoded images',
  copying: 'copying',
  fetching: 'fetching',
};

/** `looking at images: 1,200 of 5,000`. */
export function progressWords({ stage, done, total }: Pick<DataTask, 'stage' | 'done' | 'total'>): string {
  if (stage === null) return 'starting';
  if (stage === 'reading') return STAGES.reading;
  const amount = stage === 'images' ? count : size;
  return `${STAGES[stage]}: ${amount(done)}${total === null ? '' : ` of ${amount(total)}`}`;
}

/** What came of it, in a sentence. */
export function outcomeWords(outcome: DataOutcome): string {
  switch (outcome.kind) {
    case 'add':
    case 'fetch': {
      const same =
        outcome.sameAs.length === 0 ? '' : ` It has the same images as ${outcome.sameAs.join(', ')}.`;
      return `${outcome.data} is registered: ${outcome.summary}.${same}`;
    }
    case 'verify':
      return outcome.isAsRegistered
        ? `${outcome.data} is what was registered: all of it was read again.`
        : `${outcome.data} is no longer what was registered.`;
    case 'relocate':
      return `${outcome.data} is now at ${outcome.path}; its content is the same.`;
    case 'duplicates':
      return outcome.found.groups === 0
        ? `No image is in ${outcome.data} more than once.`
        : `${images(outcome.found.groups)} ${outcome.found.groups === 1 ? 'is' : 'are'} in ${outcome.data} more than once.`;
  }
}
