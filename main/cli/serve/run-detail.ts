/** All that the workbench shows of a single run besides what it measured. */
import type { RunDetail } from '../../api/index.ts';
import { runsError, summarize } from '../../runs/index.ts';
import type { StoredRun } from '../../runs/index.ts';
import { resolveSpace } from '../../spaces/index.ts';
import type { SpaceReference } from '../../spaces/index.ts';
import { configSchemaOf, spaceOfSearch } from '../run-config.ts';
import { commandOf } from './run-command.ts';
import { settingsInWords } from './setting-words.ts';

/**
 * Describes a run.
 *
 * @throws AppError `runs/damaged-record` where a search does not say in what it searched, `runs/unreadable`
 */
export async function describeRun(run: StoredRun): Promise<RunDetail> {
  const { record, paths } = run;
  const space = record.kind === 'search' ? spaceOf(run) : record.space;
  return {
    summary: await summarize(run),
    space: space === null ? null : resolveSpace(space),
    genotype: record.genotype,
    preset: record.preset,
    settings: settingsInWords(record),
    folder: paths.folder,
    command: commandOf(record),
  };
}

function spaceOf({ record, paths }: StoredRun): SpaceReference {
  const parsed = configSchemaOf('search', record.config).safeParse(record.config);
  if (parsed.success) return spaceOfSearch(parsed.data);
  const issue = parsed.error.issues[0];
  const at = ['config', ...(issue?.path ?? [])].map(String).join('.');
  const problem = `${at} is not what this version understands (${issue?.message ?? 'no settings'})`;
  throw runsError('runs/damaged-record', { file: paths.record, problem }, parsed.error);
}
