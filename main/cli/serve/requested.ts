import type { HostServices } from '../../api/index.ts';
import type { RunRequest } from '../plan-run.ts';

/** What the workbench asks for, as a request for a run. */
export function requested(request: Parameters<HostServices['launch']['start']>[0]): RunRequest {
  const wanted = {
    preset: request.preset,
    config: null,
    set: [],
    data: request.data,
    seed: request.seed,
  };
  return request.kind === 'search'
    ? { kind: 'search', ...wanted }
    : { kind: 'train', cell: { from: request.from }, ...wanted };
}
