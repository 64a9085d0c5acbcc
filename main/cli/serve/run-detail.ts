/** All that the workbench shows of a single run besides what it measured. */
import type { z } from 'zod';
import type { RunDetail } from '../../api/index.ts';
import { runsError, summarize } from '../../runs/index.ts';
import type { StoredRun } from '../../runs/index.ts';
import { searchConfigSchema } from '../../search/index.ts';
import { resolveSpace } from '../../spaces/index.ts';
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

function spaceOf({ record, paths }: StoredRun): z.infer<typeof searchConfigSchema>['space'] {
  const parsed = searchConfigSchema.safeParse(record.config);
  if (parsed.success) return parsed.data.space;
  const issue = parsed.error.issues[0];
  const at = ['config', ...(issue?.path ?? [])].map(String).join('.');
  const problem = `${at} is not what this version understands (${issue?.message ?? 'no settings'})`;
  throw runsError('runs/damaged-record', { file: paths.record, problem }, parsed.error);
}
