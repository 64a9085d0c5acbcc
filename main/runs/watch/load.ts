/** What a run takes of its machine, and what there is. */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { availableMemory } from '../../base/available-memory.ts';
import { systemCode } from '../../base/system-failure.ts';
import type { GpuLoad, Load } from '../events.ts';
import { gpuMeter } from './gpus.ts';

/** Processor time in any unit: all of it, and what was spent. */
export interface ProcessorTimes {
  readonly busy: number;
  readonly total: number;
}

/** What is measured. */
export interface LoadSource {
  /** Logical cores. */
  readonly cores: number;
  /** Seconds since some moment; never goes back. */
  seconds(): number;
  /** Processor time of the whole process so far, all threads, in seconds. */
  processSeconds(): number;
  /** Of the machine since it began; null if it does not tell. */
  machineTimes(): Promise<ProcessorTimes | null>;
  /** Resident memory of this process. */
  residentBytes(): number;
  /** Memory that the process could have, with what it has. */
  availableBytes(): Promise<number>;
  gpus(): Promise<readonly GpuLoad[]>;
}

/** This process and its machine. */
export function thisMachine(until: AbortSignal): LoadSource {
  return {
    // Asked once: on large machines the system takes long to list its processors.
    cores: cpus().length,
    seconds: () => performance.now() / 1000,
    processSeconds() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    machineTimes,
    residentBytes: () => process.memoryUsage.rss(),
    availableBytes: () => availableMemory(),
    gpus: gpuMeter(until),
  };
}

/** Measures the load since it was asked last; null while an earlier question is still being answered. */
export type LoadMeter = () => Promise<Load | null>;

/** A meter whose first interval begins now. */
export async function createLoadMeter(source: LoadSource): Promise<LoadMeter> {
  const look = async () => ({
    at: source.seconds(),
    process: source.processSeconds(),
    machine: await source.machineTimes(),
  });
  let before = await look();
  let isBusy = false;
  const measure = async (): Promise<Load> => {
    const now = await look();
    const [available, gpus] = await Promise.all([source.availableBytes(), source.gpus()]);
    const memoryBytes = source.residentBytes();
    const cpu = share(now.process - before.process, (now.at - before.at) * source.cores);
    const machineCpu = machineShare(before.machine, now.machine) ?? cpu;
    before = now;
    return { cpu, machineCpu, memoryBytes, freeBytes: Math.max(0, available - memoryBytes), gpus };
  };
  return async () => {
    if (isBusy) return null;
    isBusy = true;
    try {
      return await measure();
    } finally {
      isBusy = false;
    }
  };
}

const share = (part: number, whole: number): number =>
  whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;

function machineShare(before: ProcessorTimes | null, now: ProcessorTimes | null): number | null {
  return before === null || now === null ? null : share(now.busy - before.busy, now.total - before.total);
}

async function machineTimes(): Promise<ProcessorTimes | null> {
  if (process.platform !== 'linux') return timesOfCores();
  try {
    return parseStat(await readFile('/proc/stat', 'utf8'));
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return null;
  }
}

function timesOfCores(): ProcessorTimes {
  const times = cpus().map((core) => core.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const total = times.reduce(
    (sum, { user, nice, sys, irq, idle: rest }) => sum + user + nice + sys + irq + rest,
    0,
  );
  return { busy: total - idle, total };
}

/** The first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq and steal; guests are part of user. */
export function parseStat(text: string): ProcessorTimes | null {
  const numbers = /^cpu +(\d+(?: \d+){3,})/.exec(text)?.[1]?.split(' ').slice(0, 8).map(Number);
  if (numbers === undefined) return null;
  const total = numbers.reduce((sum, value) => sum + value, 0);
  const [idle = 0, waiting = 0] = numbers.slice(3);
  return { busy: total - idle - waiting, total };
}
