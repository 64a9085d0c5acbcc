/** What the measurements were made on. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** A machine, as far as it matters to speed. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Instructions for bfloat16 that the processor has; null where it cannot be told. */
  readonly bfloat16: readonly string[] | null;
  /** Processes that wanted to run in the minute before the first run; on a quiet machine near 0. */
  readonly loadBefore: number;
}

/** The machine that this runs on. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${process.platform}-${process.arch} ${release()}`,
    node: process.versions.node,
    bfloat16: process.platform === 'linux' ? bfloat16Flags(readFileSync('/proc/cpuinfo', 'utf8')) : null,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

/** The flags for bfloat16 in Linux's description of the processors. */
export function bfloat16Flags(cpuinfo: string): readonly string[] {
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/) ?? [];
  return ['amx_bf16', 'avx512_bf16', 'bf16'].filter((flag) => flags.includes(flag));
}

/** One line. */
export function machineLine({ cpu, cores, memoryBytes, system, node, loadBefore }: Machine): string {
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  return `${cpu}, ${cores} cores, ${memory}, ${system}, Node ${node}, load before ${loadBefore.toFixed(2)}`;
}
