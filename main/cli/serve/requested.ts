import type { HostServices } from '../../api/index.ts';
import {
  findPublishedPath,
  FORMATS,
  isComplete,
  isPath,
  printArchitecture,
  readArchitectureText,
  readGenotypeText,
} from '../../spaces/index.ts';
import type { RunRequest } from '../plan-run.ts';
import type { CellSource } from '../wanted-cell.ts';

type Asked = Parameters<HostServices['launch']['start']>[0];

/** What the workbench asks for, as a request for a run. @throws AppError `spaces/...` for a genotype that cannot be read */
export function requested(request: Asked): RunRequest {
  const { preset, set = [], data, split, seed, care, annotations } = request;
  const wanted = {
    preset,
    config: null,
    set,
    data,
    seed,
    ...(split === undefined ? {} : { split }),
    ...(care === undefined ? {} : { care }),
    ...(annotations === undefined ? {} : { annotations }),
  };
  return request.kind === 'search'
    ? { kind: 'search', ...wanted }
    : { kind: 'train', cell: sourceOf(request.cell), ...wanted };
}

function sourceOf(cell: Extract<Asked, { kind: 'train' }>['cell']): CellSource {
  if ('genotype' in cell) {
    // Read here: a text from a page is never the name of a file, as an argument of a command may be.
    const architecture = readArchitectureText(cell.genotype);
    if (isComplete(architecture)) return { genotype: printArchitecture(architecture) };
    if (isPath(architecture)) {
      const published = findPublishedPath(cell.genotype.trim());
      return { genotype: published?.name ?? printArchitecture(architecture) };
    }
    const read = readGenotypeText(cell.genotype);
    // The library knows more of a cell than its text says.
    return { genotype: read.from === 'library' ? read.published.name : FORMATS.python.print(read.genotype) };
  }
  return { from: cell.epoch === undefined ? cell.from : `${cell.from}@${cell.epoch}` };
}
